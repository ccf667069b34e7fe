import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { encode } from 'jpeg-js';
import * as z from 'zod';
import { employee } from '../../test/helpers/api.ts';
import { pdf } from '../../test/helpers/media-files.ts';
import { sendFileTo, uploaded } from '../../test/helpers/uploads.ts';
import { type Channel, until } from './client.ts';
import type { Figure } from './report.ts';
import { BenchStage } from './stage.ts';

const group = 'Files, on the local stage';
const megabyte = 1024 * 1024;
const queued = 1000;
/** `mediaConcurrency` of lib/config.ts for the stage `dev`. */
const concurrency = 5;
/** `memory` of lib/features, MB. */
const settings = { media: 1024, 'media-uploads': 1024, outbound: 256 } as const;

const Functions = z.array(z.looseObject({ name: z.string(), pids: z.array(z.int()) }));
const Queues = z.array(z.looseObject({ name: z.string(), waiting: z.int(), inFlight: z.int() }));
const Id = z.object({ id: z.string() });

async function asJson(address: string, init?: RequestInit): Promise<unknown> {
  const answer = await fetch(address, init);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

/** Most memory that the processes of a function have had since they began, in MB, and how many there are. */
async function workers(
  { outputs }: BenchStage,
  name: keyof typeof settings = 'media',
): Promise<{ readonly count: number; readonly peak: number }> {
  const found = Functions.parse(await asJson(`${outputs.url}/_stage/functions`)).find((one) => one.name === name);
  const peaks = (found?.pids ?? []).map(async (pid) => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  });
  return { count: peaks.length, peak: Math.max(0, ...(await Promise.all(peaks))) };
}

async function left({ outputs }: BenchStage): Promise<{ readonly waiting: number; readonly inFlight: number }> {
  const found = Queues.parse(await asJson(`${outputs.url}/_stage/queues`)).find(({ name }) => name.endsWith('-media'));
  if (!found) throw new Error('The stage has no queue of files');
  return found;
}

interface Sent {
  readonly type: 'image' | 'document';
  readonly mimeType: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

async function upload({ outputs }: BenchStage, { id }: Channel, { mimeType, bytes }: Sent): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': mimeType }, body: bytes };
  return Id.parse(await asJson(`${outputs.url}/phone/api/media?channel=${id}`, init)).id;
}

async function send({ outputs }: BenchStage, { id }: Channel, type: Sent['type'], media: string, from: string): Promise<void> {
  const body = JSON.stringify({ channelId: id, from, name: 'Customer', [type]: { id: media } });
  await asJson(`${outputs.url}/phone/api/send`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

async function behave({ outputs }: BenchStage, init: RequestInit): Promise<void> {
  await (await fetch(`${outputs.url}/graph/_behaviour`, init)).arrayBuffer();
}

/** Ms until all that was sent is fetched. `seen`: told in between. */
async function drained(stage: BenchStage, seen: (inFlight: number) => void): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const { waiting, inFlight } = await left(stage);
    seen(inFlight);
    quiet = waiting + inFlight === 0 ? quiet + 1 : 0;
    await sleep(50);
  }
}

/** One document of 100 MB from a browser into the bucket, and on to the provider. */
async function sending(stage: BenchStage, waId: string): Promise<Figure[]> {
  const agent = await employee(await stage.forBrowsers(), 'samia');
  const { id: conversation } = await agent.heardFrom(waId);
  const send = async (bytes: Buffer): Promise<{ readonly took: number; readonly sent: number }> => {
    const began = performance.now();
    const fileId = await uploaded(agent, { kind: 'document', mimeType: 'application/pdf', bytes });
    const there = performance.now();
    const { id } = await sendFileTo(agent, conversation, { kind: 'document', fileId });
    const isOut = async (): Promise<boolean> =>
      ['sent', 'delivered'].includes((await agent.thread(conversation)).items.find((one) => one.id === id)?.status ?? '');
    await until('the document to be sent', isOut, 60_000);
    return { took: there - began, sent: performance.now() - there };
  };
  const names = ['media-uploads', 'outbound'] as const;
  const peaks = () => Promise.all(names.map(async (name) => (await workers(stage, name)).peak));
  await send(pdf(1));
  const before = await peaks();
  const { took, sent } = await send(Buffer.concat([pdf(2), randomBytes(100 * megabyte - pdf(2).length)]));
  const after = await peaks();
  return names.map((name, index) => ({
    group,
    name: `most memory of \`${name}\` with a document of 100 MB`,
    value: `${shown(after[index] ?? 0)} MB, ${shown((index === 0 ? took : sent) / 1000)} s ${index === 0 ? 'until it is kept' : 'until it is sent'}`,
    baseline: `${shown(before[index] ?? 0)} MB for a small one`,
    target: `no more than 40 MB above it${name === 'outbound' ? `, and its setting is ${settings.outbound} MB` : ''}`,
    met: (after[index] ?? 0) - (before[index] ?? 0) < 40,
  }));
}

const shown = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

/** On a stage of its own, that runs as many of a function at once as AWS would: more than this machine may have cores. */
export async function files(): Promise<Figure[]> {
  const stage = await BenchStage.start({ port: 4796, processes: concurrency });
  try {
    return await measured(stage);
  } finally {
    await stage.stop();
  }
}

async function measured(stage: BenchStage): Promise<Figure[]> {
  const channel = stage.outputs.businesses[0]?.channels[0];
  if (!channel) throw new Error('The stage has no number');
  const data = Buffer.alloc(640 * 480 * 4, 0x7f);
  const picture: Sent = {
    type: 'image',
    mimeType: 'image/jpeg',
    bytes: Buffer.from(encode({ width: 640, height: 480, data }, 80).data),
  };
  await send(stage, channel, 'image', await upload(stage, channel, picture), '491500000000');
  await sleep(500);
  await drained(stage, () => undefined);
  const before = (await workers(stage)).peak;

  const document: Sent = {
    type: 'document',
    mimeType: 'application/octet-stream',
    bytes: Buffer.from(randomBytes(100 * megabyte)),
  };
  const large = await upload(stage, channel, document);
  const began = performance.now();
  await send(stage, channel, 'document', large, '491500000001');
  await sleep(100);
  await drained(stage, () => undefined);
  const seconds = (performance.now() - began) / 1000;
  const after = (await workers(stage)).peak;

  const id = await upload(stage, channel, picture);
  // A slow provider, so that files queue up: otherwise two workers keep pace with what comes in.
  const slow = { media: [{ step: 'download', id, times: queued, delayMs: 250 }] };
  await behave(stage, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(slow) });
  const start = performance.now();
  let most = 0;
  let sent = 0;
  const customers = Array.from({ length: 20 }, async (_, customer) => {
    for (let count = 0; count < queued / 20; count++, sent++)
      await send(stage, channel, 'image', id, `4915100000${10 + customer}`);
  });
  const watching = (async () => {
    while (sent < queued) await drained(stage, (inFlight) => (most = Math.max(most, inFlight)));
    await drained(stage, (inFlight) => (most = Math.max(most, inFlight)));
  })();
  await Promise.all([...customers, watching]);
  const drainedIn = (performance.now() - start) / 1000;
  const { count } = await workers(stage);
  await behave(stage, { method: 'DELETE' });

  return [
    ...(await sending(stage, '491500000000')),
    {
      group,
      name: 'most memory of a worker that takes in a document of 100 MB',
      value: `${shown(after)} MB, in ${shown(seconds)} s`,
      baseline: `${shown(before)} MB for a picture`,
      target: `under its setting, ${settings.media} MB`,
      met: after < settings.media,
    },
    {
      group,
      name: `${queued} pictures of 20 customers from a provider that takes 250 ms for each, until all are kept`,
      value: `${shown(drainedIn)} s, ${shown(queued / drainedIn)} a second`,
    },
    {
      group,
      name: 'most of them in work at once, and processes that did it',
      value: `${most} and ${count}`,
      target: `${concurrency}, as configured for the stage`,
      met: most === concurrency && count === concurrency,
    },
  ];
}
