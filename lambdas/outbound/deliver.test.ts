import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Status } from '../../contract/message.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, aCustomer, aNumber, aRegistration, aTenant, noon } from '../../test/engine/factory.ts';
import { keepWaiting, listWaiting } from '../_data/annotation.ts';
import { putChannel } from '../_data/channel.ts';
import { applyOutbound, type Conversation, getConversation } from '../_data/conversation.ts';
import { applyStatus } from '../_data/delivery.ts';
import { addOutbound, getMessage } from '../_data/message.ts';
import { putRegistration } from '../_data/registration.ts';
import { applyUnmatched } from '../_data/unmatched-status.ts';
import type { Change } from '../_shared/frames.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { classify } from '../_whatsapp/meta/errors.ts';
import type { Sending, SendResult } from '../_whatsapp/port.ts';
import { type DeliveryDependencies, leaseMs, type MessageJob, deliver as run } from './deliver.ts';

const hour = 3_600_000;
let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
let time: number;
let sent: Sending[];
let pushed: Change[];
let answers: (() => Promise<SendResult> | SendResult)[];

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  conversation = await aConversation(store, { windowClosesAt: noon + 24 * hour });
  await addChannel();
  time = noon;
  sent = [];
  pushed = [];
  answers = [];
});

const addChannel = () => putChannel(store, aNumber({ id: conversation.channelId }));
const accepted = (providerId = 'wamid.1'): SendResult => ({ outcome: 'accepted', providerId });
const refused = (code: number): SendResult => ({ outcome: 'refused', ...classify(code) });

const dependencies = (given: Partial<DeliveryDependencies> = {}): DeliveryDependencies => ({
  store,
  provider: async () => ({
    async send(sending) {
      const answer = answers.shift();
      if (!answer) throw new Error('the provider must not be called here');
      sent.push(sending);
      return answer();
    },
    async markRead() {
      throw new Error('not a read receipt');
    },
    async upload() {
      throw new Error('not a file');
    },
  }),
  objects: { open: () => Promise.reject(new Error('not a file')) },
  storage: { link: () => Promise.reject(new Error('not a file')) },
  uploadMs: () => 150_000,
  push: async (_, changes) => void pushed.push(...(changes as Change[])),
  clock: () => time,
  random: () => 0,
  ...given,
});

const deliver = (given: DeliveryDependencies, job: MessageJob, receiveCount = 6) => run(given, job, receiveCount);

async function queue({
  applied = true,
  to = conversation.id,
  previewUrl,
}: {
  applied?: boolean;
  to?: Conversation['id'];
  previewUrl?: boolean;
} = {}) {
  const content = { kind: 'text' as const, text: 'Yes, one left.', ...(previewUrl && { previewUrl }) };
  const author = { type: 'assistant' as const };
  const added = await addOutbound(store, { conversationId: to, clientId: aClientId(time), content, author }, time);
  if (!('message' in added)) throw new Error('not added');
  if (applied) await applyOutbound(store, to, added.message, time);
  return { v: 1, type: 'message', tenant: store.tenant, conversationId: to, messageId: added.message.id } satisfies MessageJob;
}
const stored = ({ conversationId, messageId }: MessageJob) => getMessage(store, conversationId, messageId);
const statusesPushed = () =>
  pushed.map(({ event }) => event).flatMap((event) => (event.type === 'message.status' ? [event.status] : []));

describe('a message', () => {
  it('is sent with our key, recorded, and told to those who look', async () => {
    const job = await queue({ previewUrl: true });
    answers = [accepted];
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(sent).toEqual([
      {
        to: { waId: '12025550143', userId: 'US.10431208655302741918' },
        content: { kind: 'text', text: 'Yes, one left.', previewUrl: true },
        replyTo: undefined,
        key: `${job.conversationId}/${job.messageId}`,
      },
    ]);
    expect(await stored(job)).toMatchObject({ status: 'sent', providerId: 'wamid.1' });
    expect(pushed).toMatchObject([
      { to: { viewing: job.conversationId }, event: { type: 'message.status', status: 'sent', messageId: job.messageId } },
    ]);
  });

  it('of a suspended business is not sent, and says so', async () => {
    const job = await queue();
    await putRegistration(store, aRegistration(store, { status: 'suspended' }));
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(sent).toEqual([]);
    expect(await stored(job)).toMatchObject({ status: 'failed', failure: { code: 'business-suspended' } });
    // It does not go out by itself later: the customer would get an answer from another day.
    await putRegistration(store, aRegistration(store));
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(sent).toEqual([]);
  });

  it('costs 2 write units, so that with its acceptance it is 6', async () => {
    const job = await queue();
    answers = [accepted];
    table.consumed();
    await deliver(dependencies(), job);
    expect(table.consumed().write).toBe(2);
  });

  it('is sent once, however often its job comes and however many at once', async () => {
    const job = await queue();
    answers = [accepted, accepted, accepted];
    const results = await Promise.all([1, 2, 3, 4].map(() => deliver(dependencies(), job)));
    expect(sent).toHaveLength(1);
    expect(results.filter((result) => result === 'done').length).toBeGreaterThan(0);
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(sent).toHaveLength(1);
  });

  it('goes to a group, or to a user name without a number', async () => {
    const { channelId, windowClosesAt } = conversation;
    const customer = { ...conversation.customer, id: aCustomer(), waId: undefined };
    const byName = await aConversation(store, { channelId, windowClosesAt, customer });
    answers = [accepted, () => accepted('wamid.2')];
    await deliver(dependencies(), await queue({ to: byName.id }));
    expect(sent[0]?.to).toEqual({ waId: undefined, userId: 'US.10431208655302741918' });
    const other = await aConversation(store, {
      windowClosesAt: noon + hour,
      groupId: 'group-1',
      channelId: conversation.channelId,
    });
    await deliver(dependencies(), await queue({ to: other.id }));
    expect(sent[1]?.to).toEqual({ groupId: 'group-1' });
  });

  it('becomes the last one of its conversation, if its author crashed before', async () => {
    const job = await queue({ applied: false });
    answers = [accepted];
    await deliver(dependencies(), job);
    expect((await getConversation(store, conversation.id))?.lastMessage?.id).toBe(job.messageId);
    expect(pushed[0]).toMatchObject({ to: 'everyone', event: { type: 'conversation.changed' } });
  });

  it('that nobody wrote is nobody’s', async () => {
    const job = await queue();
    const other = { ...job, conversationId: (await aConversation(store)).id };
    expect(await deliver(dependencies(), other)).toBe('done');
    expect(pushed).toEqual([]);
  });
});

describe('a crash between the call and the record', () => {
  const crash = () => {
    throw new Error('killed');
  };

  it('is never followed by a second call: the job waits for the lease, then a person decides', async () => {
    const job = await queue();
    answers = [crash];
    await expect(deliver(dependencies(), job)).rejects.toThrow('killed');
    expect(sent).toHaveLength(1);
    time += 30_000;
    expect(await deliver(dependencies(), job)).toEqual({ later: leaseMs - 30_000 + 1 });
    expect((await stored(job))?.status).toBe('sending');
    time += leaseMs;
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(await stored(job)).toMatchObject({ status: 'unknown', failure: { code: 'unknown-delivery' } });
    expect(statusesPushed()).toEqual(['unknown']);
    time += hour;
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(sent).toHaveLength(1);
  });

  it.each<Status>(['sent', 'delivered', 'read', 'failed'])('is settled by a status with our key: %s', async (status) => {
    const job = await queue();
    answers = [crash];
    await expect(deliver(dependencies(), job)).rejects.toThrow();
    await applyStatus(store, job, { status, at: time, providerId: 'wamid.9' });
    time += 2 * leaseMs;
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(await stored(job)).toMatchObject({ status, providerId: 'wamid.9' });
    expect(statusesPushed()).toEqual([]);
  });

  it('is settled by a status that comes after it was called unknown', async () => {
    const job = await queue();
    answers = [crash];
    await expect(deliver(dependencies(), job)).rejects.toThrow();
    time += 2 * leaseMs;
    await deliver(dependencies(), job);
    await applyStatus(store, job, { status: 'delivered', at: time, providerId: 'wamid.9' });
    expect((await stored(job))?.status).toBe('delivered');
  });
});

describe('a call without an answer', () => {
  it('keeps its lease and is not made again', async () => {
    const job = await queue();
    answers = [() => ({ outcome: 'unknown', reason: 'UND_ERR_SOCKET' })];
    expect(await deliver(dependencies(), job)).toEqual({ later: leaseMs + 1 });
    expect((await stored(job))?.status).toBe('sending');
    time += leaseMs + 1;
    expect(await deliver(dependencies(), job)).toBe('done');
    expect((await stored(job))?.status).toBe('unknown');
  });
});

describe('a job whose message may be sent already', () => {
  it('looks again soon at first, as a status may free the conversation, and later at the end of the lease', async () => {
    const job = await queue();
    answers = [() => ({ outcome: 'unknown', reason: 'UND_ERR_SOCKET' })];
    expect(await deliver(dependencies(), job, 1)).toEqual({ later: 15_000 });
    expect(await deliver(dependencies(), job, 5)).toEqual({ later: 15_000 });
    expect(await deliver(dependencies(), job, 6)).toEqual({ later: leaseMs + 1 });
    time += leaseMs - 1_000;
    expect(await deliver(dependencies(), job, 2)).toEqual({ later: 1_001 });
  });
});

describe('a status that overtakes the record', () => {
  it('stays, and the provider’s id is added', async () => {
    const job = await queue();
    answers = [
      async () => {
        await applyStatus(store, job, { status: 'delivered', at: time });
        return accepted('wamid.7');
      },
    ];
    await deliver(dependencies(), job);
    expect(await stored(job)).toMatchObject({ status: 'delivered', providerId: 'wamid.7' });
  });
});

describe('what came before the record, by the provider’s id', () => {
  it('a status without our key is joined to the message', async () => {
    const job = await queue();
    await applyUnmatched(store, { providerId: 'wamid.8', status: 'read', at: time + 1 }, time);
    answers = [() => accepted('wamid.8')];
    await deliver(dependencies(), job);
    expect(await stored(job)).toMatchObject({ status: 'read', providerId: 'wamid.8' });
    expect(statusesPushed()).toEqual(['sent', 'read']);
  });

  it('a reaction is put on the message and no longer waits', async () => {
    const job = await queue();
    const annotation = {
      type: 'reaction' as const,
      target: 'wamid.9',
      providerId: 'wamid.r',
      at: new Date(time).toISOString(),
      emoji: '🙏',
    };
    await keepWaiting(store, job.conversationId, { annotation, person: 'customer' });
    answers = [() => accepted('wamid.9')];
    await deliver(dependencies(), job);
    expect((await stored(job))?.reactions).toMatchObject([{ emoji: '🙏' }]);
    expect(await listWaiting(store, job.conversationId)).toEqual([]);
    expect(pushed.some(({ event }) => event.type === 'message.changed' && event.message.reactions.length === 1)).toBe(true);
  });
});

describe('a refusal', () => {
  it.each([
    [131047, 'template'],
    [131026, 'another way'],
    [131048, 'WhatsApp Manager'],
    [190, 'Connect the WhatsApp number'],
    [100, 'another form'],
    [999_999, 'Look up error'],
  ])('for good (%d) is told with what to do', async (code, advice) => {
    const job = await queue();
    answers = [() => refused(code)];
    expect(await deliver(dependencies(), job)).toBe('done');
    const message = await stored(job);
    expect(message).toMatchObject({ status: 'failed', failure: { code: String(code) } });
    expect(message?.failure?.advice).toContain(advice);
    expect(pushed).toMatchObject([{ event: { type: 'message.status', status: 'failed', failure: { code: String(code) } } }]);
  });

  it('for the moment is tried again, slower each time, and then told', async () => {
    const job = await queue();
    const waits: unknown[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      answers = [() => refused(131056)];
      waits.push(await deliver(dependencies(), job));
      time += hour / 4;
    }
    expect(waits).toEqual([{ later: 4_000 }, { later: 16_000 }, { later: 64_000 }, { later: 256_000 }, 'done']);
    expect(await stored(job)).toMatchObject({ status: 'failed', failure: { code: '131056' } });
    expect(statusesPushed()).toEqual(['failed']);
    expect(sent).toHaveLength(5);
  });

  it('for the moment leaves the message queued, and the next try can succeed', async () => {
    const job = await queue();
    answers = [() => refused(130429), () => accepted('wamid.2')];
    expect(await deliver(dependencies(), job)).toEqual({ later: 1_000 });
    expect((await stored(job))?.status).toBe('queued');
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(await stored(job)).toMatchObject({ status: 'sent', providerId: 'wamid.2' });
  });
});

describe('without a call', () => {
  const failsWith = async (code: string, job: MessageJob) => {
    expect(await deliver(dependencies(), job)).toBe('done');
    expect(await stored(job)).toMatchObject({ status: 'failed', failure: { code } });
    expect(sent).toEqual([]);
  };

  it('fails when the window has closed while it waited', async () => {
    const job = await queue();
    time = noon + 24 * hour;
    await failsWith('window-closed', job);
  });
  it('fails when the number is not connected any more', async () => {
    const orphan = await aConversation(store, { windowClosesAt: noon + hour });
    await failsWith('channel-missing', await queue({ to: orphan.id }));
  });
  it('fails when there is nobody to send to', async () => {
    const customer = { ...conversation.customer, id: aCustomer(), waId: undefined, userId: undefined };
    const nobody = await aConversation(store, { windowClosesAt: noon + hour, customer, channelId: conversation.channelId });
    await failsWith('no-address', await queue({ to: nobody.id }));
  });
  it('gives the message back when its secrets cannot be opened', async () => {
    const job = await queue();
    const locked = dependencies({ provider: () => Promise.reject(new Error('kms is away')) });
    await expect(deliver(locked, job)).rejects.toThrow('kms is away');
    expect((await stored(job))?.status).toBe('queued');
    answers = [accepted];
    expect(await deliver(dependencies(), job)).toBe('done');
    expect((await stored(job))?.status).toBe('sent');
  });
});
