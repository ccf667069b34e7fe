import { Command, RealtimeEvent } from '../../contract/realtime.ts';

interface Documented<Shape> {
  /** What it means, for the page. */
  readonly says: string;
  readonly example: Shape;
}

const conversationId = '01jd2k4x9qm3v7r8t6w5y0z1ab';
const messageId = '1795424400000-01a207a232807b3e9a51f2c4d6e80a17';
const clientId = '01a207a2-3280-7b3e-9a51-f2c4d6e80a17';
const employeeId = '01jd2k4x9qm3v7r8t6w5y0z1cd';

const message = {
  id: messageId,
  conversationId,
  direction: 'out',
  content: { kind: 'text', text: 'See you at three.' },
  sentAt: '2026-11-23T09:00:00.000Z',
  author: { type: 'employee', employeeId, name: 'Maya' },
  status: 'queued',
  statusAt: { queued: '2026-11-23T09:00:00.000Z' },
  reactions: [],
};

/** Parsed when the page is made: an example that does not fit its schema stops `npm run docs`. */
const command = (says: string, example: unknown): Documented<Command> => ({ says, example: Command.parse(example) });
const event = (says: string, example: unknown): Documented<RealtimeEvent> => ({ says, example: RealtimeEvent.parse(example) });

export const commands: readonly Documented<Command>[] = [
  command('Keeps the connection open (API Gateway closes after 10 idle minutes), and shows that it still is.', {
    type: 'ping',
    requestId: 'p1',
  }),
  command(
    'Which conversation is open on the screen, or none. From then on its messages come in full, and colleagues see who is looking.',
    {
      type: 'view',
      requestId: 'v1',
      conversationId,
    },
  ),
  command('Somebody is typing. Colleagues who have the conversation open are told; say it again every few seconds.', {
    type: 'typing',
    conversationId,
  }),
  command('Read up to a message. The customer sees the blue ticks. As POST /v1/conversations/{id}/read.', {
    type: 'read',
    requestId: 'r1',
    conversationId,
    upTo: messageId,
  }),
  command('Send a message. The same `clientId` again finds the first one. As POST /v1/conversations/{id}/messages.', {
    type: 'send',
    requestId: 's1',
    conversationId,
    message: { clientId, content: { kind: 'text', text: 'See you at three.' } },
  }),
];

export const events: readonly Documented<RealtimeEvent>[] = [
  event(
    'The row of the inbox, whole. To everybody who may see the conversation. Of two with the same id, keep the higher `version`.',
    {
      type: 'conversation.changed',
      conversation: {
        id: conversationId,
        channelId: '01jd2k4x9qm3v7r8t6w5y0z1ef',
        customer: { id: '01jd2k4x9qm3v7r8t6w5y0z1gh', name: 'Rana', phone: '+96170123456', waId: '96170123456' },
        lastMessage: {
          id: messageId,
          kind: 'text',
          preview: 'See you at three.',
          direction: 'out',
          at: '2026-11-23T09:00:00.000Z',
        },
        unread: 0,
        mode: 'human',
        status: 'open',
        windowClosesAt: '2026-11-24T08:58:00.000Z',
        changedAt: '2026-11-23T09:00:00.000Z',
        cursor: '1795424400000',
        version: 12,
      },
    },
  ),
  event('The customer is being erased. To everybody: remove the conversation and all that is kept of it on the device.', {
    type: 'conversation.removed',
    conversationId,
  }),
  event('A message, new or changed. To those who have its conversation open.', { type: 'message.changed', message }),
  event('How far a message has got. It only moves forward: see `Status` in contract/message.ts.', {
    type: 'message.status',
    conversationId,
    messageId,
    status: 'delivered',
    at: '2026-11-23T09:00:02.000Z',
  }),
  event('A colleague is typing, until the time given unless said again.', {
    type: 'typing',
    conversationId,
    employeeId,
    name: 'Maya',
    until: '2026-11-23T09:00:08.000Z',
  }),
  event('Everybody who is connected now, and what they look at. Replaces the list before.', {
    type: 'presence',
    online: [{ employeeId, name: 'Maya', viewing: [conversationId] }],
  }),
  event('A command was carried out; `requestId` is the command’s. After `send` with the message.', {
    type: 'command.done',
    requestId: 's1',
    message,
  }),
  event('A command was refused. `code` is one of the API’s problem codes, `detail` says what to do.', {
    type: 'command.failed',
    requestId: 's1',
    code: 'window-closed',
    title: 'The 24-hour window of this conversation is closed',
    detail: 'Send a template message, or wait until the customer writes.',
  }),
];
