import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

export interface WorkQueueProps {
  /** Variable by which producers know the queue. */
  readonly variable:
    | 'inboundQueue'
    | 'outboundQueue'
    | 'exportsQueue'
    | 'noticesQueue'
    | 'rightsQueue'
    | 'endingsQueue'
    | 'mediaQueue'
    | 'transcriptionQueue'
    | 'assistantQueue'
    | 'knowledgeQueue';
  /** Timeout of the one function that works on it. */
  readonly workerTimeout: Duration;
  readonly receivesBeforeDeadLetter: number;
  /** Nothing is given out before. */
  readonly delay?: Duration;
  /** What people notice when it does not move. */
  readonly delayImpact: string;
  /** What people notice when something ends in its dead-letter queue. */
  readonly deadLetterImpact: string;
}

/** A queue with a dead-letter queue of the same kind. */
export abstract class WorkQueue extends Construct {
  readonly name: string;
  /** Names of the queue and of its dead-letter queue in AWS. */
  readonly physicalName: string;
  readonly deadLettersName: string;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly workerTimeout: Duration;
  readonly delayImpact: string;
  readonly deadLetterImpact: string;
  private readonly variable: WorkQueueProps['variable'];

  constructor(scope: Construct, name: string, props: WorkQueueProps & { readonly fifo: boolean }) {
    super(scope, `${name[0]?.toUpperCase()}${name.slice(1)}Queue`);
    const { removalPolicy, stage } = settingsAt(this);
    const suffix = props.fifo ? '.fifo' : '';
    this.name = name;
    this.physicalName = `frontdesk-${stage}-${name}${suffix}`;
    this.deadLettersName = `frontdesk-${stage}-${name}-dead-letters${suffix}`;
    this.variable = props.variable;
    this.workerTimeout = props.workerTimeout;
    this.delayImpact = props.delayImpact;
    this.deadLetterImpact = props.deadLetterImpact;
    const common = {
      ...(props.fifo ? { fifo: true, contentBasedDeduplication: false } : {}),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: this.deadLettersName,
      retentionPeriod: Duration.days(14),
    });
    accept(this.deadLetters, {
      rule: 'Serverless-SQSRedrivePolicy',
      reason: 'It is itself the dead-letter queue; an alarm tells of anything in it.',
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: this.physicalName,
      retentionPeriod: Duration.days(4),
      ...(props.delay && { deliveryDelay: props.delay }),
      // 6 x the function's timeout, so that a batch is not given to a second worker while the first is still at it
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(props.workerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.receivesBeforeDeadLetter },
    });
  }

  /** Lets a function put messages into the queue. */
  fillFrom(fn: FeatureFunction): void {
    fn.tell(this.variable, this.queue.queueUrl);
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn]);
  }
}
