import { InboundJob, inboundReceives } from '../../contract/queues.ts';
import { endings } from '../_businesses/ended.ts';
import { assistantSettings } from '../_data/assistant-settings.ts';
import { erasedHashes } from '../_data/cursor-key.ts';
import { givingOut } from '../_messaging/giving-out.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { fifoWorker } from '../_shared/queue.ts';
import { pushTo } from '../_shared/realtime.ts';
import { signedFifoSender, signedJobSender } from '../_shared/signed-queue.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { Directory } from './directory.ts';
import { heartbeats } from './heartbeat.ts';
import { intakeFrom } from './intake.ts';
import { inboundWork } from './work.ts';

const dependencies = {
  storeOf: tenantTable,
  directory: new Directory(erasedHashes, async (store) => ((await assistantSettings(store)).on ? 'ai' : 'human')),
  erasedHashes,
  loadIntake: intakeFrom(env('MEDIA_BUCKET'), process.env),
  push: givingOut(pushTo(connections(env('REALTIME_ENDPOINT')), { withinMs: 150, ms: 25 })),
  notify: signedFifoSender(env('NOTICES_QUEUE_URL'), process.env),
  fetchFile: signedJobSender(env('MEDIA_QUEUE_URL'), process.env),
  think: signedFifoSender(env('ASSISTANT_QUEUE_URL'), process.env),
  isEnded: endings(),
  heartbeat: heartbeats(),
  clock: now,
};

export const handler = fifoWorker(InboundJob, () => inboundWork(dependencies), { receives: inboundReceives });
