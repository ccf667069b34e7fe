import { conversations } from '../../contract/conversations.ts';
import { messaging } from '../_messaging/dependencies.ts';
import { readUpTo } from '../_messaging/mark-read.ts';
import { sendMessage } from '../_messaging/send-message.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { listInbox, oneConversation, pageOfThread, unreadOf } from './reading.ts';

const messagingOf = messaging();

export const handler = api(conversations, {
  list: ({ tenant, employee, query, now }) =>
    listInbox({ store: tenantTable(tenant), push: messagingOf(tenant).push, now }, employee.id, query),
  unread: ({ tenant, employee }) => unreadOf(tenantTable(tenant), employee.id),
  get: ({ tenant, params }) => oneConversation(tenantTable(tenant), params.id),
  messages: ({ tenant, params, query }) => pageOfThread(tenantTable(tenant), params.id, query),
  send: ({ tenant, employee, params, body, now }) =>
    sendMessage(messagingOf(tenant), { conversationId: params.id, message: body, employee, now }),
  read: ({ tenant, params, body, now }) => readUpTo(messagingOf(tenant), { conversationId: params.id, upTo: body.upTo, now }),
});
