import type { ConversationId, MessageId, TenantId } from '../../contract/ids.ts';
import { transcripts } from '../../contract/transcripts.ts';
import { stageOrigin } from '../_shared/askable.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { pushTo } from '../_shared/realtime.ts';
import { seal } from '../_shared/secrets.ts';
import { signedJobSender } from '../_shared/signed-queue.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { again, type Desk, read, writeDown } from './reading.ts';
import { changeSettings, settings } from './settings.ts';

const push = pushTo(connections(env('REALTIME_ENDPOINT')));
const send = signedJobSender(env('TRANSCRIPTION_QUEUE_URL'), process.env);
const trustedOrigin = stageOrigin(process.env);
const transcribeMicros = Number(env('TRANSCRIBE_MICROS_PER_MINUTE'));

const deskOf = ({ tenant, now }: { readonly tenant: TenantId; readonly now: number }): Desk => ({
  store: tenantTable(tenant),
  push,
  send,
  now,
});
const placeOf = ({ params }: { readonly params: { readonly id: ConversationId; readonly messageId: MessageId } }) => ({
  conversationId: params.id,
  messageId: params.messageId,
});

export const handler = api(transcripts, {
  get: (request) => read(tenantTable(request.tenant), placeOf(request)),
  again: (request) => again(deskOf(request), placeOf(request), request.body),
  correct: (request) => writeDown(deskOf(request), placeOf(request), request.body, request.employee),
  settings: ({ tenant }) => settings({ store: tenantTable(tenant), transcribeMicros }),
  changeSettings: (request) =>
    changeSettings({ store: tenantTable(request.tenant), transcribeMicros, trustedOrigin, seal }, request),
});
