import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aRegistration, aTenant, noon } from '../../test/engine/factory.ts';
import { type Membership, putMembership } from '../_data/membership.ts';
import { putRegistration } from '../_data/registration.ts';
import { putSession, removeSession } from '../_data/session.ts';
import { issueTicket } from '../realtime-ticket/issue-ticket.ts';
import { admit } from './admit.ts';

let table: TestTable;
let ticket: string;
const holder = { tenant: aTenant(), sub: 'person', employeeId: anEmployee(), name: 'Işık', origin: 'https://desk.example' };

const membership: Membership = {
  sub: holder.sub,
  tenant: holder.tenant,
  employeeId: holder.employeeId,
  name: holder.name,
  email: 'person@desk.example',
  role: 'agent',
  permissions: ['conversations.view'],
  active: true,
  version: 1,
};

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  await putMembership(table.platform, membership);
  await putRegistration(table.platform, aRegistration(holder));
  ({ ticket } = await issueTicket(table.platform, holder, 'wss://live', noon));
});

const connect = (given: { ticket?: string; headers?: Record<string, string>; at?: number } = {}) =>
  admit(
    {
      methodArn: 'arn:aws:execute-api:eu-central-1:1:api/live/$connect',
      headers: given.headers ?? { Origin: holder.origin },
      queryStringParameters: { ticket: given.ticket ?? ticket },
    },
    table.platform,
    given.at ?? noon,
  );

describe('a ticket', () => {
  it('lets its holder in, for the business it was made for', async () => {
    expect(await connect()).toEqual({
      principalId: 'person',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:eu-central-1:1:api/live/$connect' },
        ],
      },
      context: { tenant: holder.tenant, sub: 'person', employeeId: holder.employeeId, name: 'I%C5%9F%C4%B1k' },
    });
  });
  it('of a session is worth as much as the session', async () => {
    const session = { id: 'session', sub: 'person', current: 'h', refreshToken: 's', expiresAt: noon / 1000 + 60 };
    await putSession(table.platform, session, { device: 'Chrome', now: noon });
    const take = async () => (await issueTicket(table.platform, { ...holder, session: 'session' }, 'wss://live', noon)).ticket;
    expect(await connect({ ticket: await take() })).toMatchObject({ context: { session: 'session' } });
    const taken = await take();
    await removeSession(table.platform, session);
    expect(await connect({ ticket: taken })).toBe('signed-out');
  });
  it('lets nobody in of a business that was suspended since, is to be deleted, or is gone', async () => {
    await putRegistration(table.platform, aRegistration(holder, { status: 'suspended' }));
    expect(await connect()).toBe('signed-out');
    await putRegistration(table.platform, aRegistration(holder, { status: 'deleting' }));
    const next = await issueTicket(table.platform, holder, 'wss://live', noon);
    expect(await connect({ ticket: next.ticket })).toBe('signed-out');
    const gone = await issueTicket(table.platform, { ...holder, tenant: aTenant() }, 'wss://live', noon);
    expect(await connect({ ticket: gone.ticket })).toBe('signed-out');
  });
  it('lets somebody of the platform in until the visit is over', async () => {
    const visit = (until: number) =>
      putMembership(table.platform, { ...membership, impersonation: { until, reason: 'Asked for help' } });
    await visit(noon + 60_000);
    expect(await connect()).toMatchObject({ context: { until: String(noon + 60_000) } });
    await visit(noon);
    const next = await issueTicket(table.platform, holder, 'wss://live', noon);
    expect(await connect({ ticket: next.ticket })).toBe('signed-out');
  });
  it('lets nobody in whose membership ended since', async () => {
    await putMembership(table.platform, { ...membership, active: false });
    expect(await connect()).toBe('signed-out');
  });
  it('is not stored, only its hash', async () => {
    expect(ticket).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await table.scan())).not.toContain(ticket);
  });
  it('works once, of many attempts at the same time too', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => connect()));
    expect(answers.filter((answer) => answer !== 'signed-out')).toHaveLength(1);
    expect(await connect()).toBe('signed-out');
  });
  it('works for 30 seconds', async () => {
    expect(await connect({ at: noon + 30_000 })).toBe('signed-out');
    const next = await issueTicket(table.platform, holder, 'wss://live', noon);
    expect(await connect({ ticket: next.ticket, at: noon + 29_999 })).not.toBe('signed-out');
    expect(next).toMatchObject({ url: 'wss://live', expiresAt: new Date(noon + 30_000).toISOString() });
  });
  it.each([
    ['another site', { Origin: 'https://evil.example' }],
    ['another port', { Origin: 'https://desk.example:444' }],
    ['a sandboxed page', { Origin: 'null' }],
    ['no page', {}],
    ['two pages', { Origin: 'https://desk.example', origin: 'https://evil.example' }],
  ])('is refused to %s, and used up by the attempt', async (_, headers) => {
    expect(await connect({ headers })).toBe('signed-out');
    expect(await connect()).toBe('signed-out');
  });
  it('asked for without a page works without one only', async () => {
    const own = await issueTicket(table.platform, { ...holder, origin: '' }, 'wss://live', noon);
    expect(await connect({ ticket: own.ticket, headers: {} })).not.toBe('signed-out');
    const other = await issueTicket(table.platform, { ...holder, origin: '' }, 'wss://live', noon);
    expect(await connect({ ticket: other.ticket })).toBe('signed-out');
  });
  it('that is none costs no write', async () => {
    table.consumed();
    for (const none of ['', 'x', 'a'.repeat(42), `${'a'.repeat(42)}#`, `${ticket}a`])
      expect(await connect({ ticket: none })).toBe('signed-out');
    expect(table.consumed().write).toBe(0);
    expect(await connect({ ticket: 'a'.repeat(43) })).toBe('signed-out');
  });
});
