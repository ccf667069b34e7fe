import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { endLeashed, spawnLeashed } from './leash.ts';
import { indexStreamRecords } from './stream-index.ts';

/** Usually 50 ms. */
const startMs = 30_000;

export interface Engine {
  readonly url: string;
  close(): Promise<void>;
}

/** DynamoDB: the endpoint named by the environment, else the dynoxide binary with its file under `directory`. */
export async function startDynamoDb(directory: string, external: string | undefined): Promise<Engine> {
  if (external !== undefined && external !== '') return { url: external.replace(/\/$/, ''), close: async () => {} };
  mkdirSync(directory, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startBinary(join(directory, 'table.db'));
    } catch (error) {
      // Somebody else can take the free port before the engine does.
      if (attempt === 3) throw error;
    }
  }
}

async function startBinary(file: string): Promise<Engine> {
  const port = await freePort();
  const leashed = spawnLeashed(binary(), ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file]);
  const url = `http://127.0.0.1:${port}`;
  const giveUpAt = performance.now() + startMs;
  while (!(await answers(url))) {
    if (leashed.child.exitCode !== null) throw new Error(`dynoxide ended before it was ready: ${leashed.complaint()}`);
    if (performance.now() > giveUpAt) {
      await endLeashed(leashed);
      throw new Error(`dynoxide does not answer on ${url}`);
    }
    await sleep(10);
  }
  try {
    indexStreamRecords(file);
  } catch (error) {
    console.error('The streams of the local stage get slower as they grow:', error);
  }
  const died = (): void => console.error(`dynoxide has ended, and with it the tables of the local stage: ${leashed.complaint()}`);
  leashed.child.once('exit', died);
  const close = (): Promise<void> => {
    leashed.child.off('exit', died);
    return endLeashed(leashed);
  };
  return { url, close };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}

function binary(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  } catch {
    throw new Error(
      `No embedded DynamoDB for ${process.platform}-${process.arch}: run "npm i --no-save ${name}@1.2.1", ` +
        'or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB endpoint of your own.',
    );
  }
}
