import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { endLeashed, spawnLeashed } from './leash.ts';

export interface Engine {
  readonly url: string;
  close(): Promise<void>;
}

/** DynamoDB: the endpoint named by the environment, else the dynoxide binary with its file under `directory`. */
export async function startDynamoDb(directory: string, external: string | undefined): Promise<Engine> {
  if (external !== undefined && external !== '') return { url: external.replace(/\/$/, ''), close: async () => {} };
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const leashed = spawnLeashed(binary(), [
    'serve',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--db-path',
    join(directory, 'table.db'),
  ]);
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (leashed.child.exitCode !== null) throw new Error(`dynoxide ended before it was ready: ${leashed.complaint()}`);
    if (await answers(url)) return { url, close: () => endLeashed(leashed) };
    await sleep(10);
  }
  await endLeashed(leashed);
  throw new Error(`dynoxide does not answer on ${url}`);
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
