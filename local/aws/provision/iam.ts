import * as z from 'zod';
import type { Provisioner, Provisioners } from '../../parts.ts';
import { type Policies, Policy } from '../gate/policy.ts';
import { digest, nameFor } from './names.ts';

const Named = z.object({ PolicyName: z.string(), PolicyDocument: Policy });
const RoleProperties = z.object({
  RoleName: z.string().optional(),
  Path: z.string().default('/'),
  AssumeRolePolicyDocument: Policy,
  Policies: z.array(Named).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  MaxSessionDuration: z.coerce.number().default(3600),
});
const PolicyProperties = z.object({ PolicyName: z.string(), PolicyDocument: Policy, Roles: z.array(z.string()).default([]) });
const ManagedPolicyProperties = z.object({
  ManagedPolicyName: z.string().optional(),
  Path: z.string().default('/'),
  PolicyDocument: Policy,
  Roles: z.array(z.string()).default([]),
});

export function iamProvisioners(policies: Policies, account: string): Provisioners {
  const role: Provisioner = async (resource) => {
    const properties = RoleProperties.parse(resource.properties);
    const name = properties.RoleName ?? nameFor(resource, 64);
    const arn = `arn:aws:iam::${account}:role${properties.Path}${name}`;
    const id = `AROA${digest('role', arn).toUpperCase().slice(0, 17)}`;
    policies.putRole({
      arn,
      name,
      id,
      trust: properties.AssumeRolePolicyDocument,
      inline: properties.Policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, policy: PolicyDocument })),
      managed: properties.ManagedPolicyArns,
      maxSessionSeconds: properties.MaxSessionDuration,
    });
    return { ref: name, attributes: { Arn: arn, RoleId: id } };
  };
  const policy: Provisioner = async (resource) => {
    const { PolicyName, PolicyDocument, Roles } = PolicyProperties.parse(resource.properties);
    policies.attach(`${resource.stack}/${PolicyName}`, PolicyDocument, Roles);
    return { ref: nameFor(resource, 128), attributes: { Id: nameFor(resource, 128) } };
  };
  const managedPolicy: Provisioner = async (resource) => {
    const properties = ManagedPolicyProperties.parse(resource.properties);
    const arn = `arn:aws:iam::${account}:policy${properties.Path}${properties.ManagedPolicyName ?? nameFor(resource, 128)}`;
    policies.putManaged(arn, properties.PolicyDocument, properties.Roles);
    return { ref: arn, attributes: { PolicyArn: arn } };
  };
  return { 'AWS::IAM::Role': role, 'AWS::IAM::Policy': policy, 'AWS::IAM::ManagedPolicy': managedPolicy };
}
