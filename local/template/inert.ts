import { type Provisioned, place, type Resource } from '../parts.ts';

interface Inert {
  readonly reason: string;
  /** What `Ref` and `Fn::GetAtt` answer when other resources ask for more than a name. */
  readonly answers?: (resource: Resource) => Provisioned;
}

const arnOf = (service: string, path: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.account}:${path}`;

function named(property: string, service: string, path: (name: string) => string) {
  return ({ stack, logicalId, properties }: Resource): Provisioned => {
    const name = String(properties[property] ?? `${stack}-${logicalId}`);
    return { ref: name, attributes: { Arn: arnOf(service, path(name)) } };
  };
}

/** Types that change nothing on a laptop. Everything else that has no provisioner stops the start. */
export const inertTypes: Readonly<Record<string, Inert>> = {
  'AWS::CDK::Metadata': { reason: 'statistics of the CDK' },
  'AWS::CloudFront::OriginRequestPolicy': { reason: 'the local distribution passes requests on as they are' },
  'AWS::CloudWatch::Alarm': {
    reason: 'nobody is on call for a laptop; infrastructure tests read the alarms',
    answers: named('AlarmName', 'cloudwatch', (name) => `alarm:${name}`),
  },
  'AWS::CloudWatch::CompositeAlarm': { reason: 'as the alarms it is made of' },
  'AWS::CloudWatch::Dashboard': { reason: 'pictures of metrics that a laptop does not collect' },
  'AWS::Logs::LogGroup': {
    reason: 'logs go to .stage/logs',
    answers: named('LogGroupName', 'logs', (name) => `log-group:${name}:*`),
  },
  'AWS::Logs::MetricFilter': { reason: 'metrics are not collected' },
  'AWS::Logs::ResourcePolicy': { reason: 'logs go to .stage/logs' },
  'AWS::SNS::Topic': {
    reason: 'carries alarms only',
    answers: ({ stack, logicalId, properties }) => {
      const name = String(properties.TopicName ?? `${stack}-${logicalId}`);
      const arn = arnOf('sns', name);
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
  },
  'AWS::SNS::TopicPolicy': { reason: 'carries alarms only' },
  'AWS::SNS::Subscription': { reason: 'carries alarms only' },
  'AWS::Lambda::LayerVersion': { reason: 'only the CDK’s own deployment function uses a layer, and the stage does its work' },
  'AWS::ApiGateway::Account': { reason: 'lets the account write access logs' },
  'AWS::Budgets::Budget': { reason: 'a laptop costs nothing' },
  'Custom::S3AutoDeleteObjects': { reason: 'empties a bucket when its stack is deleted' },
  'Custom::LogRetention': { reason: 'logs go to .stage/logs' },
};
