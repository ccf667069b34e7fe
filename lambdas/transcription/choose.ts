import type { TenantId } from '../../contract/ids.ts';
import type { Transcription } from '../_data/transcription.ts';
import { stageOrigin } from '../_shared/askable.ts';
import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';
import { open } from '../_shared/secrets.ts';
import { tenantCredentials } from '../_shared/tenant.ts';
import { amazonTranscribe } from '../_voice/amazon-transcribe.ts';
import { recordingKey, voiceFiles } from '../_voice/files.ts';
import { openAiAudio } from '../_voice/openai-audio.ts';
import type { Transcriber } from '../_voice/port.ts';

/** The engines, and which of them a business has chosen. */
export function choose(environment: NodeJS.ProcessEnv) {
  const files = voiceFiles(env('MEDIA_BUCKET'), tenantCredentials, environment);
  const microsPerMinute = Number(env('TRANSCRIBE_MICROS_PER_MINUTE'));
  const transcribe = amazonTranscribe({ files, credentialsOf: tenantCredentials, environment, microsPerMinute });
  const fetch = guardedFetch({ trustedOrigin: stageOrigin(environment) });
  return {
    transcribe,
    chosenBy:
      (tenant: TenantId) =>
      async ({ engine, endpoint, model, key, micros = 0 }: Transcription): Promise<Transcriber> => {
        if (engine !== 'openai') return transcribe;
        if (endpoint === undefined || model === undefined || key === undefined)
          throw new Error('The engine is chosen but not set up');
        return openAiAudio({
          endpoint,
          model,
          key: await open(tenant, 'transcription', key, now()),
          microsPerMinute: micros,
          fetch,
          load: (order) => files.get(tenant, recordingKey(order)),
        });
      },
  };
}
