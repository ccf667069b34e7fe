import type { ConversationId } from '../../contract/ids.ts';
import type { Frame, RealtimeEvent } from '../../contract/realtime.ts';

/** Something that happened, and who should see it live. */
export interface Change {
  readonly event: RealtimeEvent;
  /** Everyone connected to the business, those who have a conversation open, or one connection. */
  readonly to: 'everyone' | { readonly viewing: ConversationId } | { readonly connection: string };
  /** Who caused it and need not be told. */
  readonly except?: string;
}

export interface Audience {
  readonly connectionId: string;
  readonly viewing?: ConversationId | undefined;
  readonly also?: readonly ConversationId[] | undefined;
}

/** API Gateway bills and cuts frames at 32 KB: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const maximumFrameBytes = 32 * 1024;

const envelope = JSON.stringify({ v: 1, events: [] } satisfies Frame).length;

const concerns = ({ to, except }: Change, audience: Audience): boolean => {
  if (except === audience.connectionId) return false;
  if (to === 'everyone') return true;
  return 'viewing' in to ? isOpen(audience, to.viewing) : to.connection === audience.connectionId;
};

/** Whether somebody has a conversation open there. */
export const isOpen = ({ viewing, also }: Pick<Audience, 'viewing' | 'also'>, id: ConversationId): boolean =>
  viewing === id || (also?.includes(id) ?? false);

/** What a later event of the same burst makes superfluous has the same name; all others have none. */
function subjectOf(event: RealtimeEvent): string | undefined {
  switch (event.type) {
    case 'conversation.changed':
      return `conversation ${event.conversation.id}`;
    case 'conversation.removed':
      return `conversation ${event.conversationId}`;
    case 'message.changed':
      return `message ${event.message.id}`;
    case 'typing':
      return `typing ${event.conversationId} ${event.employeeId}`;
    case 'presence':
      return 'presence';
    // Statuses travel in order: a receiver that keeps the highest needs no help, and a message overrides none of them.
    case 'message.status':
    case 'command.done':
    case 'command.failed':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Only the newest event about a thing, at the place of that newest one. */
function newestOnly(events: readonly RealtimeEvent[]): readonly RealtimeEvent[] {
  const last = new Map(events.map((event, index) => [subjectOf(event) ?? String(index), index]));
  return events.filter((event, index) => last.get(subjectOf(event) ?? String(index)) === index);
}

/**
 * The frames for one browser: as few as possible, none above the limit. An event that alone is larger is left out: a push
 * is a hint, and the summary that goes with it makes the browser load the message.
 */
export function framesFor(audience: Audience, changes: readonly Change[]): readonly string[] {
  const events = newestOnly(changes.filter((change) => concerns(change, audience)).map(({ event }) => event));
  const frames: string[][] = [];
  let room = 0;
  for (const event of events) {
    const json = JSON.stringify(event);
    const bytes = Buffer.byteLength(json) + 1;
    if (bytes + envelope > maximumFrameBytes) continue;
    const frame = frames.at(-1);
    if (frame && bytes <= room) {
      frame.push(json);
      room -= bytes;
    } else {
      frames.push([json]);
      room = maximumFrameBytes - envelope - bytes;
    }
  }
  return frames.map((parts) => `{"v":1,"events":[${parts.join(',')}]}`);
}
