import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { BusinessTable } from './business-table.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

export interface StreamWorkerProps {
  /** Only records that fit one of these wake the function; the others cost nothing. Made of `FilterRule`s. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** How long records are gathered, so that one invocation does more of them. Absent: not at all. */
  readonly gathersFor?: Duration;
  /** What people notice when a record is given up. */
  readonly lostImpact: string;
}

/** Feeds changes of the table to a function; what it cannot handle is noted in a queue of its own. */
export class StreamWorker extends Construct {
  readonly fn: FeatureFunction;
  /** Name in AWS of the queue of records that were given up. */
  readonly givenUpName: string;
  readonly lostImpact: string;

  constructor(scope: Construct, table: BusinessTable, fn: FeatureFunction, props: StreamWorkerProps) {
    super(scope, 'Worker');
    const { removalPolicy, stage } = settingsAt(this);
    this.fn = fn;
    this.givenUpName = `frontdesk-${stage}-${fn.name}-given-up`;
    this.lostImpact = props.lostImpact;
    // a standard queue: Lambda does not take a FIFO one here
    // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    const givenUp = new Queue(this, 'GivenUp', {
      queueName: this.givenUpName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy,
    });
    accept(
      givenUp,
      { rule: 'AwsSolutions-SQS3', reason: 'It is itself where failed records end; an alarm tells of anything in it.' },
      { rule: 'Serverless-SQSRedrivePolicy', reason: 'It is itself where failed records end; an alarm tells of anything in it.' },
    );
    fn.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [table.streamArn]);
    // AWS knows this action for all streams of an account only
    fn.allow(['dynamodb:ListStreams'], ['*']);
    accept(fn.role, {
      rule: 'AwsSolutions-IAM5',
      only: /^Resource::\*$/,
      reason: 'dynamodb:ListStreams, which Lambda needs to follow a stream, exists for all streams only; it tells names.',
    });
    const mapping = new EventSourceMapping(this, 'Source', {
      target: fn.lambda,
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      ...(props.gathersFor && { maxBatchingWindow: props.gathersFor }),
      filters: props.records.map((pattern) => FilterCriteria.filter({ ...pattern })),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(givenUp),
    });
    mapping.node.addDependency(fn.role);
  }
}
