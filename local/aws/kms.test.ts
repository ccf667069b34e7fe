import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place } from '../parts.ts';
import { credentialsOf, policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

let stage: TestStage;
let key: string;
let clients: { a1: KMSClient; a11: KMSClient; webhook: KMSClient };

beforeAll(async () => {
  stage = await startTestStage();
  const made = await stage.provision('AWS::KMS::Key', 'Secrets', {
    KeyPolicy: policyOf({ Principal: { AWS: `arn:aws:iam::${place.account}:root` }, Action: 'kms:*', Resource: '*' }),
  });
  key = made.attributes.Arn ?? '';
  await stage.provision('AWS::KMS::Alias', 'Alias', { AliasName: 'alias/frontdesk', TargetKeyId: key });
  const fn = await stage.provision('AWS::IAM::Role', 'Function', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
  });
  const tenant = await stage.provision('AWS::IAM::Role', 'Tenant', {
    AssumeRolePolicyDocument: trustOf({ AWS: fn.attributes.Arn }, { StringLike: { 'aws:RequestTag/tenant': '*' } }),
    Policies: [
      {
        PolicyName: 'secrets',
        PolicyDocument: policyOf({
          Action: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:Encrypt'],
          Resource: key,
          Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `\${aws:PrincipalTag/tenant}` } },
        }),
      },
    ],
  });
  const webhook = await stage.provision('AWS::IAM::Role', 'Webhook', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [
      {
        PolicyName: 'secrets',
        PolicyDocument: policyOf({
          Action: 'kms:Decrypt',
          Resource: key,
          Condition: { StringEquals: { 'kms:EncryptionContext:purpose': 'webhook' } },
        }),
      },
    ],
  });
  const kms = (credentials: ReturnType<typeof credentialsOf>): KMSClient =>
    new KMSClient({ endpoint: `${stage.url}/kms`, region: place.region, credentials, maxAttempts: 1 });
  const sts = new STSClient({
    endpoint: `${stage.url}/sts`,
    region: place.region,
    credentials: credentialsOf(await stage.environmentOf(fn.ref)),
  });
  const tenantClient = async (name: string): Promise<KMSClient> => {
    const command = new AssumeRoleCommand({
      RoleArn: tenant.attributes.Arn,
      RoleSessionName: 'test',
      Tags: [{ Key: 'tenant', Value: name }],
    });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = (await sts.send(command)).Credentials ?? {};
    return kms({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken });
  };
  clients = {
    a1: await tenantClient('a1'),
    a11: await tenantClient('a11'),
    webhook: kms(credentialsOf(await stage.environmentOf(webhook.ref))),
  };
}, 30_000);

afterAll(() => stage.close());

const denied = { name: 'AccessDeniedException' };
const generate = (EncryptionContext: Record<string, string>, KeyId = key): GenerateDataKeyCommand =>
  new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext });

describe('a data key', () => {
  it('can be opened again in its own context only', async () => {
    const { Plaintext, CiphertextBlob } = await clients.a1.send(
      generate({ tenant: 'a1', purpose: 'channel' }, 'alias/frontdesk'),
    );
    expect(Plaintext).toHaveLength(32);
    const opened = await clients.a1.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { purpose: 'channel', tenant: 'a1' } }),
    );
    expect(opened.Plaintext).toEqual(Plaintext);
    const otherPurpose = new DecryptCommand({ CiphertextBlob, EncryptionContext: { tenant: 'a1', purpose: 'webhook' } });
    await expect(clients.a1.send(otherPurpose)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('is not made or opened for another tenant, without a tenant, or with a tenant that starts alike', async () => {
    const foreign: Record<string, string>[] = [{ tenant: 'a11' }, { tenant: 'a' }, { purpose: 'x' }, {}, { Tenant: 'a1' }];
    for (const context of foreign) {
      await expect(clients.a1.send(generate(context))).rejects.toMatchObject(denied);
    }
    const { CiphertextBlob } = await clients.a11.send(generate({ tenant: 'a11' }));
    for (const context of foreign) {
      await expect(clients.a1.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }))).rejects.toMatchObject(
        denied,
      );
    }
    const pretending = new DecryptCommand({ CiphertextBlob, EncryptionContext: { tenant: 'a1' } });
    await expect(clients.a1.send(pretending)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('with purpose webhook is opened by the webhook function, which can open nothing else', async () => {
    const webhook = { tenant: 'a1', purpose: 'webhook' };
    const { CiphertextBlob, Plaintext } = await clients.a1.send(generate(webhook));
    expect((await clients.webhook.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: webhook }))).Plaintext).toEqual(
      Plaintext,
    );
    const channel = { tenant: 'a1', purpose: 'channel' };
    const other = await clients.a1.send(generate(channel));
    await expect(
      clients.webhook.send(new DecryptCommand({ CiphertextBlob: other.CiphertextBlob, EncryptionContext: channel })),
    ).rejects.toMatchObject(denied);
    await expect(
      clients.webhook.send(new EncryptCommand({ KeyId: key, Plaintext: Buffer.from('x'), EncryptionContext: webhook })),
    ).rejects.toMatchObject(denied);
  });

  it('that was changed on the way is refused', async () => {
    const { CiphertextBlob = new Uint8Array() } = await clients.a1.send(generate({ tenant: 'a1' }));
    const changed = Uint8Array.from(CiphertextBlob, (byte, index) => (index === CiphertextBlob.length - 1 ? byte ^ 1 : byte));
    const command = new DecryptCommand({ CiphertextBlob: changed, EncryptionContext: { tenant: 'a1' } });
    await expect(clients.a1.send(command)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });
});
