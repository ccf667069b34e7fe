import type { Message } from '../../contract/message.ts';
import type { Command } from '../../contract/realtime.ts';
import { setViewing } from '../_data/connection.ts';
import { getConversation } from '../_data/conversation.ts';
import { readUpTo } from '../_messaging/mark-read.ts';
import { type MessagingDependencies, sendMessage } from '../_messaging/send-message.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import { presenceOf } from '../_shared/realtime.ts';
import type { Holder } from '../_shared/socket.ts';

export type CommandDependencies = MessagingDependencies;

export interface CommandContext {
  readonly connectionId: string;
  readonly holder: Holder;
  readonly command: Command;
  readonly now: number;
}

/** `gone`: the connection is not known any more. */
export type Performed = { readonly message?: Message } | ProblemResult | 'gone';

/** How long "is typing" is shown after the last key. */
const typingMs = 6_000;

export async function perform(dependencies: CommandDependencies, context: CommandContext): Promise<Performed> {
  const { command, holder, now } = context;
  switch (command.type) {
    case 'ping':
      return {};
    case 'view':
      return view(dependencies, context, command);
    case 'typing':
      return typing(dependencies, context, command.conversationId);
    case 'read': {
      const { conversationId, upTo } = command;
      const read = await readUpTo(dependencies, { conversationId, upTo, now });
      return isProblem(read) ? read : {};
    }
    case 'send': {
      const employee = { id: holder.employeeId, name: holder.name };
      const sent = await sendMessage(dependencies, {
        conversationId: command.conversationId,
        message: command.message,
        employee,
        now,
      });
      return isProblem(sent) ? sent : { message: sent };
    }
    default:
      return command satisfies never;
  }
}

type ConversationId = Extract<Command, { type: 'typing' }>['conversationId'];

/** From here on this browser is told everything about the conversation; colleagues see who is looking. */
async function view(
  { store, push }: CommandDependencies,
  { connectionId, now }: CommandContext,
  { conversationId, also = [], order }: Extract<Command, { type: 'view' }>,
): Promise<Performed> {
  const viewing = conversationId ?? undefined;
  const found = await Promise.all([...(viewing ? [viewing] : []), ...also].map((id) => getConversation(store, id)));
  if (found.includes(undefined)) return notFound();
  const noted = await setViewing(store, connectionId, viewing, also, order);
  if (noted === 'gone') return 'gone';
  if (noted === 'overtaken') return {};
  failPoint('realtime-command.after-view');
  // The query may lag behind the write just made.
  const presence = (online: Parameters<typeof presenceOf>[0]) =>
    presenceOf(online.map((one) => (one.id === connectionId ? { ...one, viewing, also } : one)));
  await push(store, (online) => [{ to: 'everyone', event: presence(online) }], now);
  return {};
}

async function typing(
  { store, push }: CommandDependencies,
  { connectionId, holder, now }: CommandContext,
  conversationId: ConversationId,
): Promise<Performed> {
  const { employeeId, name } = holder;
  const event = { type: 'typing' as const, conversationId, employeeId, name, until: new Date(now + typingMs).toISOString() };
  await push(store, [{ to: { viewing: conversationId }, except: connectionId, event }], now);
  return {};
}
