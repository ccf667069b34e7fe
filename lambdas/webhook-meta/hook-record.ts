import { decrypt, parseEnvelope } from '../_shared/envelope.ts';
import { Lru } from '../_shared/lru.ts';
import { type Fields, fieldsOf, isFields } from '../_whatsapp/meta/fields.ts';
import type { Aws } from './aws.ts';

/** A webhook address with its secrets opened. The stored form is described in lambdas/_data/hook.ts. */
export interface HookRecord {
  readonly tenant: string;
  /** phone_number_id to channel. */
  readonly channels: ReadonlyMap<string, string>;
  /** App secrets; one that was replaced counts `until` (milliseconds). */
  readonly secrets: readonly { readonly secret: string; readonly until: number | undefined }[];
  readonly verify: string;
}

export interface HookRecords {
  /** `notBefore`: only a record read after this time will do. */
  load(id: string, now: number, notBefore?: number): Promise<HookRecord | undefined>;
}

/** A change of secrets or numbers is noticed within a minute, or at once when a signature does not fit. */
const keepMs = 60_000;

const stringOf = (item: Fields, name: string): string => String(fieldsOf(item, name)?.S ?? '');

export function hookRecords(aws: Aws, { table, secretsKey }: { table: string; secretsKey: string }): HookRecords {
  const kept = new Lru<{ readonly at: number; readonly record: Promise<HookRecord | undefined> }>(1_000);

  const read = async (id: string): Promise<HookRecord | undefined> => {
    const item = await aws.getItem(table, `HOOK#${id}`, 'HOOK');
    if (!isFields(item)) return undefined;
    const tenant = stringOf(item, 'tenant');
    const context = { tenant, purpose: 'webhook' };
    const stored = fieldsOf(item, 'secrets')?.L;
    const secrets = (Array.isArray(stored) ? stored : []).map(async (entry: unknown) => {
      const secret = (isFields(entry) && fieldsOf(entry, 'M')) || {};
      const envelope = parseEnvelope(stringOf(secret, 'sealed'));
      const until = fieldsOf(secret, 'until')?.N;
      const key = await aws.decrypt(secretsKey, envelope.wrappedKey, context);
      return { secret: decrypt(key, envelope, context), until: until === undefined ? undefined : Number(until) };
    });
    const channels = fieldsOf(fieldsOf(item, 'channels') ?? {}, 'M') ?? {};
    return {
      tenant,
      channels: new Map(Object.keys(channels).map((number) => [number, stringOf(channels, number)])),
      secrets: await Promise.all(secrets),
      verify: stringOf(item, 'verify'),
    };
  };

  return {
    load(id, now, notBefore = now - keepMs) {
      const known = kept.get(id);
      if (known && known.at >= notBefore) return known.record;
      const record = read(id);
      kept.set(id, { at: now, record });
      // What is not there is not remembered: it would let strangers fill the memory.
      record.then((found) => found ?? kept.delete(id)).catch(() => kept.delete(id));
      return record;
    },
  };
}
