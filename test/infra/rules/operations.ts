import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  alarmOn,
  at,
  listOf,
  mentioned,
  metricsOf,
  nameOf,
  ofType,
  type Resource,
  type Rule,
  target,
  textOf,
  type World,
} from '../world.ts';

const runbook = join(import.meta.dirname, '../../../docs/runbook.md');
const pages = new Set(
  existsSync(runbook) ? [...readFileSync(runbook, 'utf8').matchAll(/^#{2,3} ([a-z0-9-]+)$/gm)].map(([, heading]) => heading) : [],
);

const policiesOf = (world: World, topic: Resource): readonly unknown[] =>
  ofType(world, 'AWS::SNS::TopicPolicy')
    .filter((policy) => listOf(policy.properties.Topics).some((one) => target(world, policy, one) === topic))
    .flatMap((policy) => listOf(at(policy.properties, 'PolicyDocument', 'Statement')));

export const operationsRules: readonly Rule[] = [
  {
    name: 'an alarm says what people notice and leads to its page of the runbook',
    check: (world) =>
      ofType(world, 'AWS::CloudWatch::Alarm')
        .filter(({ properties }) => {
          const [, impact = '', page = ''] =
            /^(.{30,}) What to do: docs\/runbook\.md#([a-z0-9-]+)$/.exec(String(properties.AlarmDescription)) ?? [];
          return impact === '' || !pages.has(page);
        })
        .map(nameOf),
  },
  {
    name: 'an alarm tells somebody when it goes off and when it is over',
    check: (world) =>
      ofType(world, 'AWS::CloudWatch::Alarm')
        .filter((alarm) =>
          ['AlarmActions', 'OKActions'].some(
            (list) => !listOf(alarm.properties[list]).some((one) => target(world, alarm, one)?.type === 'AWS::SNS::Topic'),
          ),
        )
        .map(nameOf),
  },
  {
    name: 'silence is not an alarm',
    check: (world) =>
      ofType(world, 'AWS::CloudWatch::Alarm')
        .filter(({ properties }) => properties.TreatMissingData !== 'notBreaching')
        .map(nameOf),
  },
  {
    name: 'an alarm watches something that is there',
    check: (world) =>
      ofType(world, 'AWS::CloudWatch::Alarm')
        .filter((alarm) => {
          const there = world.resources.filter(({ stage }) => stage === alarm.stage);
          const named = there.flatMap(({ properties }) => [properties.FunctionName, properties.QueueName, properties.Name]);
          const counted = there.map(({ properties }) => textOf(at(properties, 'MetricTransformations', 0, 'MetricName')));
          return !metricsOf(alarm).every((metric) => [...named, ...counted].includes(metric.split(' ').at(-1)));
        })
        .map(nameOf),
  },
  {
    name: 'the REST API is watched',
    check: (world) =>
      ofType(world, 'AWS::ApiGateway::RestApi')
        .filter((rest) => alarmOn(world, rest, `AWS/ApiGateway 5XXError ${String(rest.properties.Name)}`) === undefined)
        .map(nameOf),
  },
  {
    name: 'an address that strangers call is watched for what it refuses',
    check: (world) =>
      ofType(world, 'AWS::Lambda::Url')
        .filter((url) => {
          const fn = mentioned(world, url, url.properties.TargetFunctionArn)[0];
          return alarmOn(world, url, `AWS/Lambda Url5xxCount ${String(fn?.properties.FunctionName)}`) === undefined;
        })
        .map(nameOf),
  },
  {
    name: 'alarms travel encrypted',
    check: (world) =>
      ofType(world, 'AWS::SNS::Topic')
        .filter(
          (topic) =>
            topic.properties.KmsMasterKeyId === undefined ||
            !policiesOf(world, topic).some(
              (statement) =>
                at(statement, 'Effect') === 'Deny' && at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false',
            ),
        )
        .map(nameOf),
  },
  {
    name: 'alarms of this account, and nothing else, may be published and encrypted by CloudWatch',
    check: (world) =>
      ofType(world, 'AWS::SNS::Topic')
        .filter((topic) => {
          const allowed = policiesOf(world, topic).filter((statement) => at(statement, 'Effect') === 'Allow');
          const published =
            allowed.length === 1 &&
            at(allowed[0], 'Action') === 'sns:Publish' &&
            at(allowed[0], 'Principal', 'Service') === 'cloudwatch.amazonaws.com' &&
            textOf(at(allowed[0], 'Condition', 'StringEquals', 'aws:SourceAccount')) === '<AWS::AccountId>';
          const key = target(world, topic, topic.properties.KmsMasterKeyId);
          const granted = listOf(at(key?.properties, 'KeyPolicy', 'Statement')).filter(
            (statement) => at(statement, 'Principal', 'Service') === 'cloudwatch.amazonaws.com',
          );
          const encrypted =
            JSON.stringify(granted.map((statement) => at(statement, 'Action'))) === '[["kms:Decrypt","kms:GenerateDataKey"]]';
          return !(published && encrypted);
        })
        .map(nameOf),
  },
  {
    name: 'a stage has one dashboard',
    check: (world) =>
      [...new Set(world.resources.map(({ stage }) => stage))].filter(
        (stage) => ofType(world, 'AWS::CloudWatch::Dashboard').filter((one) => one.stage === stage).length !== 1,
      ),
  },
  {
    // CloudFormation takes 500
    name: 'a stack has room to grow: fewer than 400 resources',
    check: (world) =>
      Object.entries(world.templates)
        .filter(([, { Resources }]) => Object.keys(Resources).length >= 400)
        .map(([name]) => name),
  },
];
