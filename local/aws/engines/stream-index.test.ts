import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { startDynamoDb } from './dynoxide.ts';

it('lets the engine find the next sequence number of a stream without looking through its records', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stage-dynoxide-'));
  const engine = await startDynamoDb(folder, undefined);
  try {
    const database = new DatabaseSync(join(folder, 'table.db'), { readOnly: true });
    const next = 'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1';
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${next}`).all('any');
    database.close();
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('SEARCH _stream_records USING')]);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true });
  }
});
