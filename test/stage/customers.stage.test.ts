import { beforeAll, describe, expect, it } from 'vitest';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';

let stage: Stage;
let agent: Employee;
beforeAll(async () => {
  stage = sharedStage();
  agent = await employee(stage, 'samia');
});

describe('the name that a business gives a customer', () => {
  it('is pushed to colleagues, stays when the customer writes, and is what the customer is found by', async () => {
    const word = `own${Math.random().toString(36).slice(2, 9)}`;
    const customer = newCustomer('Profile Name');
    await say(stage.channel('samia'), customer, 'hello');
    const { id, customer: known } = await agent.heardFrom(customer.waId);
    const colleague = await Browser.open(await employee(stage, 'samia', 'manager'));
    const path = `/v1/customers/${known.id}`;
    const { body: before, headers } = await agent.call('GET', path);
    expect(before).toMatchObject({ profileName: 'Profile Name', conversations: [{ id }] });
    const ifMatch = { 'if-match': headers.get('etag') ?? '' };
    const changed = await agent.call('PATCH', path, { name: `Madame ${word}`, tags: ['vip'] }, ifMatch);
    expect([changed.status, changed.body.name]).toEqual([200, `Madame ${word}`]);
    expect((await agent.call('PATCH', path, { name: 'Too late' }, ifMatch)).status).toBe(412);
    await eventually(
      () => JSON.stringify(colleague.events),
      (events) => events.includes(`Madame ${word}`),
    );
    await colleague.close();
    await say(stage.channel('samia'), { ...customer, name: 'Another Profile' }, 'hello again');
    await settled(stage);
    expect((await agent.conversation(id)).customer.name).toBe(`Madame ${word}`);
    expect((await agent.call('GET', path)).body).toMatchObject({ name: `Madame ${word}`, profileName: 'Another Profile' });
    await eventually(
      () => agent.call('GET', `/v1/search/customers?q=${word}`),
      ({ body }) => body.items[0]?.id === id,
    );
  });
});

describe('two customers who are one person', () => {
  it('are one for everybody, are found by both names, answered where they wrote from, and two again when it is undone', async () => {
    const words = ['one', 'two'].map((word) => `${word}${Math.random().toString(36).slice(2, 9)}`);
    const people = words.map((word) => newCustomer(`Merge ${word}`));
    const met = [];
    for (const person of people) {
      await say(stage.channel('samia'), person, `from ${person.waId}`);
      met.push(await agent.heardFrom(person.waId));
    }
    const [own, other] = met;
    if (!own || !other) throw new Error('They did not arrive');
    const path = `/v1/customers/${own.customer.id}`;
    const preview = (await agent.call('POST', `${path}/merge/preview`, { other: other.customer.id })).body;
    expect(preview).toMatchObject({ conflicts: [{ field: 'name' }], conversations: [{ of: 'this' }, { of: 'other' }] });
    const ifMatch = (version: number) => ({ 'if-match': `"${version}"` });
    const body = { other: other.customer.id, otherVersion: preview.other.version, keep: {} };
    expect((await agent.call('POST', `${path}/merge`, body, ifMatch(7))).status).toBe(412);
    const merged = await agent.call('POST', `${path}/merge`, body, ifMatch(preview.this.version));
    expect(merged.status).toBe(200);
    await say(stage.channel('samia'), people[1] ?? newCustomer(), 'after the merge');
    await settled(stage);
    const row = await agent.conversation(other.id);
    expect(row.customer).toMatchObject({ id: own.customer.id, waId: people[1]?.waId });
    expect((await agent.call('GET', `/v1/customers/${other.customer.id}`)).body).toMatchObject({
      id: own.customer.id,
      conversations: [{ id: other.id }, { id: own.id }],
      merged: [{ id: other.customer.id }],
    });
    for (const word of words) {
      await eventually(
        () => agent.call('GET', `/v1/search/customers?q=${word}`),
        (found) => found.body.items.length === 2,
      );
    }
    const { version } = (await agent.call('GET', path)).body;
    const undone = await agent.call('DELETE', `${path}/merges/${other.customer.id}`, undefined, ifMatch(version));
    expect([undone.status, undone.body.stayed]).toEqual([200, []]);
    expect((await agent.conversation(other.id)).customer).toMatchObject({ id: other.customer.id, name: people[1]?.name });
    expect((await agent.thread(other.id)).items.flatMap(({ content }) => (content.kind === 'work' ? content.event : []))).toEqual(
      ['merged', 'unmerged'],
    );
  });
});
