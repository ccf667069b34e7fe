import type { TenantId } from '../../contract/ids.ts';
import { assistantKeyResealed, assistantSettings } from '../_data/assistant-settings.ts';
import { auditPut } from '../_data/audit.ts';
import { getChannel, listChannels, tokenResealed } from '../_data/channel.ts';
import { cursorKeyUpdate, getSealedCursorKey } from '../_data/cursor-key.ts';
import { getHook, type Hook, hookPut, listHooks, publishHook } from '../_data/hook.ts';
import type { Registration } from '../_data/registration.ts';
import { type Decision, decideAndWrite, type TransactItem } from '../_data/transact.ts';
import { getTranscription, transcriptionKeyResealed } from '../_data/transcription.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { isProblem } from '../_shared/problem.ts';
import type { SecretPurpose } from '../_shared/secrets.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

export interface RewrapDependencies {
  /** The copies that webhooks are checked by. */
  readonly routing: PlatformTable;
  seal(tenant: TenantId, purpose: SecretPurpose, plaintext: string): Promise<string>;
  open(tenant: TenantId, purpose: SecretPurpose, sealed: string, now: number): Promise<string>;
}

/** What is sealed anew in one transaction, with its entry in the audit log: how many secrets, and the hook that it was of. */
interface Done {
  readonly secrets: number;
  readonly hook?: Hook;
}
type Part = () => Promise<Pick<Decision<Done>, 'writes' | 'result'>>;

/**
 * Seals every secret of a business with a fresh data key, one after the other: each is opened, sealed, opened again to be sure,
 * and replaces the one it was made from and no other. Ended anywhere, it may begin anew: twice does no harm.
 * Answers how many secrets were sealed.
 */
export async function rewrapBusiness(
  { routing, seal, open }: RewrapDependencies,
  store: TenantTable,
  { name }: Pick<Registration, 'name'>,
  now: number,
): Promise<number> {
  const { tenant } = store;
  const anew = async (purpose: SecretPurpose, sealed: string): Promise<string> => {
    const plaintext = await open(tenant, purpose, sealed, now);
    const fresh = await seal(tenant, purpose, plaintext);
    if ((await open(tenant, purpose, fresh, now)) !== plaintext) throw new Error('A secret sealed anew does not open');
    return fresh;
  };
  let count = 0;
  for (const part of await partsOf(store, anew)) {
    const done = await decideAndWrite(store, async () => {
      const { writes, result } = await part();
      const entry = auditPut(store, audited(tenant, name, result.secrets), now);
      return { writes: writes.length > 0 ? [...writes, entry] : [], result };
    });
    if (isProblem(done)) throw new Error('A secret is replaced all the time');
    failPoint('secrets-rewrap.after-secret');
    // The copy may be one that an earlier run left behind.
    if (done.hook) await publishHook(routing, done.hook);
    count += done.secrets;
  }
  return count;
}

const audited = (tenant: TenantId, name: string, secrets: number) => ({
  action: 'secrets.rewrapped' as const,
  by: { type: 'system' as const, id: 'secrets-rewrap', name: 'Frontdesk' },
  thing: { type: 'business', id: tenant, name },
  after: { secrets },
});

async function partsOf(
  store: TenantTable,
  anew: (purpose: SecretPurpose, sealed: string) => Promise<string>,
): Promise<readonly Part[]> {
  const writes: readonly TransactItem[] = [];
  const nothing = { writes, result: { secrets: 0 } };
  const channels = (await listChannels(store)).map(
    ({ id }): Part =>
      async () => {
        const channel = await getChannel(store, id, { consistent: true });
        if (!channel) return nothing;
        return { writes: [tokenResealed(store, channel, await anew('channel', channel.token))], result: { secrets: 1 } };
      },
  );
  const hooks = (await listHooks(store)).map(
    ({ id }): Part =>
      async () => {
        const hook = await getHook(store, id);
        if (!hook || hook.secrets.length === 0) return { ...nothing, result: { secrets: 0, ...(hook && { hook }) } };
        const secrets: Hook['secrets'] = [];
        for (const { sealed, ...rest } of hook.secrets) secrets.push({ sealed: await anew('webhook', sealed), ...rest });
        const next = { ...hook, secrets, version: hook.version + 1 };
        return { writes: [hookPut(store, next)], result: { secrets: secrets.length, hook: next } };
      },
  );
  const cursors: Part = async () => {
    const sealed = await getSealedCursorKey(store);
    if (!sealed) return nothing;
    return { writes: [cursorKeyUpdate(store, sealed, await anew('cursor', sealed))], result: { secrets: 1 } };
  };
  const transcription: Part = async () => {
    const { key } = await getTranscription(store);
    if (key === undefined) return nothing;
    return { writes: [transcriptionKeyResealed(store, key, await anew('transcription', key))], result: { secrets: 1 } };
  };
  const assistant: Part = async () => {
    const { key } = await assistantSettings(store);
    if (key === undefined) return nothing;
    return { writes: [assistantKeyResealed(store, key, await anew('assistant', key))], result: { secrets: 1 } };
  };
  return [...channels, ...hooks, cursors, transcription, assistant];
}
