import { beforeAll, describe, expect, it } from 'vitest';
import { clientId, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sentTo } from '../helpers/graph.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

describe('an agent who clicks twice', () => {
  let stage: Stage;
  beforeAll(() => {
    stage = sharedStage();
  });

  async function conversationOf(business: 'samia' | 'isik') {
    const customer = newCustomer('Clicked');
    await say(stage.channel(business), customer, 'hello');
    const somebody = await employee(stage, business);
    const conversation = await somebody.heardFrom(customer.waId);
    if (!conversation) throw new Error('unreachable');
    return { customer, somebody, id: conversation.id };
  }

  it('sends once, however many requests carry the same client id at the same moment', async () => {
    const { customer, somebody, id } = await conversationOf('samia');
    const client = clientId();
    const answers = await Promise.all(Array.from({ length: 10 }, () => somebody.send(id, 'Welcome', client)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await settled(stage);
    await eventually(
      () => sentTo(stage, customer.waId),
      ({ count }) => count > 0,
    );
    await settled(stage);
    expect((await sentTo(stage, customer.waId)).count).toBe(1);
    const rows = await new RawTable(stage).scan(`T#${stage.business('samia').id}#CONV#${id}`);
    expect(rows.filter(({ dir }) => dir === 'out')).toHaveLength(1);
  });

  it('is told when the same client id comes with another text, and the first text stands', async () => {
    const { customer, somebody, id } = await conversationOf('samia');
    const client = clientId();
    expect((await somebody.send(id, 'First', client)).status).toBe(202);
    const second = await somebody.send(id, 'Second', client);
    expect([second.status, second.body.code]).toEqual([422, 'client-id-reused']);
    expect(second.headers.get('content-type')).toContain('application/problem+json');
    await settled(stage);
    const { messages } = await eventually(
      () => sentTo(stage, customer.waId),
      ({ count }) => count > 0,
    );
    expect(messages.map(({ body }) => (body as { text: { body: string } }).text.body)).toEqual(['First']);
  });

  it('disturbs no other business that happens to use the same client id', async () => {
    const [one, other] = [await conversationOf('samia'), await conversationOf('isik')];
    const client = clientId();
    const answers = await Promise.all([one.somebody.send(one.id, 'One', client), other.somebody.send(other.id, 'Other', client)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    await settled(stage);
    for (const { customer } of [one, other]) {
      await eventually(
        () => sentTo(stage, customer.waId),
        ({ count }) => count === 1,
      );
    }
  });

  it('cannot reach into a conversation of another business with its own client id', async () => {
    const [own, foreign] = [await conversationOf('samia'), await conversationOf('isik')];
    const answer = await own.somebody.send(foreign.id, 'Intruder');
    const unknown = await own.somebody.send('01arz3ndektsv4rrffq69g5fav', 'Intruder');
    expect(answer.status).toBe(404);
    expect({ ...answer.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    await settled(stage);
    expect((await sentTo(stage, foreign.customer.waId)).count).toBe(0);
  });
});
