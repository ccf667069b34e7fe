import { describe, expect, it, vi } from 'vitest';
import { TenantId } from '../../contract/ids.ts';
import { credentialCache, type TenantCredentials } from './tenant.ts';
import { ulid } from './ulid.ts';

const tenants = Array.from({ length: 300 }, () => TenantId.parse(ulid(0)));
const [one, other] = [TenantId.parse(ulid(1)), TenantId.parse(ulid(2))];

function cache() {
  let now = 0;
  const assume = vi.fn(
    async (tenant: TenantId): Promise<TenantCredentials> => ({
      accessKeyId: tenant,
      secretAccessKey: String(assume.mock.calls.length),
      sessionToken: '',
      expiration: new Date(now + 3_600_000),
    }),
  );
  return { assume, credentials: credentialCache(assume, () => now), at: (ms: number) => (now = ms) };
}

describe('credentials of a business', () => {
  it('are assumed once for requests at the same time, and never those of another', async () => {
    const { assume, credentials } = cache();
    const all = await Promise.all(Array.from({ length: 200 }, (_, index) => credentials(index % 2 ? one : other)));
    expect(assume).toHaveBeenCalledTimes(2);
    expect(all.every(({ accessKeyId }, index) => accessKeyId === (index % 2 ? one : other))).toBe(true);
  });

  it('are replaced before 55 minutes', async () => {
    const { assume, credentials, at } = cache();
    await credentials(one);
    at(53 * 60_000);
    await credentials(one);
    expect(assume).toHaveBeenCalledTimes(1);
    at(55 * 60_000);
    await credentials(one);
    expect(assume).toHaveBeenCalledTimes(2);
  });

  it('that could not be had are asked for again', async () => {
    const { assume, credentials } = cache();
    assume.mockRejectedValueOnce(new Error('throttled'));
    await expect(credentials(one)).rejects.toThrow('throttled');
    expect((await credentials(one)).accessKeyId).toBe(one);
  });

  it('are kept for 256 businesses', async () => {
    const { assume, credentials } = cache();
    for (const tenant of tenants) await credentials(tenant);
    expect(assume).toHaveBeenCalledTimes(300);
    for (const tenant of tenants.slice(-256)) await credentials(tenant);
    expect(assume).toHaveBeenCalledTimes(300);
    await credentials(tenants[0] ?? one);
    expect(assume).toHaveBeenCalledTimes(301);
  });
});
