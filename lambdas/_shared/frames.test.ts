import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationId, EmployeeId, MessageId } from '../../contract/ids.ts';
import { Frame, type RealtimeEvent } from '../../contract/realtime.ts';
import { type Change, framesFor, maximumFrameBytes } from './frames.ts';

const one = ConversationId.parse('01j00000000000000000000001');
const two = ConversationId.parse('01j00000000000000000000002');
const employeeId = EmployeeId.parse('01j00000000000000000000009');
const at = '2026-11-23T10:00:00.000Z';

const message = (id: number, text: string): RealtimeEvent => ({
  type: 'message.changed',
  message: {
    id: MessageId.parse(`${String(id).padStart(13, '0')}-abcdefgh`),
    conversationId: one,
    direction: 'in',
    content: { kind: 'text', text },
    sentAt: at,
    reactions: [],
  },
});
const typing = (conversationId: ConversationId): RealtimeEvent => ({
  type: 'typing',
  conversationId,
  employeeId,
  name: 'S',
  until: at,
});
const status = (state: 'sent' | 'read'): RealtimeEvent => ({
  type: 'message.status',
  conversationId: one,
  messageId: MessageId.parse('0000000000001-abcdefgh'),
  status: state,
  at,
});

const eventsIn = (frames: readonly string[]) => frames.flatMap((frame) => Frame.parse(JSON.parse(frame)).events);

describe('who is told', () => {
  const changes: Change[] = [
    { to: 'everyone', event: { type: 'presence', online: [] } },
    { to: { viewing: one }, event: typing(one) },
    { to: { connection: 'a' }, event: { type: 'command.done', requestId: '1' } },
    { to: 'everyone', except: 'b', event: typing(two) },
  ];
  it('everyone, viewers and one connection', () => {
    expect(eventsIn(framesFor({ connectionId: 'a', viewing: two }, changes)).map(({ type }) => type)).toEqual([
      'presence',
      'command.done',
      'typing',
    ]);
    expect(eventsIn(framesFor({ connectionId: 'b', viewing: one }, changes)).map(({ type }) => type)).toEqual([
      'presence',
      'typing',
    ]);
    expect(eventsIn(framesFor({ connectionId: 'c' }, changes))).toEqual([changes[0]?.event, changes[3]?.event]);
  });
  it('nobody gets an empty frame', () => {
    expect(framesFor({ connectionId: 'c' }, [{ to: { viewing: one }, event: typing(one) }])).toEqual([]);
  });
});

describe('frames', () => {
  const toAll = (events: readonly RealtimeEvent[]): Change[] => events.map((event) => ({ to: 'everyone', event }));

  it('carry a burst together, in order, with only the newest state of a message', () => {
    const frames = framesFor(
      { connectionId: 'a' },
      toAll([message(1, 'x'), status('sent'), message(2, 'y'), status('read'), message(1, 'z')]),
    );
    expect(frames).toHaveLength(1);
    expect(eventsIn(frames)).toEqual([status('sent'), message(2, 'y'), status('read'), message(1, 'z')]);
  });
  it('leave out an event that is too large, and nothing else', () => {
    const frames = framesFor({ connectionId: 'a' }, toAll([message(1, 'ş'.repeat(16_400)), message(2, 'ok')]));
    expect(eventsIn(frames)).toEqual([message(2, 'ok')]);
  });
  it('never exceed the limit, lose nothing and keep the order', () => {
    const texts = fc.array(fc.nat({ max: 14_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(texts, (lengths) => {
        const events = lengths.map((length, index) => message(index, 'ş'.repeat(length)));
        const frames = framesFor({ connectionId: 'a' }, toAll(events));
        expect(eventsIn(frames)).toEqual(events);
        for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(maximumFrameBytes);
      }),
      { numRuns: 50 },
    );
  });
});
