import { afterEach, describe, expect, it } from 'vitest';
import type { Queues } from '../events/queues.ts';
import type { Functions } from '../functions/registry.ts';
import { serve } from '../gateway/testing.ts';
import { createClock } from './clock.ts';
import { createControl } from './control.ts';

const unused = (): never => {
  throw new Error('not used here');
};

/** Two queues, the second takes the dead letters of the first. */
function queues() {
  const dead = [
    {
      MessageId: '1',
      ReceiptHandle: 'h1',
      Body: 'first',
      MD5OfBody: '',
      Attributes: { MessageGroupId: 'a' },
      MessageAttributes: {},
    },
    {
      MessageId: '2',
      ReceiptHandle: 'h2',
      Body: 'second',
      MD5OfBody: '',
      Attributes: { MessageGroupId: 'b' },
      MessageAttributes: {},
    },
  ];
  const sent: unknown[] = [];
  const engine: Queues = {
    urlOf: async (name) => name,
    names: async () => ['dev-jobs-dead.fifo', 'dev-jobs.fifo'],
    attributes: async (url) => ({
      ApproximateNumberOfMessages: url === 'dev-jobs-dead.fifo' ? String(dead.length) : '3',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: url === 'dev-jobs.fifo' ? '2' : '0',
      ...(url === 'dev-jobs.fifo'
        ? { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:r:0:dev-jobs-dead.fifo","maxReceiveCount":5}' }
        : {}),
    }),
    receive: async (url) => (url === 'dev-jobs-dead.fifo' ? dead.slice(0, 10) : unused()),
    remove: async (_, handles) => {
      for (const handle of handles)
        dead.splice(
          dead.findIndex(({ ReceiptHandle }) => ReceiptHandle === handle),
          1,
        );
    },
    release: unused,
    send: async (url, { body, groupId }) => {
      sent.push({ url, body, groupId });
    },
  };
  return { engine, dead, sent };
}

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

async function stage() {
  const acts: string[] = [];
  const one = {
    definition: { name: 'inbound' },
    state: () => ({ name: 'inbound', pids: [7] }),
    kill: () => {
      acts.push('killed');
      return 2;
    },
    mentions: (name: string) => name === 'inbound.after',
    replace: (since?: number) => acts.push(since === undefined ? 'replaced' : 'replaced what worked since'),
    setEnvironment: (set: object) => acts.push(JSON.stringify(set)),
  };
  const functions = { find: (name: string) => (name === 'inbound' ? one : undefined), list: () => [one] } as unknown as Functions;
  const environment = new Map<string, string>();
  const clock = createClock();
  const queue = queues();
  const calls = { list: () => [], clear: () => acts.push('cleared') };
  const logs = { write: unused, lines: (name: string) => [`line of ${name}`], close: unused };
  const handle = createControl({
    functions,
    queues: queue.engine,
    logs,
    clock,
    calls: calls as never,
    environment,
    recordings: { put: () => {}, find: () => undefined },
    model: { leadTo: () => {} },
  });
  const served = await serve((request, response) => void handle(request, response));
  close = served.close;
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${served.url}/_stage/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text };
  };
  return { acts, environment, clock, queue, call };
}

describe('the control surface', () => {
  it('lists functions and kills one', async () => {
    const { acts, call } = await stage();
    expect((await call('GET', 'functions')).body).toEqual([{ name: 'inbound', pids: [7] }]);
    expect((await call('POST', 'kill', { function: 'inbound' })).body).toEqual({ killed: 2 });
    expect(acts).toEqual(['killed']);
  });

  it('arms fail points for processes that start from then on', async () => {
    const { acts, environment, call } = await stage();
    await call('POST', 'fail-points', { points: 'inbound.after@2' });
    expect(environment.get('FRONTDESK_FAIL_POINTS')).toBe('inbound.after@2');
    expect(acts).toEqual(['replaced']);
  });

  it('starts nothing anew that has no fail point where one was or is', async () => {
    const { acts, call } = await stage();
    await call('POST', 'fail-points', { points: '' });
    await call('POST', 'fail-points', { points: 'outbound.after' });
    await call('POST', 'fail-points', { points: '' });
    expect(acts).toEqual([]);
    await call('POST', 'fail-points', { points: 'outbound.after, inbound.after@3' });
    await call('POST', 'fail-points', { points: '' });
    expect(acts).toEqual(['replaced', 'replaced']);
  });

  it('moves the clock of the stage and of running functions, once', async () => {
    const { acts, environment, clock, call } = await stage();
    await call('POST', 'clock', { offsetMs: 3_600_000 });
    expect(clock.now() - Date.now()).toBeGreaterThan(3_590_000);
    expect(environment.get('FRONTDESK_CLOCK_OFFSET_MS')).toBe('3600000');
    expect(acts).toEqual(['{"FRONTDESK_CLOCK_OFFSET_MS":"3600000"}']);
    await call('POST', 'clock', { offsetMs: 3_600_000 });
    expect(acts).toHaveLength(1);
  });

  it('starts anew what has worked in a time that is still to come when the clock is put back', async () => {
    const { acts, call } = await stage();
    for (const offsetMs of [60_000, 120_000, 0]) await call('POST', 'clock', { offsetMs });
    expect(acts.slice(2)).toEqual(['{"FRONTDESK_CLOCK_OFFSET_MS":"0"}', 'replaced what worked since']);
  });

  it('tells the depth of every queue', async () => {
    const { call } = await stage();
    expect((await call('GET', 'queues')).body).toEqual([
      { name: 'dev-jobs-dead.fifo', waiting: 2, delayed: 0, inFlight: 1 },
      { name: 'dev-jobs.fifo', waiting: 5, delayed: 2, inFlight: 1 },
    ]);
  });

  it.each(['jobs', 'dev-jobs.fifo', 'dev-jobs-dead.fifo'])('moves dead letters back when asked for %s', async (name) => {
    const { queue, call } = await stage();
    expect((await call('POST', 'redrive', { queue: name })).body).toEqual({ moved: 2 });
    expect(queue.dead).toEqual([]);
    expect(queue.sent).toEqual([
      { url: 'dev-jobs.fifo', body: 'first', groupId: 'a' },
      { url: 'dev-jobs.fifo', body: 'second', groupId: 'b' },
    ]);
  });

  it('answers logs as text', async () => {
    const { call } = await stage();
    expect((await call('GET', 'logs?function=inbound')).body).toBe('line of inbound');
    expect((await call('GET', 'logs')).body).toBe('line of inbound');
  });

  it.each([
    ['POST', 'kill', { function: 'nobody' }, 404],
    ['POST', 'redrive', { queue: 'nobody' }, 404],
    ['POST', 'kill', { name: 'inbound' }, 400],
    ['GET', 'nothing', undefined, 404],
  ])('%s %s %j is answered %i', async (method, path, body, status) => {
    const { acts, call } = await stage();
    expect((await call(method, path, body)).status).toBe(status);
    expect(acts).toEqual([]);
  });

  it('does not listen to pages of other sites', async () => {
    const { acts, call } = await stage();
    const refused = await call('POST', 'kill', { function: 'inbound' }, { origin: 'https://evil.example' });
    expect([refused.status, acts]).toEqual([403, []]);
  });
});
