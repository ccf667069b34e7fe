import type { Context } from 'aws-lambda';
import { TurnJob, turnReceives } from '../../contract/queues.ts';

import { modelParts, paidModel } from '../_assistant/models/paid.ts';
import { rulesModel } from '../_assistant/rules/model.ts';
import { endings } from '../_businesses/ended.ts';
import { knowledgeOf } from '../_knowledge/search.ts';
import { givingOut } from '../_messaging/giving-out.ts';
import { now } from '../_shared/clock.ts';
import { comeBack, TryLater, visibilityOf } from '../_shared/come-back.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { type Delivery, fifoSender, fifoWorker } from '../_shared/queue.ts';
import { opaqueId } from '../_shared/queue-json.ts';
import { pushTo } from '../_shared/realtime.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { noticeBudget } from './notice-budget.ts';
import { type TurnDependencies, takeTurn } from './turn.ts';

const setVisibility = visibilityOf(env('ASSISTANT_QUEUE_URL'));
const isEnded = endings();
const think = fifoSender(env('ASSISTANT_QUEUE_URL'));
const notify = fifoSender(env('NOTICES_QUEUE_URL'));
const parts = modelParts(process.env, now);
const shared: Omit<TurnDependencies, 'store' | 'signal'> = {
  brainOf: (store, settings, { turn, spoken, greeting }) => {
    const { provider, model } = settings;
    if (provider === 'rules') return { model: rulesModel(spoken, greeting), provider, instant: true };
    const { conversationId, from, epoch, tries } = turn;
    const about = { turnId: `${conversationId}.${from}.${epoch}.${tries}`, conversationId };
    const overBudget = () => noticeBudget({ store, notify, clock: now }, settings.capMicros);
    return { model: paidModel(parts, store, settings, about, overBudget), provider, name: model, instant: false };
  },
  noteTaker: (store, settings, conversationId) =>
    paidModel(parts, store, settings, { turnId: `${conversationId}.notes`, conversationId }),
  knowledgeOf,
  push: givingOut(pushTo(connections(env('REALTIME_ENDPOINT')))),
  enqueue: fifoSender(env('OUTBOUND_QUEUE_URL')),
  askAgain: (job) => think({ group: job.conversationId, deduplication: opaqueId(job.conversationId, String(now())), body: job }),
  clock: now,
};
/** What is left at the end of a turn to write it down. */
const reservedMs = 10_000;
/** A turn that has not this much is better left to the next invocation. */
const neededMs = 40_000;

const work = (context: Context) => ({
  async handle(job: TurnJob) {
    const left = context.getRemainingTimeInMillis();
    if (left < neededMs) throw new TryLater(0);
    const store = tenantTable(job.tenant);
    if (await isEnded(store, now())) return;
    const result = await takeTurn({ ...shared, store, signal: AbortSignal.timeout(left - reservedMs) }, job);
    if (result !== 'done') throw new TryLater(result.later);
  },
  failed: (delivery: Delivery, error: unknown, rest: readonly Delivery[]) => comeBack(setVisibility, [delivery, ...rest], error),
});

export const handler = fifoWorker(TurnJob, work, { receives: turnReceives });
