import { unorderedQueues } from '../approved.ts';
import { alarmOn, at, listOf, nameOf, ofType, type Resource, type Rule, target, textOf, type World } from '../world.ts';

const queuesOf = (world: World): readonly Resource[] => ofType(world, 'AWS::SQS::Queue');

const deadLettersOf = (world: World, queue: Resource): Resource | undefined =>
  target(world, queue, at(queue.properties, 'RedrivePolicy', 'deadLetterTargetArn'));

/** Queues in which failed things end, so that nothing follows them. */
function isLast(world: World, queue: Resource): boolean {
  const afterQueue = queuesOf(world).some((other) => deadLettersOf(world, other) === queue);
  return afterQueue || isStreamFailures(world, queue);
}

const isStreamFailures = (world: World, queue: Resource): boolean =>
  ofType(world, 'AWS::Lambda::EventSourceMapping').some(
    (source) => target(world, source, at(source.properties, 'DestinationConfig', 'OnFailure', 'Destination')) === queue,
  );

const eachQueue = (check: (queue: Resource, world: World) => boolean) => (world: World) =>
  queuesOf(world)
    .filter((queue) => !check(queue, world))
    .map(nameOf);

/** Without the stage. */
const shortName = (queue: Resource): string =>
  String(queue.properties.QueueName)
    .replace(/^frontdesk-[a-z]+-/, '')
    .replace(/(-dead-letters)?(\.fifo)?$/, '');

/** What is approved for a queue without order. */
const unorderedAs = (queue: Resource) => unorderedQueues[shortName(queue)];

const days = 24 * 3600;

export const queueRules: readonly Rule[] = [
  {
    // Lambda takes standard queues only as the failure destination of a stream
    name: 'a queue keeps order, or is known not to',
    check: eachQueue(
      (queue, world) => queue.properties.FifoQueue === true || isStreamFailures(world, queue) || unorderedAs(queue) !== undefined,
    ),
  },
  {
    name: 'producers name what is a duplicate',
    check: eachQueue(({ properties }) => properties.ContentBasedDeduplication !== true),
  },
  {
    name: 'a queue has a dead-letter queue of the same kind, after a few attempts',
    check: eachQueue((queue, world) => {
      if (isLast(world, queue)) return true;
      const attempts = Number(at(queue.properties, 'RedrivePolicy', 'maxReceiveCount'));
      return (
        deadLettersOf(world, queue)?.properties.FifoQueue === queue.properties.FifoQueue &&
        attempts >= 3 &&
        attempts <= (unorderedAs(queue)?.attempts ?? 10)
      );
    }),
  },
  {
    name: 'what failed is kept as long as AWS can, and longer than it waited before',
    check: eachQueue((queue, world) => {
      const kept = Number(queue.properties.MessageRetentionPeriod);
      return isLast(world, queue) ? kept === 14 * days : kept >= 4 * days && kept < 14 * days;
    }),
  },
  {
    name: 'a queue is encrypted',
    check: eachQueue(({ properties }) => properties.SqsManagedSseEnabled === true || properties.KmsMasterKeyId !== undefined),
  },
  {
    name: 'a queue refuses calls without TLS',
    check: eachQueue((queue, world) =>
      ofType(world, 'AWS::SQS::QueuePolicy').some(
        (policy) =>
          listOf(policy.properties.Queues).some((one) => target(world, policy, one) === queue) &&
          listOf(at(policy.properties, 'PolicyDocument', 'Statement')).some(
            (statement) =>
              at(statement, 'Effect') === 'Deny' &&
              at(statement, 'Action') === 'sqs:*' &&
              at(statement, 'Principal', 'AWS') === '*' &&
              at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false',
          ),
      ),
    ),
  },
  {
    name: 'a batch is not given out again while somebody is at it: 6 x the timeout',
    check: (world) =>
      ofType(world, 'AWS::Lambda::EventSourceMapping').flatMap((source) => {
        const queue = target(world, source, source.properties.EventSourceArn);
        const fn = target(world, source, source.properties.FunctionName);
        if (queue?.type !== 'AWS::SQS::Queue') return [];
        return Number(queue.properties.VisibilityTimeout) >= 6 * Number(fn?.properties.Timeout) ? [] : [nameOf(queue)];
      }),
  },
  {
    name: 'every queue that has work has a worker',
    check: eachQueue(
      (queue, world) =>
        isLast(world, queue) ||
        ofType(world, 'AWS::Lambda::EventSourceMapping').some(
          (source) => target(world, source, source.properties.EventSourceArn) === queue,
        ),
    ),
  },
  {
    name: 'an alarm tells of waiting work and of what failed for good',
    check: eachQueue((queue, world) => {
      const metric = isLast(world, queue) ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage';
      return alarmOn(world, queue, `AWS/SQS ${metric} ${String(queue.properties.QueueName)}`) !== undefined;
    }),
  },
  {
    name: 'a queue admits nobody by its policy',
    check: (world) =>
      ofType(world, 'AWS::SQS::QueuePolicy')
        .filter((policy) =>
          listOf(at(policy.properties, 'PolicyDocument', 'Statement')).some((statement) => at(statement, 'Effect') !== 'Deny'),
        )
        .map((policy) => `${nameOf(policy)} ${textOf(policy.properties.Queues)}`),
  },
];
