import type * as z from 'zod';
import type { EmployeeId, MessageId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import type { conversationWork } from '../../contract/work.ts';
import { getConversation } from '../_data/conversation.ts';
import { getEmployee } from '../_data/employee.ts';
import { changeNote, getNote, mostPinned, pinnedNotes, addNote as put } from '../_data/note.ts';
import { collisionDelay } from '../_data/write.ts';
import { toViewers } from '../_messaging/work-on.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { nobodyThere, type Order } from './doing.ts';

type Body<Name extends 'addNote' | 'changeNote'> = z.infer<(typeof conversationWork.routes)[Name]['body']>;

export async function addNote(
  { store, push, now, id: conversationId, me }: Order,
  { clientId, text, mentions }: Body<'addNote'>,
): Promise<Message | ProblemResult> {
  if (!(await getConversation(store, conversationId))) return notFound();
  if (!(await allWorkHere(store, mentions))) return nobodyThere('mentions');
  const added = await put(store, { conversationId, clientId, text, mentions, author: me }, now);
  switch (added.outcome) {
    case 'added':
    case 'existing':
      failPoint('note.after-note');
      await push(store, [toViewers(added.message)], now);
      return added.message;
    case 'different':
      return problem('client-id-reused', 'Make a new client id for each note.');
    case 'expired':
      return problem('client-id-expired', 'Make a new client id with the current time: the note was not kept.');
    default:
      return added satisfies never;
  }
}

async function allWorkHere(store: TenantTable, mentioned: readonly EmployeeId[]): Promise<boolean> {
  const people = await Promise.all([...new Set(mentioned)].map((id) => getEmployee(store, id)));
  return people.every((person) => person?.active === true);
}

const attempts = 20;

/** Anybody who writes notes may pin one; what it says only its author changes. */
export async function editNote(
  { store, push, now, id: conversationId, me }: Order,
  messageId: MessageId,
  change: Body<'changeNote'>,
): Promise<Message | ProblemResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const note = await getNote(store, conversationId, messageId);
    if (!note) return notFound();
    if (change.text !== undefined && note.message.author?.employeeId !== me.id) {
      return problem('forbidden', 'Only who wrote a note changes what it says. Write another one.');
    }
    const message = await changeNote(store, note, change, now);
    if (message === 'too-many') {
      return problem('limit-reached', `At most ${mostPinned} notes are pinned in a conversation. Take one down first.`);
    }
    if (message !== 'refused') {
      await push(store, [toViewers(message)], now);
      return message;
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  return problem('conflict', 'Many people change this at the moment. Try again.');
}

export async function pinned({ store, id }: Pick<Order, 'store' | 'id'>): Promise<{ items: Message[] } | ProblemResult> {
  const [conversation, items] = await Promise.all([getConversation(store, id), pinnedNotes(store, id)]);
  return conversation ? { items } : notFound();
}
