import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGraph, type Graph } from './graph.ts';
import type { Channel } from './webhook.ts';

/** A webhook as the platform received it: the exact bytes. */
interface Received {
  readonly path: string;
  readonly signature: string;
  readonly raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies freely
  readonly body: any;
}

export interface TestStage {
  readonly graph: Graph;
  readonly url: string;
  readonly dataDir: string;
  readonly received: Received[];
  readonly channels: Channel[];
  /** What the platform answers; 200 unless set. */
  answer: (attempt: number) => number;
  /** Milliseconds of the stand-in's clock. */
  time: number;
  until(done: () => boolean): Promise<void>;
  statuses(): string[];
  send(body: object, token?: string, number?: string): Promise<Response>;
  close(options?: { keepData: boolean }): Promise<void>;
}

export const tarot = '106540352242922';
export const dental = '109876543210001';
export const customer = '12025550143';

/** The stand-in and a platform that only records, each on its own port. */
export async function testStage(dataDir = mkdtempSync(join(tmpdir(), 'graph-'))): Promise<TestStage> {
  const received: Received[] = [];
  const platform = createServer((request, response) => {
    void bodyOf(request).then((raw) => {
      const signature = String(request.headers['x-hub-signature-256']);
      received.push({ path: request.url ?? '', signature, raw, body: JSON.parse(raw) });
      response.writeHead(stage.answer(received.length)).end();
    });
  });
  const platformUrl = await listen(platform);
  const channels = [tarot, dental].map((phoneNumberId, index) => ({
    phoneNumberId,
    number: index === 0 ? '15550783881' : '905550100200',
    accessToken: `token-${index}`,
    webhookUrl: `${platformUrl}/hooks/webhook-meta/hook-${index}`,
    appSecret: `secret-${index}`,
    wabaId: `10229012934039${index}`,
    appId: `80229012934039${index}`,
    name: index === 0 ? 'Samia Tarot' : 'Işık Dental',
  }));
  const graph = createGraph({
    channels: () => channels,
    dataDir,
    now: () => stage.time,
    origin: () => stage.url,
    retryDelay: (attempt) => 10 * 2 ** attempt,
  });
  const server = createServer((request, response) => void graph.handle(request, response));
  const stage: TestStage = {
    graph,
    url: await listen(server),
    dataDir,
    received,
    channels,
    answer: () => 200,
    time: 1_795_165_200_000,
    until: async (done) => {
      for (let count = 0; !done(); count += 1) {
        if (count > 300) throw new Error('It did not happen within 3 s');
        await sleep(10);
      }
    },
    statuses: () => received.flatMap(({ body }) => body.entry[0].changes[0].value.statuses ?? []).map(({ status }) => status),
    send: (body, token = 'token-0', number = tarot) =>
      fetch(`${stage.url}/graph/v26.0/${number}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messaging_product: 'whatsapp', to: customer, ...body }),
      }),
    close: async ({ keepData } = { keepData: false }) => {
      graph.close();
      await Promise.all([server, platform].map((one) => new Promise((done) => one.close(done).closeAllConnections())));
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return stage;
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
