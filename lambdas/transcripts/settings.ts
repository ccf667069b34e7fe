import type * as z from 'zod';
import type { TranscriptionSettings, transcripts } from '../../contract/transcripts.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { getRegistration } from '../_data/registration.ts';
import { transact } from '../_data/transact.ts';
import { getTranscription, type Transcription, transcriptionChange } from '../_data/transcription.ts';
import { isAskable } from '../_shared/askable.ts';
import { changed } from '../_shared/http-versions.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { SecretPurpose } from '../_shared/secrets.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { unknownToTranscribe } from '../_voice/languages.ts';

type Body = z.infer<(typeof transcripts.routes)['changeSettings']['body']>;

export interface SettingsDesk {
  readonly store: TenantTable;
  /** What a minute costs at Amazon Transcribe, millionths of a US dollar. */
  readonly transcribeMicros: number;
  /** The only one that may be asked without TLS. */
  readonly trustedOrigin: string | undefined;
  seal(tenant: TenantTable['tenant'], purpose: SecretPurpose, plaintext: string): Promise<string>;
}

/** OpenAI's own price of Whisper: https://platform.openai.com/docs/pricing */
const usualMicros = 6_000;

export async function settings({
  store,
  transcribeMicros,
}: Pick<SettingsDesk, 'store' | 'transcribeMicros'>): Promise<TranscriptionSettings> {
  const [chosen, registration] = await Promise.all([getTranscription(store), getRegistration(store, store.tenant)]);
  return shown(chosen, registration?.languages ?? [], transcribeMicros);
}

const shown = (
  { engine, endpoint, model, key, micros = usualMicros, version }: Transcription,
  languages: readonly string[],
  transcribeMicros: number,
): TranscriptionSettings => ({
  engine,
  endpoint,
  model,
  hasKey: key !== undefined,
  microsPerMinute: engine === 'openai' ? micros : transcribeMicros,
  transcribeMicrosPerMinute: transcribeMicros,
  unknownLanguages: engine === 'transcribe' ? unknownToTranscribe(languages) : [],
  version,
});

interface Asked {
  readonly body: Body;
  readonly ifMatch: number;
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly now: number;
}

/** What is left out stays, the key too, but not for another host: whoever may choose the address must not get at a key by it. */
export async function changeSettings(desk: SettingsDesk, asked: Asked): Promise<TranscriptionSettings | ProblemResult> {
  const { store, seal, trustedOrigin } = desk;
  const { body, ifMatch, now } = asked;
  const was = await getTranscription(store);
  if (was.version !== ifMatch) return changed();
  if (body.endpoint !== undefined && !isAskable(body.endpoint, trustedOrigin)) {
    return problem('invalid-body', 'This address cannot be asked.', [unaskable]);
  }
  const { engine, endpoint = was.endpoint, model = was.model, microsPerMinute = was.micros } = body;
  const elsewhere = was.endpoint !== undefined && endpoint !== undefined && hostOf(endpoint) !== hostOf(was.endpoint);
  const kept = elsewhere ? undefined : was.key;
  if (engine === 'openai') {
    const missing = [
      ...(endpoint === undefined ? ['endpoint'] : []),
      ...(model === undefined ? ['model'] : []),
      ...(body.key === undefined && kept === undefined ? ['key'] : []),
    ];
    if (missing.length > 0) {
      return problem(
        'invalid-body',
        'This engine needs an address, a model and a key; a new address needs its key again.',
        missing.map((path) => ({ path, message: 'Required' })),
      );
    }
  }
  const key = body.key === undefined ? kept : await seal(store.tenant, 'transcription', body.key);
  const next = { engine, endpoint, model, key, micros: microsPerMinute };
  const entry = {
    action: 'transcription.changed' as const,
    by: byEmployee(asked.employee),
    thing: { type: 'business', id: store.tenant, name: 'Transcription' },
    before: audited(was),
    after: { ...audited(next), ...(body.key !== undefined && { key: 'changed' }) },
    from: asked.sourceIp,
    requestId: asked.requestId,
  };
  if ((await transact(store, [transcriptionChange(store, was, next), auditPut(store, entry, now)])) === 'refused')
    return changed();
  return settings(desk);
}

const audited = ({ engine, endpoint, model, micros }: Omit<Transcription, 'version' | 'key'>) => ({
  engine,
  endpoint,
  model,
  microsPerMinute: micros,
});

const unaskable = { path: 'endpoint', message: 'An https address, without a port and without a name and password' };

const hostOf = (address: string): string => new URL(address).host;
