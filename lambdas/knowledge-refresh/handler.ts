import type { Context } from 'aws-lambda';
import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { signedJobSender } from '../_shared/signed-queue.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { refreshDue } from './refresh-due.ts';

const send = signedJobSender(env('KNOWLEDGE_QUEUE_URL'), process.env);
/** For what is under way when time runs out. */
const needed = 5_000;

/** The schedule's event says nothing: what is due is in the table. */
export const handler = (_: unknown, context: Context) =>
  refreshDue({
    platform: platformTable(),
    storeOf: tenantTable,
    send,
    hasTime: () => context.getRemainingTimeInMillis() > needed,
    now: now(),
  });
