import { at, listOf } from '../world.ts';
import { remove, set, the, type Weakening } from './weaken.ts';

export const resourceWeakenings: readonly Weakening[] = [
  {
    what: 'a function from nowhere',
    breaks: 'a function says which file it is made from',
    change: (world) => set(the(world, 'AWS::Lambda::Function', /Me\//).properties, ['Description'], 'lambdas/nobody/handler.ts'),
  },
  {
    what: 'an old runtime',
    breaks: 'a function runs on Node 24 on ARM',
    nag: 'AwsSolutions-L1',
    change: (world) => set(the(world, 'AWS::Lambda::Function', /Me\//).properties, ['Runtime'], 'nodejs22.x'),
  },
  {
    what: 'the default timeout',
    breaks: 'a function has a memory and a timeout of its own',
    nag: 'Serverless-LambdaDefaultTimeout',
    change: (world) => set(the(world, 'AWS::Lambda::Function', /Me\//).properties, ['Timeout'], undefined),
  },
  {
    what: 'a minute for files of every size',
    breaks: 'a function that carries files has time for the largest at 10 Mbit/s',
    change: (world) => set(the(world, 'AWS::Lambda::Function', /Outbound\//).properties, ['Timeout'], 60),
  },
  {
    what: 'a variable the contract does not know',
    breaks: 'a function knows only variables of the contract',
    change: (world) =>
      set(the(world, 'AWS::Lambda::Function', /Me\//).properties, ['Environment', 'Variables', 'API_SECRET'], 'x'),
  },
  {
    what: 'two functions with one role',
    breaks: 'a function has a role of its own',
    change: (world) =>
      set(
        the(world, 'AWS::Lambda::Function', /Me\//).properties,
        ['Role'],
        the(world, 'AWS::Lambda::Function', /Session\//).properties.Role,
      ),
  },
  {
    what: 'a function without a log group',
    breaks: 'a function writes structured logs into a group of its own',
    change: (world) => set(the(world, 'AWS::Lambda::Function', /Me\//).properties, ['LoggingConfig', 'LogGroup'], undefined),
  },
  {
    what: 'a log for ever',
    breaks: 'a log is forgotten after some time',
    nag: 'Serverless-CloudWatchLogGroupRetentionPeriod',
    change: (world) => set(the(world, 'AWS::Logs::LogGroup', /Me\//).properties, ['RetentionInDays'], undefined),
  },
  {
    what: 'a function that nobody watches',
    breaks: 'an alarm tells of a function that crashes or logs an error',
    change: (world) => remove(world, the(world, 'AWS::CloudWatch::Alarm', /inbound-fails/)),
  },
  {
    what: 'a function whose logged errors nobody counts',
    breaks: 'an alarm tells of a function that crashes or logs an error',
    change: (world) => remove(world, the(world, 'AWS::Logs::MetricFilter', /Conversations/)),
  },
  {
    what: 'a public function without a ceiling',
    breaks: 'a function that strangers can call has a share of concurrency and an alarm on it',
    change: (world) =>
      set(the(world, 'AWS::Lambda::Function', /WebhookMeta/).properties, ['ReservedConcurrentExecutions'], undefined),
  },
  {
    what: 'a batch that fails as a whole',
    breaks: 'a source hands back what failed, and a stream notes what it gave up',
    change: (world) =>
      set(the(world, 'AWS::Lambda::EventSourceMapping', /Inbound/).properties, ['FunctionResponseTypes'], undefined),
  },
  {
    what: 'a stream that blocks on one bad record',
    breaks: 'a source hands back what failed, and a stream notes what it gave up',
    nag: 'Serverless-LambdaEventSourceMappingDestination',
    change: (world) =>
      set(the(world, 'AWS::Lambda::EventSourceMapping', /OutboxRelay/).properties, ['DestinationConfig'], undefined),
  },
  {
    what: 'a third reader of the stream',
    breaks: 'a stream has two readers at most',
    change: (world) =>
      set(
        the(world, 'AWS::Lambda::EventSourceMapping', /UsageNotices/).properties,
        ['EventSourceArn'],
        the(world, 'AWS::Lambda::EventSourceMapping', /OutboxRelay/).properties.EventSourceArn,
      ),
  },
  {
    what: 'a function that anybody may invoke',
    breaks: 'only what calls a function may call it',
    change: (world) => set(the(world, 'AWS::Lambda::Permission', /^api\/Me\/|^api\/Rest/).properties, ['Principal'], '*'),
  },
  {
    what: 'a permission for each method',
    breaks: 'one permission lets the REST API call a function, however many routes it has',
    change: (world) => {
      const template = world.templates['frontdesk-prod-api'];
      const own = world.resources.find(
        ({ type, stack, properties }) =>
          type === 'AWS::Lambda::Permission' && stack === 'api' && !JSON.stringify(properties).includes('authorizers'),
      );
      if (template !== undefined && own !== undefined) template.Resources.Another = structuredClone(own.raw);
    },
  },
  {
    what: 'a queue without order',
    breaks: 'a queue keeps order, or is known not to',
    change: (world) => set(the(world, 'AWS::SQS::Queue', /InboundQueue\/Queue/).properties, ['FifoQueue'], undefined),
  },
  {
    what: 'duplicates found by content',
    breaks: 'producers name what is a duplicate',
    change: (world) => set(the(world, 'AWS::SQS::Queue', /InboundQueue\/Queue/).properties, ['ContentBasedDeduplication'], true),
  },
  {
    what: 'no dead-letter queue',
    breaks: 'a queue has a dead-letter queue of the same kind, after a few attempts',
    nag: 'AwsSolutions-SQS3',
    change: (world) => set(the(world, 'AWS::SQS::Queue', /InboundQueue\/Queue/).properties, ['RedrivePolicy'], undefined),
  },
  {
    what: 'a dead-letter queue that forgets',
    breaks: 'what failed is kept as long as AWS can, and longer than it waited before',
    change: (world) =>
      set(the(world, 'AWS::SQS::Queue', /InboundQueue\/DeadLetters/).properties, ['MessageRetentionPeriod'], 345_600),
  },
  {
    what: 'a queue in the clear',
    breaks: 'a queue is encrypted',
    change: (world) => set(the(world, 'AWS::SQS::Queue', /InboundQueue\/Queue/).properties, ['SqsManagedSseEnabled'], false),
  },
  {
    what: 'a queue without TLS',
    breaks: 'a queue refuses calls without TLS',
    nag: 'AwsSolutions-SQS4',
    change: (world) => remove(world, the(world, 'AWS::SQS::QueuePolicy', /InboundQueue\/Queue/)),
  },
  {
    what: 'a queue open to the world',
    breaks: 'a queue admits nobody by its policy',
    change: (world) =>
      set(the(world, 'AWS::SQS::QueuePolicy', /InboundQueue\/Queue/).properties, ['PolicyDocument', 'Statement', 1], {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: '*',
        Resource: '*',
      }),
  },
  {
    what: 'a batch given out twice',
    breaks: 'a batch is not given out again while somebody is at it: 6 x the timeout',
    change: (world) => set(the(world, 'AWS::SQS::Queue', /InboundQueue\/Queue/).properties, ['VisibilityTimeout'], 30),
  },
  {
    what: 'a queue that nobody reads',
    breaks: 'every queue that has work has a worker',
    change: (world) => remove(world, the(world, 'AWS::Lambda::EventSourceMapping', /Inbound/)),
  },
  {
    what: 'dead letters that nobody hears of',
    breaks: 'an alarm tells of waiting work and of what failed for good',
    change: (world) => remove(world, the(world, 'AWS::CloudWatch::Alarm', /inbound-dead-letters/)),
  },
  {
    what: 'no point-in-time recovery',
    breaks: 'a table can be taken back to any second of the last weeks',
    nag: 'AwsSolutions-DDB3',
    change: (world) => set(the(world, 'AWS::DynamoDB::Table').properties, ['PointInTimeRecoverySpecification'], undefined),
  },
  {
    what: 'no expiry',
    breaks: 'a table streams old and new images, forgets by expiresAt and is paid by use',
    change: (world) => set(the(world, 'AWS::DynamoDB::Table').properties, ['TimeToLiveSpecification', 'Enabled'], false),
  },
  {
    what: 'a table that goes with its stack',
    breaks: 'what lasts outlives its stack, outside dev',
    change: (world) => set(the(world, 'AWS::DynamoDB::Table').raw, ['DeletionPolicy'], 'Delete'),
  },
  {
    what: 'a table that can be deleted',
    breaks: 'rows and people cannot be deleted by mistake, outside dev',
    change: (world) => set(the(world, 'AWS::DynamoDB::Table').properties, ['DeletionProtectionEnabled'], false),
  },
  {
    what: 'a public bucket',
    breaks: 'a bucket is private',
    nag: 'AwsSolutions-S2',
    change: (world) =>
      set(
        the(world, 'AWS::S3::Bucket', /MediaBucket/).properties,
        ['PublicAccessBlockConfiguration', 'BlockPublicPolicy'],
        false,
      ),
  },
  {
    what: 'a bucket that anybody may read',
    breaks: 'a bucket admits nobody by its policy but CloudFront for this distribution',
    change: (world) =>
      set(the(world, 'AWS::S3::BucketPolicy', /MediaBucket/).properties, ['PolicyDocument', 'Statement', 2], {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Principal: '*',
        Resource: '*',
      }),
  },
  {
    what: 'a bucket in the clear',
    breaks: 'a bucket is encrypted',
    change: (world) => set(the(world, 'AWS::S3::Bucket', /MediaBucket/).properties, ['BucketEncryption'], undefined),
  },
  {
    what: 'a bucket without TLS',
    breaks: 'a bucket refuses calls without TLS 1.2',
    nag: 'AwsSolutions-S10',
    change: (world) => remove(world, the(world, 'AWS::S3::BucketPolicy', /MediaBucket/)),
  },
  {
    what: 'events kept for ever',
    breaks: 'events on their way to a worker are forgotten',
    change: (world) => set(the(world, 'AWS::S3::Bucket', /MediaBucket/).properties, ['LifecycleConfiguration'], undefined),
  },
  {
    what: 'a key for ever',
    breaks: 'a key is renewed every year',
    nag: 'AwsSolutions-KMS5',
    change: (world) => set(the(world, 'AWS::KMS::Key').properties, ['EnableKeyRotation'], false),
  },
  {
    what: 'an open house',
    breaks: 'nobody signs up by themselves, and passwords are long',
    change: (world) =>
      set(the(world, 'AWS::Cognito::UserPool').properties, ['AdminCreateUserConfig', 'AllowAdminCreateUserOnly'], false),
  },
  {
    what: 'a sign-in that tells who exists',
    breaks: 'signing in does not tell who exists, and tokens are short',
    change: (world) => set(the(world, 'AWS::Cognito::UserPoolClient').properties, ['PreventUserExistenceErrors'], 'LEGACY'),
  },
  {
    what: 'a stack as large as CloudFormation takes',
    breaks: 'a stack has room to grow: fewer than 400 resources',
    change: (world) => {
      const resources = world.templates['frontdesk-prod-api']?.Resources ?? {};
      for (let count = 0; count < 400; count += 1)
        resources[`More${count}`] = { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'x' } };
    },
  },
  {
    what: 'an alarm without a meaning',
    breaks: 'an alarm says what people notice and leads to its page of the runbook',
    change: (world) => set(the(world, 'AWS::CloudWatch::Alarm', /inbound-fails/).properties, ['AlarmDescription'], 'Errors > 1'),
  },
  {
    what: 'an alarm that tells nobody',
    breaks: 'an alarm tells somebody when it goes off and when it is over',
    change: (world) => set(the(world, 'AWS::CloudWatch::Alarm', /inbound-fails/).properties, ['AlarmActions'], undefined),
  },
  {
    what: 'an alarm at night, when nobody writes',
    breaks: 'silence is not an alarm',
    change: (world) => set(the(world, 'AWS::CloudWatch::Alarm', /inbound-fails/).properties, ['TreatMissingData'], 'breaching'),
  },
  {
    what: 'an alarm on a function of another name',
    breaks: 'an alarm watches something that is there',
    change: (world) =>
      set(the(world, 'AWS::CloudWatch::Alarm', /inbound-waits/).properties, ['Dimensions', 0, 'Value'], 'frontdesk-prod-in'),
  },
  {
    what: 'a REST API that nobody watches',
    breaks: 'the REST API is watched',
    change: (world) => remove(world, the(world, 'AWS::CloudWatch::Alarm', /rest-fails/)),
  },
  {
    what: 'a webhook whose refusals nobody hears of',
    breaks: 'an address that strangers call is watched for what it refuses',
    change: (world) => remove(world, the(world, 'AWS::CloudWatch::Alarm', /webhook-meta-refuses/)),
  },
  {
    what: 'alarms in the clear',
    breaks: 'alarms travel encrypted',
    nag: 'AwsSolutions-SNS3',
    change: (world) => {
      set(the(world, 'AWS::SNS::Topic').properties, ['KmsMasterKeyId'], undefined);
      remove(world, the(world, 'AWS::SNS::TopicPolicy'));
    },
  },
  {
    what: 'a topic that CloudWatch may not use',
    breaks: 'alarms of this account, and nothing else, may be published and encrypted by CloudWatch',
    change: (world) => {
      const policy = the(world, 'AWS::SNS::TopicPolicy').properties;
      const statements = listOf(at(policy, 'PolicyDocument', 'Statement'));
      set(
        policy,
        ['PolicyDocument', 'Statement'],
        statements.filter((statement) => at(statement, 'Effect') === 'Deny'),
      );
    },
  },
  {
    what: 'no dashboard',
    breaks: 'a stage has one dashboard',
    change: (world) => remove(world, the(world, 'AWS::CloudWatch::Dashboard')),
  },
];
