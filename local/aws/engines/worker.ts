import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Engine } from './dynoxide.ts';

const FromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), url: z.string() }),
  z.object({ type: z.literal('closed') }),
  z.object({ type: z.literal('mail'), to: z.string(), subject: z.string(), text: z.string() }),
]);

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface EngineThread extends Engine {
  /** Moves the engine's clock against the machine's, ms. */
  shiftClock(offsetMs: number): void;
}

/** Runs an engine in a thread: it has an event loop of its own and cannot outlive the process. */
export async function startThread(
  file: URL,
  workerData: unknown,
  onMail: (mail: Mail) => void = () => {},
): Promise<EngineThread> {
  const worker = new Worker(file, { workerData });
  const closed = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<string>();
  worker.on('message', (data) => {
    const message = FromWorker.parse(data);
    if (message.type === 'ready') ready.resolve(message.url);
    else if (message.type === 'closed') closed.resolve();
    else onMail(message);
  });
  worker.on('error', (error) => {
    ready.reject(error);
    closed.resolve();
    console.error(`The engine ${file.pathname} failed`, error);
  });
  worker.on('exit', () => {
    ready.reject(new Error(`The engine ${file.pathname} ended`));
    closed.resolve();
  });
  const url = await ready.promise;
  return {
    url,
    shiftClock: (offsetMs) => worker.postMessage({ type: 'clock', offsetMs }),
    close: async () => {
      worker.postMessage({ type: 'close' });
      await closed.promise;
      await worker.terminate();
    },
  };
}
