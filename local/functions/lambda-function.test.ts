import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/helpers/eventually.ts';
import { LambdaFunction } from './lambda-function.ts';

const bundle = `
import { setTimeout as sleep } from 'node:timers/promises';
console.log('loaded');
export async function handler(event, context) {
  if (event.throw) throw new TypeError(event.throw);
  if (event.exit) process.exit(3);
  if (event.sleep) await sleep(event.sleep);
  if (event.nothing) return;
  return {
    pid: process.pid, event, variable: process.env.VARIABLE, home: process.env.HOME ?? 'none',
    arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis(), id: context.awsRequestId,
  };
}
`;

let folder: string;
let made: LambdaFunction | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stage-function-'));
});

afterEach(async () => {
  await made?.close();
  await rm(folder, { recursive: true });
});

async function functionOf(code = bundle, { concurrency = 4, timeoutMs = 5000 } = {}) {
  await writeFile(join(folder, 'index.mjs'), code);
  const logged: string[] = [];
  made = new LambdaFunction(
    {
      name: 'one',
      arn: 'arn:aws:lambda:eu-central-1:000000000000:function:one',
      physicalName: 'one',
      description: '',
      role: 'role',
      handler: 'index.handler',
      memory: 128,
      timeoutMs,
      concurrency,
    },
    folder,
    { environment: async () => ({ VARIABLE: 'value' }), log: (_, chunk) => logged.push(chunk) },
  );
  return { fn: made, logged };
}

describe('LambdaFunction', () => {
  it('answers with what the handler returns, in a process that has the given environment only', async () => {
    const { fn, logged } = await functionOf();
    const outcome = await fn.invoke({ a: 1 });
    expect(outcome).toMatchObject({ ok: true, payload: { event: { a: 1 }, variable: 'value', home: 'none' } });
    expect(outcome).toHaveProperty('payload.arn', fn.definition.arn);
    expect(logged.join('')).toContain('loaded');
  });

  it('keeps what was compiled beside the assets of its assembly, for the processes that follow', async () => {
    const [assembly, asset] = [folder, join(folder, 'asset.1')];
    await mkdir(asset);
    folder = asset;
    const { fn } = await functionOf();
    folder = assembly;
    for (let time = 0; time < 3; time += 1) await fn.invoke({});
    const kept = await eventually(
      () => readdir(join(assembly, 'compiled'), { recursive: true, withFileTypes: true }),
      (found) => found.some((entry) => entry.isFile()),
    );
    expect(kept.filter((entry) => entry.isFile()).length).toBeGreaterThan(0);
    fn.kill();
    expect(await fn.invoke({})).toMatchObject({ ok: true });
  });

  it('answers null when the handler returns nothing', async () => {
    const { fn } = await functionOf();
    expect(await fn.invoke({ nothing: true })).toEqual({ ok: true, payload: null });
  });

  it('reports an error of the handler and keeps the process', async () => {
    const { fn } = await functionOf();
    expect(await fn.invoke({ throw: 'boom' })).toEqual({ ok: false, errorType: 'TypeError', errorMessage: 'boom' });
    await fn.invoke({});
    expect(fn.state()).toMatchObject({ starts: 1, invocations: 2, errors: 1 });
  });

  it('uses a process for one invocation at a time, and the same one again', async () => {
    const { fn } = await functionOf();
    const pids = async (...events: object[]) =>
      (await Promise.all(events.map((event) => fn.invoke(event)))).map((one) => one.ok && one.payload);
    const both = await pids({ sleep: 400 }, { sleep: 400 });
    expect(new Set(both.map((one) => Object(one).pid)).size).toBe(2);
    const [again] = await pids({});
    expect(both.map((one) => Object(one).pid)).toContain(Object(again).pid);
    expect(fn.state().starts).toBe(2);
  });

  it('lets invocations beyond its concurrency wait', async () => {
    const { fn } = await functionOf(bundle, { concurrency: 1 });
    const outcomes = await Promise.all([1, 2, 3].map((n) => fn.invoke({ n })));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(fn.state().starts).toBe(1);
  });

  it('kills a process that takes too long', async () => {
    const { fn } = await functionOf(bundle, { timeoutMs: 300 });
    const outcome = await fn.invoke({ sleep: 10_000 });
    expect(outcome).toEqual({ ok: false, errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.30 seconds' });
    expect(await fn.invoke({})).toMatchObject({ ok: true });
    expect(fn.state().starts).toBe(2);
  });

  it('fails the invocation whose process is killed, and no other', async () => {
    const { fn } = await functionOf();
    await fn.invoke({});
    const dying = fn.invoke({ sleep: 10_000 });
    expect(fn.kill()).toBe(1);
    const outcome = await dying;
    expect(outcome).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await fn.invoke({})).toMatchObject({ ok: true });
  });

  it('starts a new process after an idle one was killed', async () => {
    const { fn } = await functionOf();
    await fn.invoke({});
    fn.kill();
    expect(await fn.invoke({})).toMatchObject({ ok: true });
  });

  it('fails an invocation whose process exits', async () => {
    const { fn } = await functionOf();
    expect(await fn.invoke({ exit: true })).toEqual({
      ok: false,
      errorType: 'Runtime.ExitError',
      errorMessage: 'Runtime exited with error: exit status 3',
    });
  });

  it('fails invocations while the bundle does not load, and tries again', async () => {
    const { fn } = await functionOf('this is no JavaScript');
    expect(await fn.invoke({})).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    await writeFile(join(folder, 'index.mjs'), bundle);
    expect(await fn.invoke({})).toMatchObject({ ok: true });
  });

  it('swaps the bundle: invocations at work end on the old one, later ones run on the new one', async () => {
    const { fn } = await functionOf();
    await fn.invoke({});
    const old = fn.invoke({ sleep: 300, old: true });
    const next = await mkdtemp(join(tmpdir(), 'stage-function-'));
    await writeFile(join(next, 'index.mjs'), `export const handler = async () => 'new';`);
    fn.swap(next);
    expect(await fn.invoke({})).toEqual({ ok: true, payload: 'new' });
    expect(await old).toMatchObject({ ok: true, payload: { event: { old: true } } });
    expect(await fn.invoke({})).toEqual({ ok: true, payload: 'new' });
    await rm(next, { recursive: true });
  });

  it('begins anew with processes that worked since, and goes on with the others', async () => {
    const { fn } = await functionOf();
    const pid = async () => Object((await fn.invoke({})) as object).payload.pid;
    const first = await pid();
    fn.replace(performance.now());
    expect(await pid()).toBe(first);
    fn.replace(performance.now() - 60_000);
    expect(await pid()).not.toBe(first);
  });

  it('knows what stands in its code', async () => {
    const { fn } = await functionOf();
    expect([fn.mentions('event.throw'), fn.mentions('event.catch')]).toEqual([true, false]);
  });

  it('changes variables of running processes', async () => {
    const { fn } = await functionOf();
    await fn.invoke({});
    fn.setEnvironment({ VARIABLE: 'other' });
    expect(await fn.invoke({})).toMatchObject({ payload: { variable: 'other' } });
    expect(fn.state().starts).toBe(1);
  });

  it('changes variables of a process that is being started', async () => {
    const { fn } = await functionOf();
    const starting = fn.invoke({});
    fn.setEnvironment({ VARIABLE: 'other' });
    expect(await starting).toMatchObject({ payload: { variable: 'other' } });
  });
});
