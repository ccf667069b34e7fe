import type { MessageId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import { getMessage } from '../_data/message.ts';
import { dropSuggestion as drop } from '../_data/suggestion.ts';
import { toViewers } from '../_messaging/work-on.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { Order } from './doing.ts';

/** Dropped once more is dropped. */
export async function dropSuggestion({ store, push, now, id }: Order, messageId: MessageId): Promise<Message | ProblemResult> {
  const message = await getMessage(store, id, messageId);
  if (message?.content.kind !== 'work' || message.content.event !== 'suggested') return notFound();
  const dropped = await drop(store, message);
  if (!dropped) return notFound();
  await push(store, [toViewers(dropped)], now);
  return dropped;
}
