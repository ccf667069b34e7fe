import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../graph/fixture.ts';
import { readBody } from '../http.ts';
import { createTwilio, type Twilio } from './twilio.ts';

/** A form as the platform received it. */
interface Received {
  readonly url: string;
  readonly signature: string;
  readonly params: Record<string, string>;
}

export interface TestStage {
  readonly twilio: Twilio;
  readonly url: string;
  /** Of the platform. */
  readonly hook: string;
  readonly dataDir: string;
  readonly received: Received[];
  /** What the platform answers to webhooks, after these, one each. */
  status: number;
  readonly answers: number[];
  /** What it serves under `/files/...`. */
  serve: (request: IncomingMessage, response: ServerResponse) => void;
  /** Milliseconds of the stand-in's clock. */
  time: number;
  until(done: () => boolean | Promise<boolean>): Promise<void>;
  statuses(): (string | undefined)[];
  /** `POST .../Messages.json`, from the seeded number to a customer unless told otherwise. */
  send(fields: Record<string, string>, authorization?: string): Promise<Response>;
  get(path: string, authorization?: string): Promise<Response>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  close(options?: { keepData: boolean }): Promise<void>;
}

export const customer = 'whatsapp:+12025550143';
export const basic = ({ accountSid, authToken }: { accountSid: string; authToken: string }): string =>
  `Basic ${btoa(`${accountSid}:${authToken}`)}`;

/** The stand-in and a platform that only records, each on its own port. */
export async function testStage(dataDir = mkdtempSync(join(tmpdir(), 'twilio-'))): Promise<TestStage> {
  const received: Received[] = [];
  const platform = createServer((request, response) => {
    if (request.url?.startsWith('/files/')) return stage.serve(request, response);
    void readBody(request, 1e6).then((raw) => {
      const params = Object.fromEntries(new URLSearchParams(raw?.toString('utf8')));
      received.push({ url: hook + request.url, signature: String(request.headers['x-twilio-signature']), params });
      response.writeHead(stage.answers.shift() ?? stage.status).end();
    });
  });
  const hook = await listen(platform);
  const twilio = createTwilio({ dataDir, now: () => stage.time, origin: () => stage.url });
  const server = createServer((request, response) => void twilio.handle(request, response));
  const { accountSid, number } = twilio.seeded;
  const stage: TestStage = {
    twilio,
    url: await listen(server),
    hook,
    dataDir,
    received,
    status: 200,
    answers: [],
    serve: (_, response) => void response.writeHead(404).end(),
    time: 1_795_165_200_000,
    until: async (done) => {
      for (let count = 0; !(await done()); count += 1) {
        if (count > 300) throw new Error('It did not happen within 3 s');
        await sleep(10);
      }
    },
    statuses: () => received.map(({ params }) => params.MessageStatus),
    send: (fields, authorization = basic(twilio.seeded)) =>
      fetch(`${stage.url}/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ From: `whatsapp:${number}`, To: customer, ...fields }),
      }),
    get: (path, authorization = basic(twilio.seeded)) =>
      fetch(`${stage.url}/twilio${path}`, { headers: authorization === '' ? {} : { authorization }, redirect: 'manual' }),
    control: async (method, path, body) => {
      const answer = await fetch(`${stage.url}/twilio/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answer.json();
    },
    close: async ({ keepData } = { keepData: false }) => {
      twilio.close();
      await Promise.all([server, platform].map((one) => new Promise((done) => one.close(done).closeAllConnections())));
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await stage.control('POST', '_behaviour', { statuses: { delayMs: 0 } });
  return stage;
}
