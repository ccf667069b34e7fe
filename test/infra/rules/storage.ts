import { at, listOf, nameOf, ofType, type Resource, type Rule, target, type World } from '../world.ts';

/** What must survive a deleted stack, outside dev. */
const lasting = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::Cognito::UserPool',
  'AWS::SQS::Queue',
  'AWS::Logs::LogGroup',
];

const each =
  (types: readonly string[], check: (one: Resource, world: World) => boolean) =>
  (world: World): readonly string[] =>
    ofType(world, ...types)
      .filter((one) => !check(one, world))
      .map(nameOf);

export const storageRules: readonly Rule[] = [
  {
    name: 'a table can be taken back to any second of the last weeks',
    check: each(
      ['AWS::DynamoDB::Table'],
      ({ properties }) => at(properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
    ),
  },
  {
    name: 'a table streams old and new images, forgets by expiresAt and is paid by use',
    check: each(
      ['AWS::DynamoDB::Table'],
      ({ properties }) =>
        at(properties, 'StreamSpecification', 'StreamViewType') === 'NEW_AND_OLD_IMAGES' &&
        JSON.stringify(properties.TimeToLiveSpecification) === '{"AttributeName":"expiresAt","Enabled":true}' &&
        properties.BillingMode === 'PAY_PER_REQUEST',
    ),
  },
  {
    name: 'what lasts outlives its stack, outside dev',
    check: each(
      lasting,
      ({ stage, raw }) => stage === 'dev' || (raw.DeletionPolicy === 'Retain' && raw.UpdateReplacePolicy === 'Retain'),
    ),
  },
  {
    name: 'rows and people cannot be deleted by mistake, outside dev',
    check: each(
      ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool'],
      ({ stage, properties }) =>
        stage === 'dev' || properties.DeletionProtectionEnabled === true || properties.DeletionProtection === 'ACTIVE',
    ),
  },
  {
    name: 'a bucket is private',
    check: each(['AWS::S3::Bucket'], ({ properties }) =>
      ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
        (name) => at(properties, 'PublicAccessBlockConfiguration', name) === true,
      ),
    ),
  },
  {
    name: 'a bucket admits nobody by its policy but CloudFront for this distribution',
    check: (world) =>
      ofType(world, 'AWS::S3::BucketPolicy')
        .filter((policy) =>
          listOf(at(policy.properties, 'PolicyDocument', 'Statement'))
            .filter((statement) => at(statement, 'Effect') === 'Allow')
            .some(
              (statement) =>
                at(statement, 'Principal', 'Service') !== 'cloudfront.amazonaws.com' ||
                at(statement, 'Action') !== 's3:GetObject' ||
                at(statement, 'Condition', 'StringEquals', 'AWS:SourceArn') === undefined,
            ),
        )
        .map(nameOf),
  },
  {
    name: 'a bucket is encrypted',
    check: each(
      ['AWS::S3::Bucket'],
      ({ properties }) =>
        at(
          properties,
          'BucketEncryption',
          'ServerSideEncryptionConfiguration',
          0,
          'ServerSideEncryptionByDefault',
          'SSEAlgorithm',
        ) !== undefined,
    ),
  },
  {
    name: 'a bucket refuses calls without TLS 1.2',
    check: each(['AWS::S3::Bucket'], (bucket, world) =>
      ofType(world, 'AWS::S3::BucketPolicy').some((policy) => {
        if (target(world, policy, policy.properties.Bucket) !== bucket) return false;
        const denied = listOf(at(policy.properties, 'PolicyDocument', 'Statement')).filter(
          (statement) => at(statement, 'Effect') === 'Deny',
        );
        return (
          denied.some((statement) => at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false') &&
          denied.some((statement) => at(statement, 'Condition', 'NumericLessThan', 's3:TlsVersion') === 1.2)
        );
      }),
    ),
  },
  {
    name: 'events on their way to a worker are forgotten',
    check: each(['AWS::S3::Bucket'], ({ stack, properties }) => {
      if (stack !== 'data') return true;
      const rules = listOf(at(properties, 'LifecycleConfiguration', 'Rules'));
      const intake = rules.find((rule) => at(rule, 'Prefix') === 'intake/' && at(rule, 'Status') === 'Enabled');
      // longer than the queue and its dead-letter queue keep the message that points there
      return Number(at(intake, 'ExpirationInDays')) > 18;
    }),
  },
  {
    name: 'a key is renewed every year',
    check: each(['AWS::KMS::Key'], ({ properties }) => properties.EnableKeyRotation === true),
  },
  {
    name: 'nobody signs up by themselves, and passwords are long',
    check: each(
      ['AWS::Cognito::UserPool'],
      ({ properties }) =>
        at(properties, 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly') === true &&
        Number(at(properties, 'Policies', 'PasswordPolicy', 'MinimumLength')) >= 12,
    ),
  },
  {
    name: 'signing in does not tell who exists, and tokens are short',
    check: each(
      ['AWS::Cognito::UserPoolClient'],
      ({ properties }) =>
        properties.PreventUserExistenceErrors === 'ENABLED' &&
        properties.EnableTokenRevocation === true &&
        Number(properties.AccessTokenValidity) <= 15 &&
        at(properties, 'TokenValidityUnits', 'AccessToken') === 'minutes' &&
        properties.AllowedOAuthFlowsUserPoolClient !== true,
    ),
  },
];
