import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runImport } from './run-import.ts';
import { Transfers } from './transfer-testing.ts';

let transfers: Transfers;

beforeAll(async () => {
  transfers = await Transfers.open({ messages: 400, customers: 40, broken: true });
}, 60_000);

afterAll(() => transfers.close());

describe('an import that is killed three times', () => {
  it('ends with the same table as one that was not', async () => {
    const [killed, whole] = [transfers.newTenant(), transfers.newTenant()];
    await runImport(transfers.options(whole));
    const endpoint = await (async () => {
      const found = await transfers.table.platform.client.config.endpoint?.();
      return `http://${found?.hostname}:${found?.port}`;
    })();
    const run = async (dieAfter: number) => {
      const order = {
        endpoint,
        table: transfers.table.platform.table,
        tenant: killed,
        from: join(transfers.folder, 'old'),
        work: join(transfers.folder, 'killed'),
        dieAfter,
        now: transfers.now,
      };
      return promisify(execFile)(process.execPath, [join(import.meta.dirname, 'import.fixture.ts'), JSON.stringify(order)]).catch(
        (error: { signal?: string; stderr?: string }) => error,
      );
    };
    for (const dieAfter of [60, 200, 150]) expect(await run(dieAfter)).toMatchObject({ signal: 'SIGKILL' });
    const half = await transfers.everything(killed);
    expect(half.length).toBeGreaterThan(100);
    expect(half.length).toBeLessThan((await transfers.everything(whole)).length);
    expect(await run(0)).not.toHaveProperty('signal');
    expect(await transfers.everything(killed)).toEqual(await transfers.everything(whole));
  }, 60_000);
});
