import { tmpdir } from 'node:os';
import { MediaJob } from '../../contract/queues.ts';
import { endings } from '../_businesses/ended.ts';
import type { Channel } from '../_data/channel.ts';
import { mediaStorage } from '../_media/storage.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';
import { jobWorker } from '../_shared/job-queue.ts';
import { pushTo } from '../_shared/realtime.ts';
import { open } from '../_shared/secrets.ts';
import { signedJobSender, signedVisibility } from '../_shared/signed-queue.ts';
import { tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { metaMediaSource } from '../_whatsapp/meta/media-source.ts';
import { twilioMediaSource } from '../_whatsapp/twilio/media-source.ts';
import { fetchFile } from './fetch-file.ts';

const graphUrl = env('GRAPH_URL');
const twilioUrl = env('TWILIO_URL');
const fetch = guardedFetch({ trustedOrigin: env('STAGE') === 'local' ? new URL(graphUrl).origin : undefined });
const shared = {
  storage: mediaStorage(env('MEDIA_BUCKET'), tenantCredentials, process.env),
  transcribe: signedJobSender(env('TRANSCRIPTION_QUEUE_URL'), process.env),
  push: pushTo(connections(env('REALTIME_ENDPOINT'))),
  clock: now,
  random: Math.random,
  folder: tmpdir(),
};

const isEnded = endings();

export const handler = jobWorker(
  MediaJob,
  async (job, receiveCount) => {
    const { tenant } = job;
    const store = tenantTable(tenant);
    if (await isEnded(store, now())) return 'done';
    const source = async (channel: Channel) => {
      const secret = await open(tenant, 'channel', channel.token, now());
      return channel.provider === 'meta'
        ? metaMediaSource({ fetch, graphUrl, accessToken: secret })
        : twilioMediaSource({ fetch, twilioUrl, accountSid: channel.accountSid, authToken: secret });
    };
    return fetchFile({ ...shared, store, source }, job, receiveCount);
  },
  signedVisibility(env('MEDIA_QUEUE_URL'), process.env),
);
