import type { InboundJob } from '../../contract/queues.ts';
import { decrypt, parseEnvelope } from '../_shared/envelope.ts';
import { Lru } from '../_shared/lru.ts';
import { type Fields, fieldsOf, isFields } from '../_whatsapp/fields.ts';
import type { Aws } from './aws.ts';

/** A webhook address with its secrets opened. The stored form is described in lambdas/_data/hook.ts. */
export interface HookRecord {
  readonly tenant: string;
  /** Whose webhooks come here. */
  readonly provider: string;
  /** The number to its channel: phone_number_id, or what people dial. */
  readonly channels: ReadonlyMap<string, string>;
  /** App secrets or auth tokens; one that was replaced counts `until` (milliseconds). */
  readonly secrets: readonly HookSecret[];
  /** SHA-256 of the verify token; empty where the provider has none. */
  readonly verify: string;
  /** The address as the provider knows it; empty where it is not signed. */
  readonly url: string;
}

interface HookSecret {
  readonly secret: string;
  readonly until: number | undefined;
  readonly sealed: string;
  /** When it was opened, milliseconds. */
  readonly at: number;
}

export interface HookRecords {
  load(id: string, now: number): Promise<HookRecord | undefined>;
  /**
   * What does not fit the record that was kept may fit the one that has replaced it since: the record as it is after `now`.
   * The same record again when strangers, who can make this happen, have used up the looks of these seconds.
   */
  loadAgain(id: string, now: number): Promise<HookRecord | undefined>;
}

/** A secret that was taken back, or a number that went, is noticed within a minute; what is new at once, by `loadAgain`. */
const keepMs = 60_000;
const keepOpenedMs = 5 * 60_000;
/**
 * Looks before their time in so many milliseconds, per process: enough that a new secret counts at once while others guess, and
 * so few that guesses on all processes together do not use up what one item may be read (3,000 times a second).
 */
const mostLooks = 150;
const looksMs = 5_000;

interface Kept {
  readonly at: number;
  readonly record: Promise<HookRecord | undefined>;
  readonly looks: number;
  readonly looksSince: number;
}

const stringOf = (item: Fields, name: string): string => String(fieldsOf(item, name)?.S ?? '');

export function hookRecords(aws: Aws, table: string): HookRecords {
  const kept = new Lru<Kept>(1_000);

  const read = async (id: string, now: number, known: HookRecord | undefined): Promise<HookRecord | undefined> => {
    const item = await aws.getItem(table, `HOOK#${id}`, 'HOOK');
    if (!isFields(item)) return undefined;
    const tenant = stringOf(item, 'tenant');
    const context = { tenant, purpose: 'webhook' };
    const open = async (entry: unknown): Promise<HookSecret> => {
      const secret = (isFields(entry) && fieldsOf(entry, 'M')) || {};
      const sealed = stringOf(secret, 'sealed');
      const number = fieldsOf(secret, 'until')?.N;
      const until = number === undefined ? undefined : Number(number);
      const opened = known?.tenant === tenant ? known.secrets.find((one) => one.sealed === sealed) : undefined;
      if (opened && now - opened.at < keepOpenedMs) return { ...opened, until };
      const envelope = parseEnvelope(sealed);
      const key = await aws.decrypt(envelope.wrappedKey, context);
      return { secret: decrypt(key, envelope, context), until, sealed, at: now };
    };
    const stored = fieldsOf(item, 'secrets')?.L;
    const channels = fieldsOf(fieldsOf(item, 'channels') ?? {}, 'M') ?? {};
    return {
      tenant,
      provider: stringOf(item, 'provider'),
      channels: new Map(Object.keys(channels).map((number) => [number, stringOf(channels, number)])),
      secrets: await Promise.all((Array.isArray(stored) ? stored : []).map(open)),
      verify: stringOf(item, 'verify'),
      url: stringOf(item, 'url'),
    };
  };

  const keep = (id: string, now: number, before: Kept | undefined, looks: number, looksSince: number) => {
    // One that failed is no reason to fail again.
    const known = before?.record.catch(() => undefined);
    const record = Promise.resolve(known).then((one) => read(id, now, one));
    const entry = { at: now, record, looks, looksSince };
    kept.set(id, entry);
    // What is not there is not remembered: it would let strangers fill the memory.
    const forget = () => kept.get(id) === entry && kept.delete(id);
    record.then((found) => found ?? forget()).catch(forget);
    return record;
  };

  return {
    load(id, now) {
      const known = kept.get(id);
      if (known && now - known.at <= keepMs) return known.record;
      return keep(id, now, known, 0, now);
    },
    loadAgain(id, now) {
      const known = kept.get(id);
      if (!known) return keep(id, now, known, 0, now);
      if (known.at >= now) return known.record;
      const fresh = now - known.looksSince >= looksMs;
      if (!fresh && known.looks >= mostLooks) return known.record;
      return keep(id, now, known, fresh ? 1 : known.looks + 1, fresh ? now : known.looksSince);
    },
  };
}

/** The secrets that count at this moment. */
export const secretsAt = ({ secrets }: HookRecord, now: number): string[] =>
  secrets.filter(({ until }) => until === undefined || now < until).map(({ secret }) => secret);

/**
 * The hook of this address, if it is of this provider and `signed` holds with its secrets: as they were kept, or else as they are
 * now.
 */
export async function signer(
  hooks: HookRecords,
  { id, provider, now }: { readonly id: string; readonly provider: InboundJob['provider']; readonly now: number },
  signed: (hook: HookRecord, secrets: readonly string[]) => boolean,
): Promise<HookRecord | undefined> {
  for (const look of [hooks.load, hooks.loadAgain]) {
    const hook = await look(id, now);
    if (hook?.provider !== provider) return undefined;
    if (signed(hook, secretsAt(hook, now))) return hook;
  }
  return undefined;
}
