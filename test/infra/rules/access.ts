import { actForTenants, otherRoles, platformRights, tenantRowActions, wildcardResources } from '../approved.ts';
import {
  at,
  featureOf,
  isObject,
  listOf,
  nameOf,
  ofType,
  type Resource,
  type Rule,
  target,
  textOf,
  type World,
} from '../world.ts';
import { functionsOf } from './functions.ts';

export interface Statement {
  readonly role: Resource;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: unknown;
  readonly raw: Record<string | number, unknown>;
}

const rolesOf = (world: World): readonly Resource[] => ofType(world, 'AWS::IAM::Role');

const isTenantRole = ({ properties }: Resource): boolean => /^frontdesk-\w+-tenant$/.test(String(properties.RoleName));

const removalPattern = `T#\${aws:PrincipalTag/tenant}#AUDIT#*`;
const ofTag = (path: string): string => `tenants/\${aws:PrincipalTag/tenant}/${path}`;

interface OneActorRole {
  readonly rule: string;
  readonly name: string;
  readonly feature: string;
  readonly allowed: readonly string[];
}

const trialReads = [`T#\${aws:PrincipalTag/tenant}#*`];
const trialWrites = ['PLAYGROUND', 'MODELS', 'LEDGER#*'].map((name) => `T#\${aws:PrincipalTag/tenant}#${name}`);
const onRows = (actions: readonly string[], keys: readonly string[]): string =>
  `Allow | ${actions.map((action) => `dynamodb:${action}`).join(' ')} |  | ${JSON.stringify({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  })}`;

/** Roles that one function each has, for what the tenant role may not do, or in its place. */
const oneActorRoles: readonly OneActorRole[] = [
  {
    rule: 'the removal role removes the audit log and the files of the one business of its session, and does nothing else',
    name: 'removal',
    feature: 'business-removal',
    allowed: [
      `Allow | dynamodb:DeleteItem dynamodb:Query |  | ${JSON.stringify({
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [removalPattern] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      })}`,
      `Allow | s3:ListBucket |  | ${JSON.stringify({ StringEquals: { 's3:prefix': ofTag('') } })}`,
      `Allow | s3:DeleteObject | /${ofTag('*')} | {}`,
    ],
  },
  {
    rule: 'the erasure role removes files of conversations and exports of the one business of its session, and does nothing else',
    name: 'erasure',
    feature: 'customer-erasure',
    allowed: [
      `Allow | s3:ListBucket |  | ${JSON.stringify({
        StringLike: { 's3:prefix': ['media/?*', 'transcripts/?*', 'exports/', 'erasures/'].map(ofTag) },
      })}`,
      `Allow | s3:DeleteObject | /${ofTag('exports/*')} /${ofTag('media/*')} /${ofTag('transcripts/*')} | {}`,
    ],
  },
  {
    rule: 'the library role deletes files of messages and of the library of the one business of its session, and does nothing else',
    name: 'file-deletion',
    feature: 'library',
    allowed: [`Allow | s3:DeleteObject | /${ofTag('library/*')} /${ofTag('media/*')} | {}`],
  },
  {
    rule: 'the trial role reads the one business of its session, writes what is tried and what it costs, and does nothing else',
    name: 'trial',
    feature: 'playground',
    allowed: [
      onRows(['BatchGetItem', 'GetItem', 'Query'], trialReads),
      onRows(['DeleteItem', 'PutItem', 'UpdateItem'], trialWrites),
      `Allow | kms:Decrypt |  | ${JSON.stringify({
        StringEquals: {
          'kms:EncryptionContext:tenant': '${aws:PrincipalTag/tenant}',
          'kms:EncryptionContext:purpose': 'assistant',
        },
      })}`,
    ],
  },
];

const oneActorOf = (role: Resource): OneActorRole | undefined =>
  oneActorRoles.find(({ name }) => role.properties.RoleName === `frontdesk-${role.stage}-${name}`);

const isOther = ({ path }: Resource): boolean => otherRoles.some((role) => role.path.test(path));

/** What roles may do: inline and attached policies. */
export function statementsOf(world: World): readonly Statement[] {
  const attached = ofType(world, 'AWS::IAM::Policy').flatMap((policy) =>
    listOf(policy.properties.Roles).flatMap((one) => {
      const role = target(world, policy, one);
      return role === undefined ? [] : read(role, policy.properties.PolicyDocument);
    }),
  );
  const inline = rolesOf(world).flatMap((role) =>
    listOf(role.properties.Policies).flatMap((policy) => read(role, at(policy, 'PolicyDocument'))),
  );
  return [...attached, ...inline];
}

function read(role: Resource, document: unknown): Statement[] {
  return listOf(at(document, 'Statement'))
    .filter(isObject)
    .map((raw) => ({
      role,
      effect: String(raw.Effect),
      actions: listOf(raw.Action).map(String),
      resources: listOf(raw.Resource).map(textOf),
      conditions: raw.Condition,
      raw,
    }));
}

const offenders = (world: World, breaks: (statement: Statement) => boolean): string[] =>
  statementsOf(world)
    .filter(breaks)
    .map(({ role, actions, resources }) => `${nameOf(role)}: ${actions.join(' ')} on ${resources.join(' ')}`);

const functionOf = (world: World, role: Resource): Resource | undefined =>
  functionsOf(world).find((fn) => fn.stage === role.stage && target(world, fn, fn.properties.Role) === role);

const leadingKeys = ({ conditions }: Statement): readonly unknown[] =>
  listOf(at(conditions, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys'));

const onItems = ({ actions }: Statement): boolean =>
  actions.some((action) => action.startsWith('dynamodb:') && !/Stream|GetRecords|GetShardIterator/.test(action));

/** Its rows, and its registration by the exact key. */
const tenantPatterns = [`T#\${aws:PrincipalTag/tenant}#*`, `TENANT#\${aws:PrincipalTag/tenant}`];
const auditPattern = 'T#*#AUDIT#*';

/** As IAM compares: `*` is anything. */
const matches = (pattern: string, key: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(key);

const inOrder = (rights: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(rights).sort(([one], [other]) => (one < other ? -1 : 1));

/** Prefix -> actions, as a function's own role has them. */
function platformRightsOf(world: World, role: Resource): Record<string, string[]> {
  const rights: Record<string, string[]> = {};
  for (const statement of statementsOf(world).filter((one) => one.role === role && onItems(one))) {
    for (const pattern of leadingKeys(statement)) {
      const prefix = String(pattern).replace(/#\*$/, '');
      rights[prefix] = [...(rights[prefix] ?? []), ...statement.actions.map((action) => action.replace('dynamodb:', ''))].sort();
    }
  }
  return rights;
}

/** What the tenant role may do with some files only. */
const onlyUnder: Readonly<Record<string, readonly string[]>> = {
  's3:PutObjectTagging': ['exports/', 'library/', 'media/', 'uploads/'],
  's3:DeleteObject': ['transcripts/'],
};

const onlyFor = ({ rule, name, feature, allowed }: OneActorRole): Rule => ({
  name: rule,
  check: (world) =>
    rolesOf(world)
      .filter((role) => oneActorOf(role)?.name === name)
      .filter((role) => {
        const found = statementsOf(world)
          .filter((one) => one.role === role)
          .map(({ effect, actions, resources, conditions }) =>
            [
              effect,
              actions.join(' '),
              resources.map((one) => one.replace(/<[^>]+>/, '')).join(' '),
              JSON.stringify(conditions ?? {}),
            ].join(' | '),
          );
        const trusted = at(listOf(at(role.properties, 'AssumeRolePolicyDocument', 'Statement'))[0], 'Condition');
        const actors = listOf(at(trusted, 'ArnEquals', 'aws:PrincipalArn')).map(textOf);
        return (
          found.toSorted().join('\n') !== allowed.toSorted().join('\n') ||
          actors.join() !== `arn:<AWS::Partition>:iam::<AWS::AccountId>:role/frontdesk-${role.stage}-${feature}` ||
          at(trusted, 'Null', 'aws:RequestTag/tenant') !== 'false' ||
          listOf(at(trusted, 'ForAllValues:StringEquals', 'aws:TagKeys')).join() !== 'tenant'
        );
      })
      .map(nameOf),
});

export const accessRules: readonly Rule[] = [
  {
    name: 'no two roles of a stage have the same name',
    check: (world) => {
      const names = rolesOf(world).flatMap(({ stage, properties }) =>
        properties.RoleName === undefined ? [] : [`${stage} ${properties.RoleName}`],
      );
      return names.filter((name, place) => names.indexOf(name) !== place);
    },
  },
  {
    name: 'policies name actions, one by one',
    check: (world) =>
      offenders(
        world,
        ({ role, actions, raw }) =>
          !isOther(role) &&
          (actions.length === 0 || actions.some((action) => action.includes('*')) || raw.NotAction !== undefined),
      ),
  },
  {
    name: 'policies name resources; a wildcard is on the approved list',
    check: (world) =>
      offenders(
        world,
        ({ role, actions, resources, raw }) =>
          !isOther(role) &&
          (raw.NotResource !== undefined ||
            resources.length === 0 ||
            resources.some(
              (resource) =>
                resource.includes('*') &&
                !wildcardResources.some(
                  (one) => one.resource.test(resource) && actions.every((action) => one.actions.includes(action)),
                ),
            )),
      ),
  },
  {
    name: 'roles have no policies written by AWS',
    check: (world) =>
      rolesOf(world)
        .filter(({ properties }) => listOf(properties.ManagedPolicyArns).length > 0)
        .map(nameOf),
  },
  {
    name: 'a role is for one function, for businesses, or on the approved list',
    check: (world) =>
      rolesOf(world)
        .filter((role) => {
          const approved = otherRoles.find(({ path }) => path.test(role.path));
          const service = isTenantRole(role) || oneActorOf(role) ? undefined : (approved?.trusts ?? 'lambda.amazonaws.com');
          if (service === undefined) return false;
          const trusted = listOf(at(role.properties, 'AssumeRolePolicyDocument', 'Statement'));
          const byServiceOnly =
            trusted.length === 1 &&
            at(trusted[0], 'Principal', 'Service') === service &&
            at(trusted[0], 'Principal', 'AWS') === undefined;
          const byAccountOnly =
            trusted.length === 1 &&
            at(trusted[0], 'Principal', 'Service') === undefined &&
            /:iam::<AWS::AccountId>:root$/.test(textOf(at(trusted[0], 'Principal', 'AWS')));
          if (approved?.trusts === 'account') return !byAccountOnly;
          return !(byServiceOnly && (approved !== undefined || functionOf(world, role) !== undefined));
        })
        .map(nameOf),
  },
  {
    name: 'a role writes to the log of its function only',
    check: (world) =>
      offenders(world, (statement) => {
        if (!statement.actions.some((action) => action.startsWith('logs:')) || isOther(statement.role)) return false;
        const group = functionOf(world, statement.role)?.properties.LoggingConfig;
        const own = textOf(at(group, 'LogGroup')).slice(1, -1);
        return !statement.resources.every((resource) => resource === `<${own}.Arn>`);
      }),
  },
  {
    name: 'rows are reached by the beginning of their key, and by it alone',
    check: (world) =>
      offenders(world, (statement) => {
        if (statement.effect === 'Deny') return false;
        if (!onItems(statement) || statement.actions.every((action) => action === 'dynamodb:ListStreams')) return false;
        const keys = leadingKeys(statement);
        // ForAllValues is true of a request without the key, and a pattern that does not end with the delimiter matches a neighbour
        const present = at(statement.conditions, 'Null', 'dynamodb:LeadingKeys') === 'false';
        const closed =
          keys.length > 0 &&
          keys.every(
            (key) =>
              [...tenantPatterns, removalPattern, ...trialWrites].includes(String(key)) ||
              /^[A-Z]+(#[A-Z]+)?#\*$/.test(String(key)),
          );
        return !(present && closed);
      }),
  },
  {
    name: 'nobody scans the table or speaks PartiQL to it',
    check: (world) =>
      offenders(world, ({ actions }) => actions.some((action) => /^dynamodb:(Scan|PartiQL|Export|\*)/.test(action))),
  },
  {
    name: 'the rows of a business are reached through the tenant role only',
    check: (world) =>
      offenders(world, (statement) => {
        const ofBusiness = leadingKeys(statement).some((key) => String(key).startsWith('T#'));
        const wrongKeys =
          isTenantRole(statement.role) &&
          statement.effect === 'Allow' &&
          onItems(statement) &&
          JSON.stringify(leadingKeys(statement)) !== JSON.stringify(tenantPatterns);
        const isRemoval = oneActorOf(statement.role)?.name === 'removal' && leadingKeys(statement).join() === removalPattern;
        const isTrial = oneActorOf(statement.role)?.name === 'trial';
        return (ofBusiness && !isTenantRole(statement.role) && !isRemoval && !isTrial) || wrongKeys;
      }),
  },
  {
    name: 'administrators of the platform are read by the id of one, and written by nobody',
    check: (world) =>
      offenders(world, (statement) => {
        if (statement.effect === 'Deny' || !onItems(statement)) return false;
        const reaches = leadingKeys(statement).some((key) => matches(String(key), 'PLATFORM#ADMIN#u1'));
        return reaches && statement.actions.some((action) => action !== 'dynamodb:GetItem');
      }),
  },
  {
    name: 'the tenant role can neither change nor remove what is in the audit log',
    check: (world) =>
      rolesOf(world)
        .filter(isTenantRole)
        .filter(
          (role) =>
            !statementsOf(world).some(
              (one) =>
                one.role === role &&
                one.effect === 'Deny' &&
                JSON.stringify(one.conditions) ===
                  JSON.stringify({ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [auditPattern] } }) &&
                JSON.stringify([...one.actions].sort()) === JSON.stringify(['dynamodb:DeleteItem', 'dynamodb:UpdateItem']),
            ),
        )
        .map(nameOf),
  },
  {
    name: 'the tenant role cannot remove the registration of its business, or that there was one',
    check: (world) =>
      rolesOf(world)
        .filter(isTenantRole)
        .filter(
          (role) =>
            !statementsOf(world).some(
              ({ role: of, effect, actions, conditions }) =>
                of === role &&
                effect === 'Deny' &&
                actions.includes('dynamodb:DeleteItem') &&
                listOf(at(conditions, 'ForAnyValue:StringLike', 'dynamodb:LeadingKeys')).includes('TENANT#*'),
            ),
        )
        .map(nameOf),
  },
  {
    name: 'the tenant role does with rows what is approved, no more and no less',
    check: (world) =>
      rolesOf(world)
        .filter(isTenantRole)
        .filter((role) => {
          const actions = statementsOf(world)
            .filter((one) => one.role === role && one.effect === 'Allow' && onItems(one))
            .flatMap((one) => one.actions);
          return JSON.stringify([...new Set(actions)].sort()) !== JSON.stringify(tenantRowActions);
        })
        .map(nameOf),
  },
  ...oneActorRoles.map(onlyFor),
  {
    name: 'functions reach the platform items that are approved, no more and no less',
    check: (world) =>
      functionsOf(world)
        .filter((fn) => {
          const role = target(world, fn, fn.properties.Role);
          const rights = role === undefined ? {} : platformRightsOf(world, role);
          return JSON.stringify(inOrder(rights)) !== JSON.stringify(inOrder(platformRights[featureOf(fn)] ?? {}));
        })
        .map(nameOf),
  },
  {
    name: 'files of businesses are under the tag of the session',
    check: (world) =>
      offenders(
        world,
        ({ role, actions, resources }) =>
          isTenantRole(role) &&
          actions.some((action) => action.startsWith('s3:')) &&
          !resources.every((one) => (onlyUnder[actions.join()] ?? ['']).some((folder) => one.endsWith(`/${ofTag(folder)}*`))),
      ),
  },
  {
    name: 'secrets are unwrapped with their context only',
    check: (world) =>
      offenders(world, ({ role, actions, conditions }) => {
        if (!actions.some((action) => action.startsWith('kms:'))) return false;
        const context =
          isTenantRole(role) || oneActorOf(role)?.name === 'trial'
            ? at(conditions, 'StringEquals', 'kms:EncryptionContext:tenant') === '${aws:PrincipalTag/tenant}'
            : at(conditions, 'StringEquals', 'kms:EncryptionContext:purpose') === 'webhook';
        return !context;
      }),
  },
  {
    name: 'the tenant role is assumed by the approved functions only, each time for one business',
    check: (world) =>
      rolesOf(world)
        .filter(isTenantRole)
        .filter((role) => {
          const [statement, ...more] = listOf(at(role.properties, 'AssumeRolePolicyDocument', 'Statement'));
          const condition = at(statement, 'Condition');
          const trusted = listOf(at(condition, 'ArnEquals', 'aws:PrincipalArn')).map(textOf);
          const wanted = [...actForTenants, 'operator']
            .map((name) => `arn:<AWS::Partition>:iam::<AWS::AccountId>:role/frontdesk-${role.stage}-${name}`)
            .sort();
          return !(
            more.length === 0 &&
            textOf(at(statement, 'Principal', 'AWS')) === 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' &&
            JSON.stringify(at(statement, 'Action')) === '["sts:AssumeRole","sts:TagSession"]' &&
            JSON.stringify(trusted) === JSON.stringify(wanted) &&
            at(condition, 'Null', 'aws:RequestTag/tenant') === 'false' &&
            JSON.stringify(at(condition, 'ForAllValues:StringEquals', 'aws:TagKeys')) === '["tenant"]'
          );
        })
        .map(nameOf),
  },
  {
    name: 'functions that may assume a role are the approved ones, and the role is the tenant role',
    check: (world) => {
      const assuming = statementsOf(world).filter(({ actions }) => actions.some((action) => action.startsWith('sts:')));
      const strange = assuming.filter(
        ({ role, raw }) =>
          !(
            [...actForTenants, 'playground'].includes(featureOf(functionOf(world, role))) || /^OperatorRole\/Role/.test(role.path)
          ) ||
          listOf(raw.Resource).some((one) => {
            const assumed = target(world, role, one) ?? role;
            const feature = featureOf(functionOf(world, role));
            return !(isTenantRole(assumed) || oneActorOf(assumed)?.feature === feature);
          }),
      );
      return strange.map(({ role }) => nameOf(role));
    },
  },
];
