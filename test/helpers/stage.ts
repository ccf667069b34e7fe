import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const root = join(import.meta.dirname, '..', '..');

const Channel = z.object({
  id: z.string(),
  provider: z.string(),
  phoneNumberId: z.string(),
  number: z.string(),
  webhook: z.string(),
  appSecret: z.string(),
  verifyToken: z.string(),
});
export type Channel = z.infer<typeof Channel>;

const Business = z.object({ id: z.string(), slug: z.string(), channels: z.array(Channel) });
export type Business = z.infer<typeof Business>;

/** What the stage writes down about itself. */
export const Outputs = z.looseObject({
  url: z.string(),
  api: z.string(),
  realtime: z.string(),
  aws: z.string(),
  graph: z.string(),
  phone: z.string(),
  mail: z.string(),
  /** An account with Twilio that no business has connected yet. */
  twilio: z.object({ accountSid: z.string(), authToken: z.string(), number: z.string() }),
  table: z.string(),
  /** The engines themselves, behind the IAM gate: for tests that count effects. */
  engines: z.object({ dynamodb: z.string(), sqs: z.string(), s3: z.string() }),
  businesses: z.array(Business),
  users: z.array(z.object({ email: z.string(), password: z.string(), business: z.string().nullish(), role: z.string() })),
});
export type Outputs = z.infer<typeof Outputs>;

/** A running stage as tests see it: addresses and the control surface. */
export class Stage {
  readonly outputs: Outputs;
  constructor(outputs: Outputs) {
    this.outputs = outputs;
  }

  get url(): string {
    return this.outputs.url;
  }

  /** One of the demo businesses: `samia` or `isik`. */
  business(start: 'samia' | 'isik'): Business {
    const business = this.outputs.businesses.find(({ slug }) => slug.startsWith(start));
    if (!business) throw new Error(`The stage has no business ${start}`);
    return business;
  }

  channel(start: 'samia' | 'isik'): Channel {
    const [channel] = this.business(start).channels;
    if (!channel) throw new Error(`${start} has no channel`);
    return channel;
  }

  /** A call to `/_stage/...` or any other control path; JSON in, JSON out. */
  async control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** SIGKILL to every process of a function. */
  kill(name: string): Promise<unknown> {
    return this.control('POST', '/_stage/kill', { function: name });
  }

  /** Comma list of `name` or `name@N`; the empty list disarms. Processes that have such a point in their code begin anew. */
  failPoints(points: string): Promise<unknown> {
    return this.control('POST', '/_stage/fail-points', { points });
  }

  /** Sets how far the stage is ahead of the machine; processes that worked in a time that is then still to come begin anew. */
  async clock(offsetMs: number): Promise<void> {
    const { offsetMs: before } = z.object({ offsetMs: z.number() }).parse(await this.control('GET', '/_stage/clock'));
    if (before === offsetMs) return;
    await this.control('POST', '/_stage/clock', { offsetMs });
    // The engines follow within 20 ms.
    await new Promise((resolve) => setTimeout(resolve, 60));
  }

  async logs(name?: string): Promise<string> {
    const response = await fetch(`${this.url}/_stage/logs${name ? `?function=${name}` : ''}`);
    return response.text();
  }
}

export interface OwnStage extends Stage {
  /** Where it keeps its data: pass it to the next `startStage` to go on with it. */
  readonly data: string;
  /** Orderly, as by Ctrl-C. */
  stop(): Promise<void>;
  /** The whole stage dies at once, functions and engines included. */
  crash(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

/**
 * Starts the local stage as `npm start` does, on a free port, in a data folder of its own unless one is given. The assistant of the
 * demo businesses answers nobody, unless it is asked for. For browsers each function is one process: what several do with a row at
 * the same moment is asked about without them, and a page that asks for five things at once would warm up two of each.
 */
export async function startStage(data?: string, { assistant = false, forBrowsers = false } = {}): Promise<OwnStage> {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'frontdesk-stage-')));
  const port = await freePort();
  const quiet = assistant ? [] : ['--quiet-assistant'];
  const processes = forBrowsers ? ['--processes', '1'] : [];
  const child = spawn(process.execPath, ['local/main.ts', '--port', String(port), '--data', folder, ...quiet, ...processes], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => printed.push(line));
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The stage ended with ${code} before it was ready:\n${printed.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed.push(line);
      if (line.startsWith('ready ')) resolve();
    });
  });
  const outputs = Outputs.parse(JSON.parse(await readFile(join(folder, 'outputs.json'), 'utf8')));
  const stage = new Stage(outputs);
  const finish = async (signal: NodeJS.Signals) => {
    await end(child, signal);
    if (data === undefined && signal === 'SIGTERM') await rm(folder, { recursive: true, force: true });
  };
  return Object.assign(stage, { data: folder, stop: () => finish('SIGTERM'), crash: () => finish('SIGKILL') });
}
