import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { errorsOf } from '../helpers/functions.ts';
import { behave, behaveAgain, opaqueOf, sentTo } from '../helpers/graph.ts';
import { bodyOf, changeOf, deliver, newCustomer, say, statusOf } from '../helpers/provider.ts';
import { backToNow, later, settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';

const minute = 60_000;

describe('the provider takes a message and its answer is lost', () => {
  let stage: Stage;
  let agent: Employee;
  beforeAll(async () => {
    stage = sharedStage();
    agent = await employee(stage, 'samia');
  });
  afterEach(async () => {
    await stage.failPoints('');
    await behaveAgain(stage);
    await backToNow(stage);
  });

  async function written() {
    const customer = newCustomer('Waiting');
    await say(stage.channel('samia'), customer, 'hello');
    const conversation = await agent.heardFrom(customer.waId);
    return { customer, conversation: conversation.id };
  }

  const statusOfMessage = async (conversation: string, id: string) => (await agent.message(conversation, id))?.status;

  it('is not sent again, becomes unknown for a person to decide, and a late status settles it', async () => {
    const { customer, conversation } = await written();
    await behave(stage, { next: [{ to: customer.waId, drop: 'after' }], statuses: { hold: true } });
    const { body: message } = await agent.send(conversation, 'Did you get this?');
    await eventually(
      () => sentTo(stage, customer.waId),
      ({ count }) => count === 1,
    );

    await later(
      stage,
      () => statusOfMessage(conversation, message.id),
      (status) => status === 'unknown',
    );
    await settled(stage);
    await stage.clock(60 * minute);
    await settled(stage);
    expect((await sentTo(stage, customer.waId)).count).toBe(1);
    expect(await statusOfMessage(conversation, message.id)).toBe('unknown');

    await behaveAgain(stage);
    await eventually(
      () => statusOfMessage(conversation, message.id),
      (status) => status === 'delivered',
    );
    expect((await sentTo(stage, customer.waId)).count).toBe(1);
  });

  it('a status that comes before the worker gave up settles it without anybody noticing', async () => {
    const { customer, conversation } = await written();
    await behave(stage, { next: [{ to: customer.waId, drop: 'after' }] });
    const { body: message } = await agent.send(conversation, 'And this?');
    await eventually(
      () => statusOfMessage(conversation, message.id),
      (status) => status === 'delivered',
    );
    // The worker looks again when its lease has ended, and finds that nothing is left to do.
    await backToNow(stage);
    expect((await sentTo(stage, customer.waId)).count).toBe(1);
    expect(await statusOfMessage(conversation, message.id)).toBe('delivered');
  });

  it('nor when the worker is killed between the call and the record', async () => {
    const { customer, conversation } = await written();
    await behave(stage, { statuses: { hold: true } });
    await stage.failPoints('outbound.after-call');
    const { body: message } = await agent.send(conversation, 'Killed in between');
    await eventually(
      () => sentTo(stage, customer.waId),
      ({ count }) => count === 1,
    );
    await stage.failPoints('');
    const [sent] = (await sentTo(stage, customer.waId)).messages;
    if (!sent) throw new Error('unreachable');
    await later(
      stage,
      () => statusOfMessage(conversation, message.id),
      (status) => status === 'unknown',
    );

    const read = statusOf(customer, { id: sent.id, status: 'read', opaque: opaqueOf(sent) });
    await deliver(stage.channel('samia'), bodyOf([changeOf(stage.channel('samia'), { statuses: [read] })]));
    await eventually(
      () => statusOfMessage(conversation, message.id),
      (status) => status === 'read',
    );
    expect((await sentTo(stage, customer.waId)).count).toBe(1);
  });

  it('is sent when the provider never took it, because the connection broke before', async () => {
    const { customer, conversation } = await written();
    await stage.failPoints('outbound.before-call');
    const errors = await errorsOf(stage, 'outbound');
    const { body: message } = await agent.send(conversation, 'Not yet sent');
    await eventually(
      () => errorsOf(stage, 'outbound'),
      (count) => count > errors,
    );
    expect((await sentTo(stage, customer.waId)).count).toBe(0);
    await stage.failPoints('');
    const status = await later(
      stage,
      () => statusOfMessage(conversation, message.id),
      (now) => now === 'delivered' || now === 'unknown',
    );
    // After the lease was taken nobody can tell whether the call was made: a person decides.
    expect([status, (await sentTo(stage, customer.waId)).count]).toEqual(['unknown', 0]);
  });
});
