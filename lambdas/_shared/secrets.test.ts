import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TenantId } from '../../contract/ids.ts';
import { open, seal } from './secrets.ts';
import { ulid } from './ulid.ts';

const tenant = TenantId.parse(ulid(0));
const other = TenantId.parse(ulid(1));
const dataKeys = new Map<string, { key: Buffer; context: string }>();
const seen: string[] = [];

/** STS and KMS: a session's access key is its tenant, and KMS opens a data key for the context it was made for only. */
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  const target = request.headers['x-amz-target'];
  if (target === undefined) {
    const asked = new URLSearchParams(body).get('Tags.member.1.Value') ?? '';
    seen.push(`AssumeRole ${asked}`);
    const fields = {
      AccessKeyId: asked,
      SecretAccessKey: 's',
      SessionToken: 't',
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const credentials = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    response.setHeader('content-type', 'text/xml');
    return response.end(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials.join('')}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  }
  const input = JSON.parse(body);
  const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  seen.push(`${String(target).split('.')[1]} ${caller} ${input.EncryptionContext.tenant} ${input.EncryptionContext.purpose}`);
  const context = JSON.stringify(input.EncryptionContext);
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (input.CiphertextBlob === undefined) {
    const wrapped = randomBytes(16).toString('base64');
    dataKeys.set(wrapped, { key: randomBytes(32), context });
    return response.end(JSON.stringify({ CiphertextBlob: wrapped, Plaintext: dataKeys.get(wrapped)?.key.toString('base64') }));
  }
  const known = dataKeys.get(input.CiphertextBlob);
  if (known?.context !== context) return response.writeHead(400).end(JSON.stringify({ __type: 'InvalidCiphertextException' }));
  return response.end(JSON.stringify({ Plaintext: known.key.toString('base64') }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'function',
    AWS_SECRET_ACCESS_KEY: 's',
  };
  for (const [name, value] of Object.entries({
    ...environment,
    TENANT_ROLE_ARN: 'arn:aws:iam::1:role/tenant',
    SECRETS_KEY_ARN: 'key',
  })) {
    vi.stubEnv(name, value);
  }
});
afterAll(() => server.close());
beforeEach(() => void seen.splice(0));

describe('a secret of a business', () => {
  it('is sealed and opened with the rights of that business', async () => {
    const sealed = await seal(tenant, 'channel', 'EAAG token');
    expect(sealed).not.toContain('EAAG');
    expect(await open(tenant, 'channel', sealed, 0)).toBe('EAAG token');
    expect(seen).toEqual([
      `AssumeRole ${tenant}`,
      `GenerateDataKey ${tenant} ${tenant} channel`,
      `Decrypt ${tenant} ${tenant} channel`,
    ]);
  });

  it('does not open for another business or purpose', async () => {
    const sealed = await seal(tenant, 'channel', 'EAAG token');
    await expect(open(other, 'channel', sealed, 0)).rejects.toThrow();
    await expect(open(tenant, 'webhook', sealed, 0)).rejects.toThrow();
    expect(seen.at(-2)).toBe(`Decrypt ${other} ${other} channel`);
  });

  it('is opened once in 5 minutes, also when many ask at once', async () => {
    const sealed = await seal(tenant, 'channel', 'EAAG token');
    seen.splice(0);
    await Promise.all(Array.from({ length: 20 }, () => open(tenant, 'channel', sealed, 0)));
    await open(tenant, 'channel', sealed, 5 * 60_000 - 1);
    expect(seen).toHaveLength(1);
    await open(tenant, 'channel', sealed, 5 * 60_000);
    expect(seen).toHaveLength(2);
  });
});
