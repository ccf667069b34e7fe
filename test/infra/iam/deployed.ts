import type { StageName } from '../../../lib/config.ts';
import { resolve, type Scope } from '../../../local/template/intrinsics.ts';
import { at, featureOf, isObject, listOf, ofType, type Resource, target, type World } from '../world.ts';

/** An account in which one stage stands as its templates say, with names as AWS would give them. */
export const account = '111122223333';
const region = 'eu-west-1';

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Record<string, unknown>[];
}

export interface DeployedRole {
  readonly name: string;
  readonly arn: string;
  /** The function that has it; empty for the tenant role and others. */
  readonly feature: string;
  readonly trust: Policy;
  readonly policies: readonly { readonly name: string; readonly policy: Policy }[];
}

export interface DeployedStage {
  readonly roles: readonly DeployedRole[];
  readonly tenantRole: DeployedRole;
  readonly tableArn: string;
  readonly mediaArn: string;
  readonly keyArn: string;
  readonly userPoolArn: string;
  readonly queueArn: (name: 'inbound' | 'outbound' | 'exports' | 'notices' | 'rights' | 'endings') => string;
  /** Policy of a bucket, queue or key, by ARN of what it belongs to. */
  readonly resourcePolicies: ReadonlyMap<string, Policy>;
  readonly connectionArn: (method: string) => string;
}

export function deploy(world: World, stage: StageName): DeployedStage {
  const all = world.resources.filter((one) => one.stage === stage);
  const policyOf = (from: Resource, value: unknown): Policy => {
    const { Version, Statement } = resolve(value, scopeOf(world, from)) as Policy;
    return { Version, Statement: listOf(Statement).filter(isObject) };
  };
  const arnOf = (type: string, path: RegExp): string => {
    const found = all.find((one) => one.type === type && path.test(`${one.stack}/${one.path}`));
    if (found === undefined) throw new Error(`There is no ${type} at ${String(path)}`);
    return attribute(found, 'Arn');
  };
  const inWorld: World = { ...world, resources: all };
  const roles = ofType(inWorld, 'AWS::IAM::Role').map((role): DeployedRole => {
    const attached = ofType(inWorld, 'AWS::IAM::Policy').filter((policy) =>
      listOf(policy.properties.Roles).some((one) => target(world, policy, one) === role),
    );
    const inline = listOf(role.properties.Policies).map((policy, index) => ({
      name: `inline${index}`,
      policy: policyOf(role, at(policy, 'PolicyDocument')),
    }));
    const fn = ofType(inWorld, 'AWS::Lambda::Function').find((one) => target(world, one, one.properties.Role) === role);
    return {
      name: name(role),
      arn: attribute(role, 'Arn'),
      feature: featureOf(fn),
      trust: policyOf(role, role.properties.AssumeRolePolicyDocument),
      policies: [
        ...attached.map((policy) => ({ name: policy.id, policy: policyOf(policy, policy.properties.PolicyDocument) })),
        ...inline,
      ],
    };
  });
  const tenantRole = roles.find((role) => role.name === `frontdesk-${stage}-tenant`);
  if (tenantRole === undefined) throw new Error('There is no tenant role');
  const resourcePolicies = new Map<string, Policy>();
  for (const policy of ofType(inWorld, 'AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy')) {
    for (const one of [...listOf(policy.properties.Bucket), ...listOf(policy.properties.Queues)]) {
      const owner = target(world, policy, one);
      if (owner !== undefined) resourcePolicies.set(attribute(owner, 'Arn'), policyOf(policy, policy.properties.PolicyDocument));
    }
  }
  for (const key of ofType(inWorld, 'AWS::KMS::Key'))
    resourcePolicies.set(attribute(key, 'Arn'), policyOf(key, key.properties.KeyPolicy));
  const socket = all.find(({ type }) => type === 'AWS::ApiGatewayV2::Api');
  return {
    roles,
    tenantRole,
    tableArn: arnOf('AWS::DynamoDB::Table', /BusinessTable/),
    mediaArn: arnOf('AWS::S3::Bucket', /MediaBucket/),
    keyArn: arnOf('AWS::KMS::Key', /SecretsKey/),
    userPoolArn: arnOf('AWS::Cognito::UserPool', /People\/Pool/),
    queueArn: (queue) => arnOf('AWS::SQS::Queue', new RegExp(`data/${queue}Queue/Queue/`, 'i')),
    resourcePolicies,
    connectionArn: (method) =>
      `arn:aws:execute-api:${region}:${account}:${socket === undefined ? '' : name(socket)}/live/${method}/@connections/Zx9`,
  };
}

/** What `Ref` answers, where it matters for policies. */
function name({ type, id, stack, properties }: Resource): string {
  const given = properties.RoleName ?? properties.QueueName ?? properties.FunctionName;
  if (typeof given === 'string') return given;
  return type === 'AWS::S3::Bucket' ? `${stack}-${id}`.toLowerCase() : `${stack}-${id}`;
}

function attribute(resource: Resource, wanted: string): string {
  const own = name(resource);
  const regional = (service: string, path: string): string => `arn:aws:${service}:${region}:${account}:${path}`;
  switch (`${resource.type} ${wanted}`) {
    case 'AWS::DynamoDB::Table Arn':
      return regional('dynamodb', `table/${own}`);
    case 'AWS::DynamoDB::Table StreamArn':
      return regional('dynamodb', `table/${own}/stream/2026-11-23T00:00:00.000`);
    case 'AWS::S3::Bucket Arn':
      return `arn:aws:s3:::${own}`;
    case 'AWS::SQS::Queue Arn':
      return regional('sqs', own);
    case 'AWS::KMS::Key Arn':
      return regional('kms', `key/${own}`);
    case 'AWS::IAM::Role Arn':
      return `arn:aws:iam::${account}:role/${own}`;
    case 'AWS::Cognito::UserPool Arn':
      return regional('cognito-idp', `userpool/${own}`);
    case 'AWS::Logs::LogGroup Arn':
      return regional('logs', `log-group:${own}:*`);
    case 'AWS::Lambda::Function Arn':
      return regional('lambda', `function:${own}`);
    default:
      return `${own}.${wanted}`;
  }
}

function scopeOf(world: World, from: Resource): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const find = (id: string): Resource => {
    const found = target(world, from, { Ref: id });
    if (found === undefined) throw new Error(`${from.id} mentions ${id}, which is not in ${from.stack}`);
    return found;
  };
  return {
    ref: (id) => pseudo[id] ?? name(find(id)),
    attribute: (id, wanted) => attribute(find(id), wanted),
    exported: (id) => {
      for (const [stack, template] of Object.entries(world.templates)) {
        const output = Object.values(template.Outputs ?? {}).find(({ Export }) => Export?.Name === id);
        const owner = world.resources.find((one) => `frontdesk-${one.stage}-${one.stack}` === stack);
        if (output !== undefined && owner !== undefined) return resolve(output.Value, scopeOf(world, owner));
      }
      throw new Error(`Nobody exports ${id}`);
    },
    condition: () => {
      throw new Error('There are no conditions in these templates');
    },
    mapping: () => {
      throw new Error('There are no mappings in these templates');
    },
  };
}
