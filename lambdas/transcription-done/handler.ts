import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { pushTo } from '../_shared/realtime.ts';
import { signedJobSender } from '../_shared/signed-queue.ts';
import { platformTable, tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { amazonTranscribe } from '../_voice/amazon-transcribe.ts';
import { voiceFiles } from '../_voice/files.ts';
import { told } from './told.ts';

const dependencies = {
  jobs: platformTable(),
  storeOf: tenantTable,
  push: pushTo(connections(env('REALTIME_ENDPOINT'))),
  send: signedJobSender(env('TRANSCRIPTION_QUEUE_URL'), process.env),
  clock: now,
  transcriber: amazonTranscribe({
    files: voiceFiles(env('MEDIA_BUCKET'), tenantCredentials, process.env),
    credentialsOf: tenantCredentials,
    environment: process.env,
    microsPerMinute: Number(env('TRANSCRIBE_MICROS_PER_MINUTE')),
  }),
};

/** https://docs.aws.amazon.com/transcribe/latest/dg/monitoring-events.html */
const Detail = z.object({ TranscriptionJobName: z.string().max(200) });

export const handler = async ({ detail }: EventBridgeEvent<string, unknown>): Promise<void> => {
  await told(dependencies, Detail.parse(detail).TranscriptionJobName);
};
