import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../../../contract/environment.ts';
import { largestReceived } from '../../../contract/media.ts';
import { fileCarriers, longRunning } from '../approved.ts';
import {
  alarmOn,
  at,
  featureOf,
  isCdkCopier,
  listOf,
  mentioned,
  nameOf,
  ofType,
  type Resource,
  type Rule,
  target,
  textOf,
  type World,
} from '../world.ts';
import { strangersMayCall } from './entry-points.ts';

const root = join(import.meta.dirname, '../../..');
const variables: readonly string[] = Object.values(environment);

export const functionsOf = (world: World): readonly Resource[] =>
  ofType(world, 'AWS::Lambda::Function').filter((fn) => !isCdkCopier(fn));

const eachFunction = (check: (fn: Resource, world: World) => boolean) => (world: World) =>
  functionsOf(world)
    .filter((fn) => !check(fn, world))
    .map(nameOf);

export const functionRules: readonly Rule[] = [
  {
    name: 'a function says which file it is made from',
    check: eachFunction((fn) => existsSync(join(root, String(fn.properties.Description))) && featureOf(fn) !== ''),
  },
  {
    name: 'a function runs on Node 24 on ARM',
    check: eachFunction(
      ({ properties }) =>
        properties.Runtime === 'nodejs24.x' &&
        JSON.stringify(properties.Architectures) === '["arm64"]' &&
        properties.Handler === 'index.handler',
    ),
  },
  {
    name: 'a function has a memory and a timeout of its own',
    check: eachFunction(
      (fn) =>
        Number(fn.properties.MemorySize) >= 128 &&
        Number(fn.properties.Timeout) >= 5 &&
        Number(fn.properties.Timeout) <= (longRunning[featureOf(fn)]?.seconds ?? 60),
    ),
  },
  {
    name: 'a function that carries files has time for the largest at 10 Mbit/s',
    check: eachFunction((fn) => {
      const others = fileCarriers[featureOf(fn)];
      return others === undefined || Number(fn.properties.Timeout) >= others + (largestReceived.document * 8) / 10_000_000;
    }),
  },
  {
    name: 'a function knows only variables of the contract',
    check: eachFunction(({ properties }) =>
      Object.keys(at(properties, 'Environment', 'Variables') ?? {}).every((name) => variables.includes(name)),
    ),
  },
  {
    name: 'a function has a role of its own',
    check: eachFunction((fn, world) => {
      const role = target(world, fn, fn.properties.Role);
      const users = ofType(world, 'AWS::Lambda::Function').filter(
        (other) => other.stage === fn.stage && target(world, other, other.properties.Role) === role,
      );
      return role?.type === 'AWS::IAM::Role' && users.length === 1;
    }),
  },
  {
    name: 'a function writes structured logs into a group of its own',
    check: eachFunction((fn, world) => {
      const group = target(world, fn, at(fn.properties, 'LoggingConfig', 'LogGroup'));
      const writers = functionsOf(world).filter(
        (other) => target(world, other, at(other.properties, 'LoggingConfig', 'LogGroup')) === group,
      );
      return group !== undefined && writers.length === 1 && at(fn.properties, 'LoggingConfig', 'LogFormat') === 'JSON';
    }),
  },
  {
    name: 'a log is forgotten after some time',
    check: (world) =>
      ofType(world, 'AWS::Logs::LogGroup')
        .filter(({ properties }) => !(Number(properties.RetentionInDays) >= 7 && Number(properties.RetentionInDays) <= 400))
        .map(nameOf),
  },
  {
    name: 'an alarm tells of a function that crashes or logs an error',
    check: eachFunction((fn, world) => {
      const counted = target(world, fn, at(fn.properties, 'LoggingConfig', 'LogGroup'));
      const filter = ofType(world, 'AWS::Logs::MetricFilter').find(
        (one) => counted !== undefined && target(world, one, one.properties.LogGroupName) === counted,
      );
      const logged = textOf(at(filter?.properties, 'MetricTransformations', 0, 'MetricName'));
      const alarm = alarmOn(world, fn, `AWS/Lambda Errors ${String(fn.properties.FunctionName)}`);
      const isError = filter?.properties.FilterPattern === '{ $.level = "ERROR" }';
      return isError && alarm !== undefined && alarm === alarmOn(world, fn, `Frontdesk ${logged}`);
    }),
  },
  {
    name: 'a function that strangers can call has a share of concurrency and an alarm on it',
    check: (world) =>
      strangersMayCall(world)
        .filter(
          (fn) =>
            !(
              Number(fn.properties.ReservedConcurrentExecutions) > 0 &&
              alarmOn(world, fn, `AWS/Lambda Throttles ${String(fn.properties.FunctionName)}`) !== undefined
            ),
        )
        .map(nameOf),
  },
  {
    name: 'a source hands back what failed, and a stream notes what it gave up',
    check: (world) =>
      ofType(world, 'AWS::Lambda::EventSourceMapping')
        .filter(({ properties }) => {
          const partial = listOf(properties.FunctionResponseTypes).includes('ReportBatchItemFailures');
          const isStream = /stream/i.test(textOf(properties.EventSourceArn));
          const bounded =
            Number(properties.MaximumRetryAttempts) > 0 &&
            properties.BisectBatchOnFunctionError === true &&
            listOf(at(properties, 'FilterCriteria', 'Filters')).length > 0 &&
            at(properties, 'DestinationConfig', 'OnFailure', 'Destination') !== undefined;
          return !(partial && (!isStream || bounded));
        })
        .map(nameOf),
  },
  {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html#Streams.Processing: more are throttled
    name: 'a stream has two readers at most',
    check: (world) => {
      const readers = ofType(world, 'AWS::Lambda::EventSourceMapping', 'AWS::Pipes::Pipe')
        .map(({ stage, properties }) => `${stage} ${textOf(properties.EventSourceArn ?? properties.Source)}`)
        .filter((source) => /stream/i.test(source));
      return [...Map.groupBy(readers, (source) => source)].filter(([, all]) => all.length > 2).map(([source]) => source);
    },
  },
  {
    name: 'only what calls a function may call it',
    check: (world) =>
      ofType(world, 'AWS::Lambda::Permission')
        .filter(({ properties }) => {
          const byUrl =
            properties.Principal === '*' &&
            (properties.FunctionUrlAuthType === 'NONE' || properties.InvokedViaFunctionUrl === true);
          const byService = ['apigateway.amazonaws.com', 'events.amazonaws.com'].includes(String(properties.Principal));
          return !(byUrl || (byService && properties.SourceArn !== undefined));
        })
        .map(nameOf),
  },
  {
    name: 'one permission lets the REST API call a function, however many routes it has',
    check: (world) => {
      const permissions = ofType(world, 'AWS::Lambda::Permission').filter(
        ({ stack, properties }) =>
          stack === 'api' &&
          properties.Principal === 'apigateway.amazonaws.com' &&
          !/authorizers/.test(textOf(properties.SourceArn)),
      );
      return functionsOf(world)
        .filter((fn) => permissions.filter((one) => mentioned(world, one, one.properties.FunctionName).includes(fn)).length > 1)
        .map(nameOf);
    },
  },
];
