import * as z from 'zod';
import type { Provisioner, Provisioners } from '../../parts.ts';
import { type Policies, Policy } from '../gate/policy.ts';
import type { Kms } from '../services/kms.ts';
import { uuidFor } from './names.ts';

const KeyProperties = z.object({ KeyPolicy: Policy, KeySpec: z.literal('SYMMETRIC_DEFAULT').optional() });
const AliasProperties = z.object({ AliasName: z.string().startsWith('alias/'), TargetKeyId: z.string() });

export function kmsProvisioners(kms: Kms, policies: Policies): Provisioners {
  const key: Provisioner = async (resource) => {
    const { KeyPolicy } = KeyProperties.parse(resource.properties);
    const id = uuidFor(resource);
    const arn = kms.putKey(id);
    policies.putResourcePolicy(arn, KeyPolicy);
    return { ref: id, attributes: { Arn: arn, KeyId: id } };
  };
  const alias: Provisioner = async (resource) => {
    const { AliasName, TargetKeyId } = AliasProperties.parse(resource.properties);
    kms.putAlias(AliasName, TargetKeyId);
    return { ref: AliasName, attributes: {} };
  };
  return { 'AWS::KMS::Key': key, 'AWS::KMS::Alias': alias };
}
