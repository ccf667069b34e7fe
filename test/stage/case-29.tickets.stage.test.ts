import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type WebSocket from 'ws';
import { type Employee, employee } from '../helpers/api.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { dial, ticketFor } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

describe('a ticket for the WebSocket', () => {
  let stage: Stage;
  let agent: Employee;
  const tickets: string[] = [];
  const open: WebSocket[] = [];
  beforeAll(async () => {
    stage = sharedStage();
    agent = await employee(stage, 'samia');
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.terminate();
    await stage.clock(0);
  });

  async function ticket() {
    const made = await ticketFor(agent);
    tickets.push(made.ticket);
    return made;
  }

  async function attempt(made: { ticket: string; url: string }, origin: string | undefined = stage.url): Promise<number> {
    const socket = await dial(made, origin);
    if (typeof socket === 'number') return socket;
    open.push(socket);
    return 101;
  }

  it('opens one connection and no second', async () => {
    const made = await ticket();
    expect(await attempt(made)).toBe(101);
    expect([401, 403]).toContain(await attempt(made));
  });

  it('opens exactly one of ten connections at the same moment', async () => {
    const made = await ticket();
    const answers = await Promise.all(Array.from({ length: 10 }, () => attempt(made)));
    expect(answers.filter((status) => status === 101)).toHaveLength(1);
    expect(answers.filter((status) => status === 401 || status === 403)).toHaveLength(9);
  });

  it('is worth nothing from another page, and is used up by the attempt', async () => {
    const made = await ticket();
    expect([401, 403]).toContain(await attempt(made, 'https://evil.example'));
    expect([401, 403]).toContain(await attempt(made));
  });

  it('is worth nothing without an origin', async () => {
    const socket = await dial(await ticket(), undefined);
    expect([401, 403]).toContain(socket);
  });

  it('ends after 30 seconds', async () => {
    const [early, late] = [await ticket(), await ticket()];
    await stage.clock(29_000);
    expect(await attempt(early)).toBe(101);
    await stage.clock(31_000);
    expect([401, 403]).toContain(await attempt(late));
  });

  it('cannot be guessed, left out or changed', async () => {
    const made = await ticket();
    expect(Buffer.from(made.ticket, 'base64url').length).toBeGreaterThanOrEqual(32);
    for (const wrong of ['', 'x', `${made.ticket.slice(0, -1)}${made.ticket.endsWith('A') ? 'B' : 'A'}`, '*', 'TICKET#']) {
      expect([401, 403]).toContain(await attempt({ ...made, ticket: wrong }));
    }
    expect(await attempt(made)).toBe(101);
  });

  it('is only given to those who may see conversations, on the page itself', async () => {
    const anonymous = await fetch(`${stage.url}/v1/realtime/ticket`, { method: 'POST', headers: { origin: stage.url } });
    expect(anonymous.status).toBe(401);
    const elsewhere = await agent.call('POST', '/v1/realtime/ticket', undefined, { origin: 'https://evil.example' });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'foreign-origin']);
  });

  it('is nowhere in the logs and in the table', async () => {
    expect(tickets.length).toBeGreaterThan(5);
    const everywhere = `${await stage.logs()}${JSON.stringify(await new RawTable(stage).scan())}`;
    expect(everywhere).toContain('realtime');
    expect(tickets.filter((one) => everywhere.includes(one))).toEqual([]);
  });
});
