import { runSimulation } from '@cloud-copilot/iam-simulate';
import { decideEncryptionContext, escapeRegExp } from './encryption-context.ts';
import type { Policies, Policy } from './policy.ts';
import type { Principal } from './principals.ts';
import { type Context, type Probes, probesOf, shapeOf } from './shape.ts';

/** One question to IAM: may the caller do this to that? */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** Condition context that the request itself gives; the principal's own is added. */
  readonly context: Context;
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** Condition keys the gate gives a value to whenever AWS would. A policy that asks for another cannot be decided here. */
const suppliedKeys = [
  /^aws:principal(arn|account|type)$/,
  /^aws:principaltag\//,
  /^aws:(securetransport|requestedregion|resourceaccount)$/,
  /^aws:(requesttag\/|tagkeys$)/,
  /^sts:rolesessionname$/,
  /^dynamodb:leadingkeys$/,
  /^s3:(prefix|delimiter|max-keys|tlsversion)$/,
  /^kms:encryptioncontextkeys$/,
  /^ses:(fromaddress|fromdisplayname)$/,
  /^transcribe:output(bucketname|key)$/,
];
/** Not supplied because no request of the stage carries them, which is what their absence says. */
const absentKeys = [
  /^aws:(viaawsservice|sourcearn|sourceaccount|sourceorgid|principalorgid|calledvia)$/,
  /^kms:(viaservice|grantisforawsresource)$/,
];

export class Gate {
  private readonly policies: Policies;
  private readonly place: { readonly account: string; readonly region: string };
  private readonly decisions = new Map<string, Decision>();
  private readonly probes = new Map<string, Probes>();
  private generation = 0;
  private static readonly cacheSize = 50_000;

  private readonly simulator: typeof runSimulation;

  constructor(policies: Policies, place: { readonly account: string; readonly region: string }, simulator = runSimulation) {
    this.policies = policies;
    this.place = place;
    this.simulator = simulator;
  }

  async decide(
    principal: Principal,
    access: Access,
    resourcePolicy = this.policies.ofResource(access.resource),
  ): Promise<Decision> {
    if (this.generation !== this.policies.generation) {
      this.generation = this.policies.generation;
      this.decisions.clear();
      this.probes.clear();
    }
    const role = this.policies.role(principal.roleArn);
    if (role === undefined) return { allowed: false, reason: `the role ${principal.roleArn} does not exist` };
    const identity = this.policies.ofRole(role);
    const all = [...identity.map(({ policy }) => policy), ...(resourcePolicy === undefined ? [] : [resourcePolicy])];
    const resourceId = resourcePolicy === undefined ? '' : fieldsOf(access.resource);
    const probesKey = `${role.arn} ${resourceId}`;
    const probes = this.probes.get(probesKey) ?? probesOf(all);
    this.probes.set(probesKey, probes);

    const variables = principalContext(principal, this.place);
    const encryption = access.encryptionContext === undefined ? '' : JSON.stringify(access.encryptionContext);
    const shape = shapeOf(access.resource, access.context, probes, variables);
    const key = `${principal.sessionArn}\n${JSON.stringify(principal.tags)}\n${access.action}\n${resourceId}\n${encryption}\n${shape}`;
    const known = this.decisions.get(key);
    if (known !== undefined) return known;
    const decision = await this.simulate(principal, access, identity, resourcePolicy, variables);
    if (this.decisions.size >= Gate.cacheSize) this.decisions.clear();
    this.decisions.set(key, decision);
    return decision;
  }

  private async simulate(
    principal: Principal,
    access: Access,
    identity: readonly { readonly name: string; readonly policy: Policy }[],
    resourcePolicy: Policy | undefined,
    variables: Readonly<Record<string, string>>,
  ): Promise<Decision> {
    const foreign = [...identity.map(({ policy }) => policy), ...(resourcePolicy === undefined ? [] : [resourcePolicy])].flatMap(
      (policy) => unsuppliedKeys(policy, access.action),
    );
    if (foreign.length > 0)
      return loud(`the local stage gives no value to the condition key ${foreign.join(', ')} that a policy asks for`);
    if (access.resource !== '*' && /[*?]/.test(access.resource))
      return loud(`a wildcard in ${access.resource} cannot be decided`);

    const narrowed = (policy: Policy): Policy => decideEncryptionContext(policy, access.encryptionContext ?? {}, variables);
    const context: Record<string, string | string[]> = { ...variables };
    for (const [name, value] of Object.entries(access.context)) context[name] = typeof value === 'string' ? value : [...value];
    const result = await this.simulator(
      {
        request: {
          principal: principal.sessionArn,
          action: access.action,
          resource: { resource: access.resource, accountId: this.place.account },
          contextVariables: context,
        },
        identityPolicies: identity.map(({ name, policy }) => ({ name, policy: narrowed(policy) })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy === undefined ? {} : { resourcePolicy: narrowed(resourcePolicy) }),
      },
      {},
    );
    if (result.resultType === 'error') return loud(`${access.action} on ${access.resource}: ${JSON.stringify(result.errors)}`);
    const ignored = (result.resultType === 'single' ? [result.result] : result.results).flatMap(
      ({ ignoredContextKeys = [] }) => ignoredContextKeys,
    );
    if (ignored.length > 0) return loud(`iam-simulate ignored ${ignored.join(', ')} for ${access.action} on ${access.resource}`);
    if (result.overallResult === 'Allowed') return { allowed: true };
    return {
      allowed: false,
      reason:
        result.overallResult === 'ExplicitlyDenied'
          ? 'with an explicit deny'
          : `because no identity-based policy allows the ${access.action} action`,
    };
  }
}

/** The principal's own condition context, which policy variables are replaced from. Lower-case names. */
function principalContext(
  principal: Principal,
  place: { readonly account: string; readonly region: string },
): Record<string, string> {
  const context: Record<string, string> = {
    'aws:principalarn': principal.roleArn,
    'aws:principalaccount': place.account,
    'aws:principaltype': 'AssumedRole',
    'aws:securetransport': 'true',
    'aws:requestedregion': place.region,
    'aws:resourceaccount': place.account,
  };
  for (const [name, value] of Object.entries(principal.tags)) context[`aws:principaltag/${name.toLowerCase()}`] = value;
  return context;
}

function unsuppliedKeys(policy: Policy, action: string): readonly string[] {
  const keys = policy.Statement.filter(
    ({ Action }) => Action === undefined || Action.some((pattern) => covers(pattern, action)),
  ).flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((conditions) => Object.keys(conditions)));
  return keys.filter((key) => {
    const name = key.toLowerCase();
    if (name.startsWith('kms:encryptioncontext:')) return false;
    return ![...suppliedKeys, ...absentKeys].some((known) => known.test(name));
  });
}

function covers(pattern: string, action: string): boolean {
  const source = pattern.split(/([*?])/).map((part) => (part === '*' ? '.*' : part === '?' ? '.' : escapeRegExp(part)));
  return new RegExp(`^${source.join('')}$`, 'i').test(action);
}

function fieldsOf(resource: string): string {
  const slash = resource.startsWith('arn:aws:s3:::') ? resource.indexOf('/') : -1;
  return slash === -1 ? resource : resource.slice(0, slash);
}

/** What the stage cannot decide it refuses, and says so where the developer looks: AWS might have allowed it. */
function loud(reason: string): Decision {
  console.error(`The IAM gate of the local stage refuses: ${reason}`);
  return { allowed: false, reason };
}
