import type { Context } from 'aws-lambda';
import type { TenantId } from '../../contract/ids.ts';
import { OutboundJob, outboundReceives } from '../../contract/queues.ts';
import { endings } from '../_businesses/ended.ts';
import type { Channel } from '../_data/channel.ts';
import { objects } from '../_media/objects.ts';
import { mediaStorage } from '../_media/storage.ts';
import { now } from '../_shared/clock.ts';
import { comeBack, TryLater, visibilityOf } from '../_shared/come-back.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { type Delivery, fifoWorker } from '../_shared/queue.ts';
import { pushTo } from '../_shared/realtime.ts';
import { open } from '../_shared/secrets.ts';
import { assumeFor, tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { acknowledge } from './acknowledge.ts';
import { channelProvider, troubleTeller } from './channel-provider.ts';
import { connectTo } from './connect.ts';
import { deliver } from './deliver.ts';

const providers = { graphUrl: env('GRAPH_URL'), twilioUrl: env('TWILIO_URL') };
const push = pushTo(connections(env('REALTIME_ENDPOINT')));
const tell = troubleTeller(now);
const setVisibility = visibilityOf(env('OUTBOUND_QUEUE_URL'));
const bucket = env('MEDIA_BUCKET');
const files = objects(bucket, tenantCredentials, process.env);
/** A session of its own for each address: what is left of the one in use may be six minutes. */
const ownSession = (tenant: TenantId) => assumeFor(tenant, env('TENANT_ROLE_ARN'));
const storage = mediaStorage(bucket, ownSession, process.env, env('MEDIA_ORIGIN'));
const isEnded = endings();
/** The provider call may take 20 s; a job that cannot finish is better left to the next invocation. */
const needed = 25_000;

const work = (context: Context) => ({
  async handle(job: OutboundJob, { receiveCount }: Delivery) {
    if (context.getRemainingTimeInMillis() < needed) throw new TryLater(0);
    const { tenant } = job;
    const store = tenantTable(tenant);
    if (await isEnded(store, now())) return;
    const connect = (channel: Channel) =>
      connectTo({ ...providers, open: (token) => open(tenant, 'channel', token, now()) }, store, channel);
    const dependencies = {
      store,
      provider: (channel: Channel) => channelProvider({ store, connect, tell }, channel),
      push,
      objects: files,
      storage,
      uploadMs: () => context.getRemainingTimeInMillis() - needed,
      clock: now,
      random: Math.random,
    };
    const result =
      job.type === 'message'
        ? await deliver(dependencies, job, receiveCount)
        : await acknowledge(dependencies, job, receiveCount);
    if (result !== 'done') throw new TryLater(result.later);
  },
  failed: (delivery: Delivery, error: unknown, rest: readonly Delivery[]) => comeBack(setVisibility, [delivery, ...rest], error),
});

export const handler = fifoWorker(OutboundJob, work, { receives: outboundReceives });
