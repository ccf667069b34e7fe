import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Table } from './columns.ts';
import { type Broken, brokenRows } from './sample-broken.ts';

/** An older system's data, made up: the same for the same size. */
export interface Sample {
  readonly messages: number;
  readonly customers: number;
  /** Put rows among the others that must be refused. */
  readonly broken: boolean;
}

export interface Expected {
  readonly table: Table;
  readonly file: string;
  readonly row: number;
  readonly reason: string;
}

type Cells = Readonly<Record<string, string>>;

const names = [
  'Layla Haddad',
  'ليلى حداد',
  'Mehmet Yılmaz',
  'İpek Şahin',
  '=HYPERLINK("http://x.example","Rana")',
  "O'Brien, Seán",
  '李小龍',
  'Zoë "Zo" Müller',
  '+Karim',
  '@maya',
  '-Nour',
  'שירה כהן',
  'अनीता',
  '\u202eevil\u202c name',
  'Anna\nMaria',
  '👩‍👩‍👧 Family',
] as const;
const texts = [
  'Hello, I would like to book a reading',
  'مرحبا، بدي احجز قراءة فنجان لو سمحتي',
  'Merhaba, yarın için randevu var mı?',
  '你好，请问价格是多少？',
  '=SUM(A1:A9)',
  '"Quoted", with, commas',
  'Two\nlines',
  'שלום, אפשר לקבוע תור?',
  'नमस्ते',
  '👍',
  "It's 50% off; isn't it?",
  '\u202eright to left\u202c',
] as const;
const kinds = ['text', 'text', 'text', 'text', 'text', 'image', 'voice', 'document', 'text', 'poll'] as const;
const statuses = ['sent', 'delivered', 'read', 'failed', 'pending'] as const;

const start = Date.UTC(2025, 0, 6, 9);
const minute = 60_000;

const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('An empty list');
  return found;
};
/** As PostgreSQL writes `timestamptz`. */
const stamp = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '+00');
export const uuid = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const customer = (n: number): Cells => ({
  id: uuid(1, n),
  phone: `+9613${String(n).padStart(7, '0')}`,
  name: pick(names, n),
  email: n % 3 === 0 ? `customer${n}@mail.example` : '',
  language: pick(['ar', 'en', 'tr'], n),
  tags: n % 4 === 0 ? '{vip,"long, label"}' : '',
  notes: n % 5 === 0 ? 'Prefers the evening' : '',
  created_at: stamp(start + n * minute),
  loyalty_points: String(n),
});

const conversation = (n: number): Cells => ({
  id: uuid(2, n),
  customer_id: uuid(1, n),
  mode: pick(['ai', 'human', 'hybrid'], n),
  status: pick(['open', 'closed'], n),
  unread_count: n % 7 === 0 ? '2' : '',
  created_at: stamp(start + n * minute),
  updated_at: stamp(start + n * minute),
});

/** Of no order that would help: neither by conversation nor by time. */
function message(n: number, { messages, customers }: Sample): Cells {
  const order = (n * 7_919) % messages;
  const at = start + 30 * 24 * 60 * minute + order * 7_000;
  const kind = pick(kinds, n);
  const out = n % 3 === 0;
  return {
    id: uuid(3, n),
    conversation_id: uuid(2, (n * 31) % customers),
    sender_type: out ? pick(['ai', 'agent'], n) : 'customer',
    sender_name: out && n % 2 === 1 ? 'Lina' : '',
    message_type: kind,
    content: `${pick(texts, n)} ${n}`,
    media_url: kind === 'text' || kind === 'poll' ? '' : `https://old.example/storage/${n}`,
    whatsapp_message_id: n % 10 === 0 ? '' : `wamid.SAMPLE${n.toString(36).toUpperCase().padStart(10, '0')}`,
    timestamp: stamp(at),
    status: out ? pick(statuses, n) : '',
    delivered_at: out && pick(statuses, n) === 'read' ? stamp(at + 1_000) : '',
    reactions: n % 50 === 1 ? '[{"emoji":"❤️"}]' : '',
    reply_to: n > customers && n % 25 === 0 ? uuid(3, n - customers) : '',
    created_at: stamp(at + 2_000),
  };
}

const service = (n: number): Cells => ({
  id: uuid(4, n),
  name_en: `Reading ${n}`,
  name_ar: `قراءة ${n}`,
  description: 'As long as it takes',
  category: 'readings',
  currency: 'USD',
  price: '50.00',
  tiers: n % 2 === 0 ? '[{"tier":"standard","price":"50","days":2},{"tier":"golden","price":200.5,"minutes":30}]' : '',
  is_active: n % 5 === 0 ? 'f' : 't',
});

const booking = (n: number, { customers }: Sample, services: number): Cells => ({
  id: uuid(5, n),
  customer_id: uuid(1, n % customers),
  service_id: uuid(4, n % services),
  scheduled_at: stamp(start + 60 * 24 * 60 * minute + n * 60 * minute),
  duration_minutes: '30',
  status: pick(['confirmed', 'done', 'canceled', 'no_show'], n),
  total_price: n % 2 === 0 ? '150' : '',
  currency: n % 2 === 0 ? 'USD' : '',
  mtcn: n % 9 === 0 ? '123-456-7890' : '',
  created_at: stamp(start + n * minute),
});

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** Writes the tables as CSV with a byte order mark, as spreadsheets do, and answers what must be refused of them. */
export async function writeSample(folder: string, sample: Sample): Promise<Expected[]> {
  const { messages, customers } = sample;
  const services = 12;
  const bookings = Math.max(10, Math.floor(customers / 4));
  await mkdir(folder, { recursive: true });
  const expected: Expected[] = [];
  const tables: readonly (readonly [Table, number, (n: number) => Cells])[] = [
    ['services', services, service],
    ['customers', customers, customer],
    ['conversations', customers, conversation],
    ['messages', messages, (n) => message(n, sample)],
    ['bookings', bookings, (n) => booking(n, sample, services)],
  ];
  for (const [table, count, make] of tables) {
    const broken = sample.broken ? brokenRows(table, make(0), make(1)) : [];
    expected.push(...(await writeTable(join(folder, `${table}.csv`), { table, count, make, broken })));
  }
  return expected;
}

interface Writing {
  readonly table: Table;
  readonly count: number;
  make(n: number): Cells;
  readonly broken: readonly Broken[];
}

async function writeTable(path: string, { table, count, make, broken }: Writing): Promise<Expected[]> {
  const file = createWriteStream(path);
  const columns = Object.keys(make(0));
  const expected: Expected[] = [];
  let row = 1;
  let next = 0;
  const put = async (line: string): Promise<void> => {
    if (!file.write(`${line}\r\n`)) await once(file, 'drain');
  };
  await put(`\ufeff${columns.join(',')}`);
  for (let n = 0; n < count; n++) {
    row += 1;
    await put(columns.map((name) => cell(make(n)[name] ?? '')).join(','));
    // From the second row on, spread over the first half of the file: what they repeat stands before them.
    while (n >= 1 && next < broken.length && (n >= 1 + Math.floor((next * count) / (2 * broken.length)) || n === count - 1)) {
      const { line, cells, reason } = pick(broken, next);
      row += 1;
      next += 1;
      await put(line ?? columns.map((name) => cell({ ...make(0), ...cells }[name] ?? '')).join(','));
      expected.push({ table, file: `${table}.csv`, row, reason });
    }
  }
  file.end();
  await finished(file);
  return expected;
}
