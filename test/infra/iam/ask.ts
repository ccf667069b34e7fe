import { runSimulation } from '@cloud-copilot/iam-simulate';
import { at, isObject, listOf } from '../world.ts';
import { account, type DeployedRole, type DeployedStage, type Policy } from './deployed.ts';

export interface Question {
  readonly action: string;
  readonly resource: string;
  /** Partition keys that the request names; absent where a request has none. */
  readonly keys?: readonly string[];
  readonly encryptionContext?: Readonly<Record<string, string>>;
  /** Address that an e-mail comes from. */
  readonly mailFrom?: string;
  /** Session tags that a request for credentials names. */
  readonly requestTags?: Readonly<Record<string, string>>;
  /** Where a job of transcription writes. */
  readonly output?: { readonly bucket: string; readonly key: string };
}

/** Whether AWS would allow it to a session of a role, with the session's tags. */
export async function allows(
  stage: DeployedStage,
  role: DeployedRole,
  tags: Readonly<Record<string, string>>,
  question: Question,
): Promise<boolean> {
  const { action, resource, keys, encryptionContext = {}, mailFrom, requestTags, output } = question;
  const onlyAboutSecrets = (policy: Policy): Policy => withoutEncryptionContext(policy, encryptionContext, tags);
  const resourcePolicy = policyOn(stage, question);
  const context: Record<string, string | string[]> = {
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalAccount': account,
    'aws:SecureTransport': 'true',
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:PrincipalTag/${name}`, value])),
    ...(keys && { 'dynamodb:LeadingKeys': [...keys] }),
    ...(mailFrom !== undefined && { 'ses:FromAddress': mailFrom }),
    ...(resource.startsWith('arn:aws:s3') && { 's3:TlsVersion': '1.3' }),
    ...(output && { 'transcribe:OutputBucketName': output.bucket, 'transcribe:OutputKey': output.key }),
    ...(requestTags && {
      ...Object.fromEntries(Object.entries(requestTags).map(([name, value]) => [`aws:RequestTag/${name}`, value])),
      'aws:TagKeys': Object.keys(requestTags),
    }),
  };
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/${role.name}/session`,
        action,
        resource: { resource, accountId: account },
        contextVariables: context,
      },
      identityPolicies: role.policies.map(({ name, policy }) => ({ name, policy: onlyAboutSecrets(policy) })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy && { resourcePolicy: onlyAboutSecrets(resourcePolicy) }),
    },
    {},
  );
  if (answer.resultType !== 'single') throw new Error(`${action} on ${resource}: ${JSON.stringify(answer)}`);
  // A key that the simulator does not compare could hide a condition that it does not evaluate.
  const ignored = answer.result.ignoredContextKeys ?? [];
  if (ignored.length > 0) throw new Error(`${action} on ${resource}: ${ignored.join(', ')} was ignored`);
  return answer.overallResult === 'Allowed';
}

function policyOn(stage: DeployedStage, { action, resource }: Question): Policy | undefined {
  if (action.startsWith('sts:')) return stage.roles.find(({ arn }) => arn === resource)?.trust;
  return [...stage.resourcePolicies].find(([arn]) => resource === arn || resource.startsWith(`${arn}/`))?.[1];
}

/**
 * The simulator knows no `kms:EncryptionContext:<key>`: such a condition is decided here. StringEquals is all that our
 * policies use of it, and anything else is an error, so that a condition is never dropped undecided.
 */
function withoutEncryptionContext(
  policy: Policy,
  given: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
): Policy {
  const prefix = 'kms:EncryptionContext:';
  const statements = policy.Statement.flatMap((statement) => {
    const conditions = at(statement, 'Condition');
    if (!JSON.stringify(conditions ?? {}).includes(prefix)) return [statement];
    const { StringEquals, ...others } = isObject(conditions) ? conditions : {};
    if (JSON.stringify(others).includes(prefix)) throw new Error('Only StringEquals is understood on an encryption context');
    const rest: Record<string, unknown> = {};
    for (const [key, wanted] of Object.entries(isObject(StringEquals) ? StringEquals : {})) {
      if (!key.startsWith(prefix)) {
        rest[key] = wanted;
        continue;
      }
      const values = listOf(wanted).map((value) => filled(String(value), tags));
      if (!values.includes(given[key.slice(prefix.length)])) return [];
    }
    return [{ ...statement, Condition: { ...others, StringEquals: rest } }];
  });
  return { ...policy, Statement: statements };
}

/** A value with the session's tag in it; a variable without a value matches nothing. */
function filled(value: string, tags: Readonly<Record<string, string>>): string | undefined | null {
  const tag = /^\$\{aws:PrincipalTag\/(\w+)\}$/.exec(value)?.[1];
  if (tag === undefined) return value;
  return tags[tag] ?? null;
}
