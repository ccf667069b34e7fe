import * as z from 'zod';

const oneOrMany = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const conditionValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const conditionValues = z.union([conditionValue.transform((value) => [value]), z.array(conditionValue)]);

export const Statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  /** Operator, then key, then values. */
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
});
export type Statement = z.infer<typeof Statement>;

export const Policy = z.object({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([Statement.transform((statement) => [statement]), z.array(Statement)]),
});
export type Policy = z.infer<typeof Policy>;

export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly trust: Policy;
  readonly inline: readonly NamedPolicy[];
  readonly managed: readonly string[];
  readonly maxSessionSeconds: number;
}

/** The roles and policies that the templates declare. */
export class Policies {
  private readonly roles = new Map<string, Role>();
  private readonly attached = new Map<string, Map<string, Policy>>();
  private readonly managed = new Map<string, { policy: Policy; roles: readonly string[] }>();
  private readonly ofResources = new Map<string, Policy>();
  /** Grows with every change, so that whoever derived something from the policies knows when to start over. */
  generation = 0;

  putRole(role: Role): void {
    this.roles.set(role.arn, role);
    this.generation += 1;
  }

  role(arnOrName: string): Role | undefined {
    return this.roles.get(arnOrName) ?? [...this.roles.values()].find(({ name }) => name === arnOrName);
  }

  attach(policyName: string, policy: Policy, roleNames: readonly string[]): void {
    for (const policies of this.attached.values()) policies.delete(policyName);
    for (const name of roleNames) {
      const policies = this.attached.get(name) ?? new Map<string, Policy>();
      policies.set(policyName, policy);
      this.attached.set(name, policies);
    }
    this.generation += 1;
  }

  putManaged(arn: string, policy: Policy, roleNames: readonly string[]): void {
    this.managed.set(arn, { policy, roles: roleNames });
    this.generation += 1;
  }

  putResourcePolicy(resourceArn: string, policy: Policy): void {
    this.ofResources.set(resourceArn, policy);
    this.generation += 1;
  }

  ofRole(role: Role): readonly NamedPolicy[] {
    const policies = [...role.inline];
    for (const [name, policy] of this.attached.get(role.name) ?? []) policies.push({ name, policy });
    for (const [arn, { policy, roles }] of this.managed) {
      if (role.managed.includes(arn) || roles.includes(role.name)) policies.push({ name: arn, policy });
    }
    return policies;
  }

  /** Managed policies a role names but no template declares: AWS's own. They grant nothing here. */
  unknownManaged(role: Role): readonly string[] {
    return role.managed.filter((arn) => !this.managed.has(arn));
  }

  /** The policy of a bucket, queue or key; an object is covered by its bucket's. */
  ofResource(resourceArn: string): Policy | undefined {
    const slash = resourceArn.startsWith('arn:aws:s3:::') ? resourceArn.indexOf('/') : -1;
    return this.ofResources.get(slash === -1 ? resourceArn : resourceArn.slice(0, slash));
  }
}
