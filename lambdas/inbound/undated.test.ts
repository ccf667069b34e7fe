import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageId } from '../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, noon } from '../../test/engine/factory.ts';
import { bodies, breakingAfter, type InboundItem, inboundDesk, sara, text } from '../../test/engine/inbound-desk.ts';

let table: TestTable;
const desk = () => inboundDesk(table);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

import { getChannelHealth } from '../_data/channel-health.ts';
import { addOutbound } from '../_data/message.ts';
import { getUnmatched } from '../_data/unmatched-status.ts';
import { opaqueKey } from '../_whatsapp/port.ts';

const day = 86_400_000;
/** As Twilio reports it: of when it was written it says nothing. */
const said = (id: string, more: Readonly<Record<string, string>> = {}): InboundItem => ({
  provider: 'twilio',
  event: { MessageSid: id, From: 'whatsapp:+12025550143', WaId: '12025550143', NumMedia: '0', Body: `says ${id}`, ...more },
});
const fares = (id: string, MessageStatus: string, more: Readonly<Record<string, string>> = {}): InboundItem => ({
  provider: 'twilio',
  type: 'status',
  event: { MessageSid: id, MessageStatus, To: 'whatsapp:+12025550143', ...more },
});

describe('a message that its provider does not date', () => {
  it.each([
    ['of Twilio', said('SM1'), said('SM2')],
    ['of Meta, without its time', text('w1', 0, { timestamp: undefined }), text('w2', 0, { timestamp: undefined })],
  ])('%s is one message however late it is repeated, where it was at first', async (_, first, second) => {
    const here = desk();
    await here.take([first]);
    await here.take([second]);
    for (const later of [1, 6 * 60_000, 8 * day]) {
      here.clock(noon + later);
      here.restart();
      await here.take([first, second, first]);
    }
    expect(bodies(await here.thread())).toEqual(bodies(await here.thread()).toSorted());
    expect(await here.thread()).toHaveLength(2);
    expect((await here.only()).unread).toBe(2);
  });

  it('costs one write unit more than one with its time', async () => {
    const here = desk();
    await here.take([said('SM0')]);
    // The first of Meta brings names that Twilio's did not have.
    await here.take([text('w0', 3600)]);
    table.consumed();
    await here.take([text('w1', 3601)]);
    const dated = table.consumed();
    await here.take([said('SM1')]);
    expect(table.consumed()).toEqual({ ...dated, write: dated.write + 1 });
  });

  it('is there once after a crash behind any write', async () => {
    for (let at = 1; ; at++) {
      const here = desk();
      const fragile = breakingAfter(here.store, at);
      await here.take([said('SM1')], fragile.store).catch(() => {
        here.restart();
        fragile.mend();
        here.clock(noon + day);
        return here.take([said('SM1')]);
      });
      expect(bodies(await here.thread()), `crash after write ${at}`).toEqual(['says SM1']);
      if (!fragile.everBroke()) break;
    }
  });

  it('of Twilio is of the customer whom Meta knows by the same number and the same id', async () => {
    const here = desk();
    await here.take([text('w1', 0)]);
    await here.take([said('SM1'), said('SM2', { From: `whatsapp:${sara.from_user_id}`, WaId: '' })]);
    expect(bodies(await here.thread())).toEqual(['says w1', 'says SM1', 'says SM2']);
    expect(await here.only()).toMatchObject({ unread: 3 });
  });
});

describe('statuses of Twilio', () => {
  it('move a message of ours forward only, and say what was refused', async () => {
    const here = desk();
    await here.take([said('SM1')]);
    const { id: conversationId } = await here.only();
    const ours = async (text: string) => {
      const added = await addOutbound(
        here.store,
        { conversationId, clientId: aClientId(noon), content: { kind: 'text', text }, author: { type: 'employee' } },
        noon,
      );
      if (!('message' in added)) throw new Error('not added');
      return added.message.id;
    };
    const [seen, refused] = [await ours('seen'), await ours('refused')];
    const key = (messageId: MessageId) => ({ key: opaqueKey({ conversationId, messageId }) });
    await here.take([fares('SM7', 'queued', key(seen)), fares('SM7', 'sending', key(seen)), fares('SM7', 'new word', key(seen))]);
    expect(here.pushed.filter(({ event }) => event.type === 'message.status')).toEqual([]);
    await here.take([fares('SM7', 'sent', key(seen)), fares('SM7', 'read', key(seen)), fares('SM7', 'delivered', key(seen))]);
    await here.take([fares('SM8', 'undelivered', { ...key(refused), ErrorCode: '63016' })]);
    const thread = await here.thread();
    expect(thread.find(({ id }) => id === seen)).toMatchObject({ status: 'read' });
    expect(thread.find(({ id }) => id === refused)).toMatchObject({
      status: 'failed',
      failure: { code: '63016', advice: expect.stringContaining('template') },
    });
  });

  it('do not promise another try, and say at the number what concerns it', async () => {
    const here = desk();
    await here.take([fares('SM8', 'undelivered', { ErrorCode: '63018' }), fares('SM9', 'failed', { ErrorCode: '63112' })]);
    expect((await getUnmatched(here.store, 'SM8'))?.failure).toMatchObject({ advice: expect.stringContaining('Send it again') });
    const health = await getChannelHealth(here.store, here.channelId);
    expect(health?.errors.map(({ code }) => code)).toEqual(['63112']);
    // They come to an address of our own: whether messages come, they do not show.
    expect(health?.lastEventAt).toBeUndefined();
    await here.take([said('SM1')]);
    expect((await getChannelHealth(here.store, here.channelId))?.lastEventAt).toBeGreaterThan(noon);
  });
});
