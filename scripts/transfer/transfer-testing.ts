import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { TenantId } from '../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { Progress } from './progress.ts';
import type { ImportOptions } from './run-import.ts';
import { type Expected, type Sample, writeSample } from './sample.ts';

/** For tests: a table, a folder with an older system's data, and businesses to import it into. */
export class Transfers {
  readonly table: TestTable;
  readonly folder: string;
  readonly expected: readonly Expected[];
  readonly now = Date.UTC(2026, 10, 23);
  #tenants = 0;

  private constructor(table: TestTable, folder: string, expected: readonly Expected[]) {
    this.table = table;
    this.folder = folder;
    this.expected = expected;
  }

  static async open(sample: Sample): Promise<Transfers> {
    const folder = mkdtempSync(join(tmpdir(), 'import-'));
    return new Transfers(await startDynamo(), folder, await writeSample(join(folder, 'old'), sample));
  }

  async close(): Promise<void> {
    await this.table.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  newTenant(): TenantId {
    this.#tenants += 1;
    return TenantId.parse(`01jd${String(this.#tenants).padStart(22, '0')}`);
  }

  options(tenant: TenantId, more: Partial<ImportOptions> = {}): ImportOptions {
    return {
      store: this.table.of(tenant),
      business: { slug: 'samia-tarot', currency: 'USD', language: 'ar' },
      connected: [],
      from: join(this.folder, 'old'),
      dryRun: false,
      assumeUtc: false,
      operator: 'test',
      progress: quiet(),
      clock: () => this.now,
      work: join(this.folder, `work-${tenant}`),
      ...more,
    };
  }

  /** A folder with the tables given. */
  oldSystem(tables: Readonly<Record<string, string>>): string {
    const made = mkdtempSync(join(this.folder, 'tables-'));
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(made, name), text);
    return made;
  }

  /** One customer with one conversation, and these messages. */
  messages(lines: string): string {
    return this.oldSystem({
      'customers.csv': 'id,phone,name\nc1,+961 3 111 222,Rana\n',
      'conversations.csv': 'id,customer_id\nv1,c1\n',
      'messages.csv': `id,conversation_id,direction,content,timestamp,wamid,status,created_at\n${lines}`,
    });
  }

  /** Every item of a business; without the audit log, whose entries have a time of their own. */
  async items(tenant: TenantId, { audit = false } = {}): Promise<Record<string, unknown>[]> {
    const found = await this.all();
    return found.filter(({ pk }) => String(pk).startsWith(`T#${tenant}#`) && (audit || !String(pk).includes('#AUDIT')));
  }

  /** Every item of the table. */
  async all(): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const { client, table } = this.table.platform;
      const page = await client.send(
        new ScanCommand({ TableName: table, ConsistentRead: true, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
      );
      found.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return found;
  }

  /** The same as text that does not name the business. */
  async everything(tenant: TenantId, options: { readonly audit?: boolean } = {}): Promise<string[]> {
    const items = await this.items(tenant, options);
    return items.map((item) => JSON.stringify(sorted(opened(item))).replaceAll(tenant, 'T')).sort();
  }
}

export const quiet = (): Progress =>
  new Progress(Object.assign(Object.create(process.stderr), { write: () => true, isTTY: false }));

/** Content and annotations are JSON in one string: the order of what is in it does not count. */
const opened = (item: Record<string, unknown>): Record<string, unknown> => ({
  ...item,
  ...(typeof item.c === 'string' && { c: JSON.parse(item.c) }),
  ...(typeof item.a === 'string' && { a: JSON.parse(item.a) }),
});

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
};
