import { at, listOf } from '../world.ts';
import { set, statement, the, type Weakening } from './weaken.ts';

const removal = 'the removal role removes the audit log and the files of the one business of its session, and does nothing else';
const library =
  'the library role deletes files of messages and of the library of the one business of its session, and does nothing else';
const erasure =
  'the erasure role removes files of conversations and exports of the one business of its session, and does nothing else';
const trial =
  'the trial role reads the one business of its session, writes what is tried and what it costs, and does nothing else';
const tenantKeys = ['Condition', 'ForAllValues:StringLike', 'dynamodb:LeadingKeys', 0];

export const accessWeakenings: readonly Weakening[] = [
  {
    what: 'a wildcard action',
    breaks: 'policies name actions, one by one',
    nag: 'AwsSolutions-IAM5',
    change: (world) => set(statement(world, 'TenantRole', 'dynamodb:Query'), ['Action'], 'dynamodb:*'),
  },
  {
    what: 'everything but',
    breaks: 'policies name actions, one by one',
    change: (world) => {
      const own = statement(world, 'Inbound', 's3:GetObject');
      set(own, ['NotAction'], 'iam:*');
      set(own, ['Action'], undefined);
    },
  },
  {
    what: 'a wildcard resource',
    breaks: 'policies name resources; a wildcard is on the approved list',
    nag: 'AwsSolutions-IAM5',
    change: (world) => set(statement(world, 'WebhookMeta', 'sqs:SendMessage'), ['Resource'], '*'),
  },
  {
    what: 'an action beside the approved one on a wildcard resource',
    breaks: 'policies name resources; a wildcard is on the approved list',
    change: (world) => set(statement(world, 'Inbound', 's3:GetObject'), ['Action'], ['s3:GetObject', 's3:DeleteObject']),
  },
  {
    what: 'a policy of AWS on a role',
    breaks: 'roles have no policies written by AWS',
    nag: 'AwsSolutions-IAM4',
    change: (world) =>
      set(
        the(world, 'AWS::IAM::Role', /\/Me\//).properties,
        ['ManagedPolicyArns'],
        ['arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess'],
      ),
  },
  {
    what: 'a role that another account may assume',
    breaks: 'a role is for one function, for businesses, or on the approved list',
    change: (world) =>
      set(the(world, 'AWS::IAM::Role', /\/Me\//).properties, ['AssumeRolePolicyDocument', 'Statement', 0, 'Principal'], {
        AWS: '999999999999',
      }),
  },
  {
    what: 'a role that writes to every log',
    breaks: 'a role writes to the log of its function only',
    nag: 'AwsSolutions-IAM5',
    change: (world) => set(statement(world, 'Me', 'logs:PutLogEvents'), ['Resource'], 'arn:aws:logs:*:*:*'),
  },
  {
    what: 'a tenant role that may remove registrations',
    breaks: 'the tenant role cannot remove the registration of its business, or that there was one',
    change: (world) => {
      const { PolicyDocument } = the(world, 'AWS::IAM::Policy', /\/TenantRole\//).properties;
      for (const [index, one] of listOf(at(PolicyDocument, 'Statement')).entries()) {
        if (JSON.stringify(one).includes('TENANT#*')) set(PolicyDocument, ['Statement', index, 'Effect'], 'Allow');
      }
    },
  },
  {
    what: 'a function that makes administrators of the platform',
    breaks: 'administrators of the platform are read by the id of one, and written by nobody',
    change: (world) =>
      set(statement(world, 'Memberships', 'dynamodb:GetItem'), ['Action'], ['dynamodb:GetItem', 'dynamodb:PutItem']),
  },
  {
    what: 'a list of the platform that administrators are in too',
    breaks: 'administrators of the platform are read by the id of one, and written by nobody',
    change: (world) =>
      set(
        statement(world, 'Platform', 'dynamodb:Query'),
        ['Condition', 'ForAllValues:StringLike', 'dynamodb:LeadingKeys'],
        ['PLATFORM#*'],
      ),
  },
  {
    what: 'no LeadingKeys condition',
    breaks: 'rows are reached by the beginning of their key, and by it alone',
    change: (world) => set(statement(world, 'TenantRole', 'dynamodb:PutItem'), ['Condition'], undefined),
  },
  {
    what: 'LeadingKeys that may be absent',
    breaks: 'rows are reached by the beginning of their key, and by it alone',
    change: (world) => set(statement(world, 'TenantRole', 'dynamodb:PutItem'), ['Condition', 'Null'], undefined),
  },
  {
    what: 'a pattern without its delimiter',
    breaks: 'rows are reached by the beginning of their key, and by it alone',
    change: (world) => set(statement(world, 'TenantRole', 'dynamodb:PutItem'), tenantKeys, 'T#${aws:PrincipalTag/tenant}*'),
  },
  {
    what: 'a platform prefix without its delimiter',
    breaks: 'rows are reached by the beginning of their key, and by it alone',
    change: (world) => set(statement(world, 'Me', 'dynamodb:Query'), tenantKeys, 'USER*'),
  },
  {
    what: 'Scan',
    breaks: 'nobody scans the table or speaks PartiQL to it',
    change: (world) => set(statement(world, 'TenantRole', 'dynamodb:Query'), ['Action'], ['dynamodb:Query', 'dynamodb:Scan']),
  },
  {
    what: 'PartiQL',
    breaks: 'nobody scans the table or speaks PartiQL to it',
    change: (world) =>
      set(statement(world, 'TenantRole', 'dynamodb:Query'), ['Action'], ['dynamodb:Query', 'dynamodb:PartiQLSelect']),
  },
  {
    what: 'a function that reaches all businesses by itself',
    breaks: 'the rows of a business are reached through the tenant role only',
    change: (world) => set(statement(world, 'Me', 'dynamodb:Query'), tenantKeys, 'T#*'),
  },
  {
    what: 'a tenant role for every business',
    breaks: 'the rows of a business are reached through the tenant role only',
    change: (world) => set(statement(world, 'TenantRole', 'dynamodb:PutItem'), tenantKeys, 'T#*'),
  },
  {
    what: 'an audit log that its business may change',
    breaks: 'the tenant role can neither change nor remove what is in the audit log',
    change: (world) =>
      set(statement(world, 'TenantRole', 'dynamodb:UpdateItem', 'Deny'), ['Action'], ['dynamodb:DeleteItem', 'dynamodb:GetItem']),
  },
  {
    what: 'an audit log that is guarded for one business only',
    breaks: 'the tenant role can neither change nor remove what is in the audit log',
    change: (world) =>
      set(
        statement(world, 'TenantRole', 'dynamodb:UpdateItem', 'Deny'),
        ['Condition', 'ForAnyValue:StringLike', 'dynamodb:LeadingKeys', 0],
        'T#a1#AUDIT#*',
      ),
  },
  {
    what: 'one more action on rows of businesses',
    breaks: 'the tenant role does with rows what is approved, no more and no less',
    change: (world) =>
      set(statement(world, 'TenantRole', 'dynamodb:Query'), ['Action'], ['dynamodb:Query', 'dynamodb:BatchWriteItem']),
  },
  {
    what: 'a ticket reader that may also make tickets',
    breaks: 'functions reach the platform items that are approved, no more and no less',
    change: (world) =>
      set(statement(world, 'RealtimeAuthorizer', 'dynamodb:DeleteItem'), ['Action'], ['dynamodb:DeleteItem', 'dynamodb:PutItem']),
  },
  {
    what: 'files of all businesses',
    breaks: 'files of businesses are under the tag of the session',
    nag: 'AwsSolutions-IAM5',
    change: (world) => {
      const own = statement(world, 'TenantRole', 's3:PutObject');
      set(own, ['Resource'], JSON.parse(JSON.stringify(own.Resource).replace('/${aws:PrincipalTag/tenant}', '')));
    },
  },
  {
    what: 'secrets of all businesses',
    breaks: 'secrets are unwrapped with their context only',
    change: (world) => set(statement(world, 'TenantRole', 'kms:Decrypt'), ['Condition'], undefined),
  },
  {
    what: 'a webhook that unwraps every secret',
    breaks: 'secrets are unwrapped with their context only',
    change: (world) => set(statement(world, 'WebhookMeta', 'kms:Decrypt'), ['Condition'], undefined),
  },
  {
    what: 'a tenant role without a tenant',
    breaks: 'the tenant role is assumed by the approved functions only, each time for one business',
    change: (world) =>
      set(
        the(world, 'AWS::IAM::Role', /TenantRole/).properties,
        ['AssumeRolePolicyDocument', 'Statement', 0, 'Condition', 'Null'],
        undefined,
      ),
  },
  {
    what: 'a tenant role for everybody in the account',
    breaks: 'the tenant role is assumed by the approved functions only, each time for one business',
    change: (world) =>
      set(
        the(world, 'AWS::IAM::Role', /TenantRole/).properties,
        ['AssumeRolePolicyDocument', 'Statement', 0, 'Condition', 'ArnEquals'],
        undefined,
      ),
  },
  {
    what: 'a public function that acts for businesses',
    breaks: 'functions that may assume a role are the approved ones, and the role is the tenant role',
    change: (world) => {
      const acting = statement(world, 'Conversations', 'sts:AssumeRole');
      const own = the(world, 'AWS::IAM::Policy', /\/Session\//).properties;
      set(own, ['PolicyDocument', 'Statement'], [...listOf((own.PolicyDocument as { Statement: unknown }).Statement), acting]);
    },
  },
  {
    what: 'a removal role that removes rows of the business beside its log',
    breaks: removal,
    change: (world) => set(statement(world, 'RemovalRole', 'dynamodb:DeleteItem'), tenantKeys, 'T#${aws:PrincipalTag/tenant}#*'),
  },
  {
    what: 'a removal role that rewrites the log',
    breaks: removal,
    change: (world) =>
      set(statement(world, 'RemovalRole', 'dynamodb:DeleteItem'), ['Action'], ['dynamodb:DeleteItem', 'dynamodb:PutItem']),
  },
  {
    what: 'a removal role that lists the files of all businesses',
    breaks: removal,
    change: (world) => set(statement(world, 'RemovalRole', 's3:ListBucket'), ['Condition'], undefined),
  },
  {
    what: 'a removal role for any function',
    breaks: removal,
    change: (world) =>
      set(
        the(world, 'AWS::IAM::Role', /RemovalRole/).properties,
        ['AssumeRolePolicyDocument', 'Statement', 0, 'Condition', 'ArnEquals'],
        undefined,
      ),
  },
  {
    what: 'an erasure role that lists the files of all businesses',
    breaks: erasure,
    change: (world) => set(statement(world, 'ErasureRole', 's3:ListBucket'), ['Condition'], undefined),
  },
  {
    what: 'an erasure role that writes files',
    breaks: erasure,
    change: (world) => set(statement(world, 'ErasureRole', 's3:DeleteObject'), ['Action'], ['s3:DeleteObject', 's3:PutObject']),
  },
  {
    what: 'an erasure role for any function',
    breaks: erasure,
    change: (world) =>
      set(
        the(world, 'AWS::IAM::Role', /ErasureRole/).properties,
        ['AssumeRolePolicyDocument', 'Statement', 0, 'Condition', 'ArnEquals'],
        undefined,
      ),
  },
  {
    what: 'a role with the name of a function’s own',
    breaks: 'no two roles of a stage have the same name',
    change: (world) => {
      const { stage, properties } = the(world, 'AWS::IAM::Role', /LibraryRole/);
      set(properties, ['RoleName'], `frontdesk-${stage}-library`);
    },
  },
  {
    what: 'a library role that reads files',
    breaks: library,
    change: (world) => set(statement(world, 'LibraryRole', 's3:DeleteObject'), ['Action'], ['s3:DeleteObject', 's3:GetObject']),
  },
  {
    what: 'a trial role that writes any row of the business',
    breaks: trial,
    change: (world) => set(statement(world, 'TrialRole', 'dynamodb:PutItem'), tenantKeys, 'T#${aws:PrincipalTag/tenant}#*'),
  },
  {
    what: 'a trial role that opens every secret of the business',
    breaks: trial,
    change: (world) =>
      set(
        statement(world, 'TrialRole', 'kms:Decrypt'),
        ['Condition', 'StringEquals', 'kms:EncryptionContext:purpose'],
        undefined,
      ),
  },
];
