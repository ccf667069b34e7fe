import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { KnowledgeId } from '../../contract/ids.ts';
import { knowledgeCountKey, knowledgeKey } from '../../lambdas/_data/keys.ts';
import { getKnowledge, type KnowledgeItem } from '../../lambdas/_data/knowledge.ts';
import { putEdition } from '../../lambdas/_data/knowledge-index.ts';
import { cleanText } from '../../lambdas/_knowledge/clean-text.ts';
import { indexSource, postingsOf } from '../../lambdas/_knowledge/index-source.ts';
import { passagesOf } from '../../lambdas/_knowledge/passages.ts';
import { searchKnowledge } from '../../lambdas/_knowledge/search.ts';
import { isTurkish } from '../../lambdas/_knowledge/terms.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant } from '../../test/engine/factory.ts';
import { planted } from './knowledge-questions.ts';
import { pages } from './knowledge-texts.ts';
import { type Figure, median } from './report.ts';

const group = 'Knowledge: what a question and a page take as pages grow';
const sizes = [10, 100, 1_000, 10_000] as const;
/** What 10,000 pages may cost more than 1,000 before it counts as not flat. */
const flat = 1.05;
/** Read units of one question, whatever it asks for. */
const most = 16;
const asked = 3;
const indexed = 10;
const rounds = 5;

type Row = Record<string, unknown>;

/** A business whose rows are collected instead of written one by one: what writing costs is counted by itself. */
function collecting(store: TenantTable, rows: Row[]): TenantTable {
  const client: TenantTable['client'] = Object.create(store.client);
  const send = async (command: unknown): Promise<object> => {
    if (!(command instanceof PutCommand)) throw new Error('Only rows that are put are collected');
    rows.push({ ...command.input.Item });
    return {};
  };
  return { ...store, client: Object.assign(client, { send }) };
}

const itemOf = (id: KnowledgeId, title: string): KnowledgeItem => ({
  id,
  kind: 'text',
  title,
  state: 'waiting',
  asked: 1,
  passages: 0,
  characters: 0,
  cut: false,
  addedAt: 0,
  madeFrom: '',
});

/** As reading it would leave it. */
async function rowsOf(store: TenantTable, index: number, { title, text }: { title: string; text: string }): Promise<Row[]> {
  const rows: Row[] = [];
  const [id, revision] = [KnowledgeId.parse(ulid(index)), ulid(index)];
  const passages = passagesOf(cleanText(text));
  const turkish = isTurkish(passages.join(' '));
  const written = { title, passages, postings: postingsOf(title, passages, turkish), turkish };
  await putEdition(collecting(store, rows), { id, revision }, written);
  rows.push({ ...knowledgeKey(store.tenant, id), ...itemOf(id, title), state: 'ready', revision, passages: passages.length });
  return rows;
}

async function put({ client, table }: TenantTable, rows: readonly Row[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(rows.length / 25) }, (_, part) =>
    rows.slice(part * 25, part * 25 + 25),
  ).values();
  const worker = async (): Promise<void> => {
    for (const batch of batches) {
      await client.send(new BatchWriteCommand({ RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) } }));
    }
  };
  await Promise.all([worker(), worker()]);
}

interface Size {
  /** Of each question. */
  readonly readUnits: readonly number[];
  readonly among: number;
  /** A question against reading one row. */
  readonly ratio: number;
  readonly writeUnits: number;
}

const none: Size = { readUnits: [], among: 0, ratio: Number.NaN, writeUnits: 0 };

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function measure(table: TestTable, store: TenantTable, questions: typeof planted): Promise<Size> {
  const readUnits: number[] = [];
  const [searching, reading]: [number[], number[]] = [[], []];
  let among = 0;
  const one = KnowledgeId.parse(ulid(0));
  for (const { question, title } of questions) {
    table.consumed();
    const found = await searchKnowledge(store, question, asked);
    readUnits.push(table.consumed().read);
    if (found.some(({ source }) => source.title === title)) among += 1;
    for (let round = 0; round < rounds; round++) {
      searching.push(await timed(() => searchKnowledge(store, question, asked)));
      reading.push(await timed(() => getKnowledge(store, one)));
    }
  }
  const writeUnits = await perPage(table, store);
  return { readUnits, among, ratio: median(searching) / median(reading), writeUnits };
}

/** Pages that are read for the first time, as a reader does it. */
async function perPage(table: TestTable, store: TenantTable): Promise<number> {
  const texts = pages(7);
  table.consumed();
  for (let index = 0; index < indexed; index++) {
    const { value } = texts.next();
    const item = itemOf(KnowledgeId.parse(ulid(index)), value?.title ?? '');
    await store.client.send(
      new PutCommand({ TableName: store.table, Item: { ...knowledgeKey(store.tenant, item.id), ...item } }),
    );
    await indexSource(store, item, { title: '', blocks: cleanText(value?.text ?? ''), cut: false }, Date.now());
  }
  return table.consumed().write / indexed;
}

/** Read units, milliseconds and answers of planted questions among 10 to 10,000 pages in three languages. */
export async function knowledge(): Promise<Figure[]> {
  const table = await startDynamo();
  try {
    const store = table.of(aTenant());
    const texts = pages(1);
    const measured: Size[] = [];
    let made = 0;
    for (const size of sizes) {
      const rows: Row[] = [];
      // The ones that answer first; ten pages do not have room for all.
      for (; made < size; made++) {
        const { value } = texts.next();
        const page = planted[made] ?? value;
        if (page) rows.push(...(await rowsOf(store, 1_000_000 + made, page)));
        if (rows.length > 5_000) await put(store, rows.splice(0));
      }
      rows.push({ ...knowledgeCountKey(store.tenant), used: made });
      await put(store, rows);
      measured.push(await measure(table, store, planted.slice(0, size)));
    }
    return figures(measured);
  } finally {
    await table.close();
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function figures(measured: readonly Size[]): Figure[] {
  const shown = (of: (size: Size) => string): Pick<Figure, 'value' | 'baseline'> => {
    const values = measured.map((size, index) => `${of(size)} with ${sizes[index]?.toLocaleString('en')}`);
    return { value: of(measured.at(-1) ?? none), baseline: values.slice(0, -1).join(', ') };
  };
  const [thousand = none, tenThousand = none] = measured.slice(-2);
  const right = (size: Size): string => `${size.among} of ${size.readUnits.length}`;
  const line = (name: string, of: (size: Size) => string, target?: string, met?: boolean): Figure => ({
    group,
    name: `${name}: 10,000 pages in three languages`,
    ...shown(of),
    ...(target !== undefined && met !== undefined && { target, met }),
  });
  return [
    line(
      'read units of a question, the mean',
      ({ readUnits }) => mean(readUnits).toFixed(1),
      'flat from 1,000 on',
      mean(tenThousand.readUnits) <= mean(thousand.readUnits) * flat,
    ),
    line(
      'of the dearest question',
      ({ readUnits }) => Math.max(...readUnits).toFixed(1),
      `${most}`,
      measured.every(({ readUnits }) => Math.max(...readUnits) <= most),
    ),
    line(
      `the page that answers is among the first ${asked}`,
      right,
      'every one',
      measured.every((size) => size.among === size.readUnits.length),
    ),
    line('time of a question, against reading one row', ({ ratio }) => `${ratio.toFixed(1)} x`),
    line(
      'write units of a page of some 80 words',
      ({ writeUnits }) => writeUnits.toFixed(1),
      'flat',
      tenThousand.writeUnits <= (measured[0]?.writeUnits ?? 0) * flat,
    ),
  ];
}
