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
