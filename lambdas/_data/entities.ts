import type { ConversationId, CustomerId, TenantId } from '../../contract/ids.ts';
import {
  arrivalsPartition,
  auditPartition,
  bookingPartition,
  cannedPartition,
  connectionPartition,
  conversationPartition,
  customerKey,
  erasedPartition,
  fetchesPartition,
  filesPartition,
  findPartition,
  type Key,
  knowledgePartition,
  labelPartition,
  ledgerPartition,
  mergeKey,
  modelsPartition,
  namesPartition,
  passagesPartition,
  playgroundPartition,
  postingsPartition,
  promptsPartition,
  settingsPartition,
  textMonthsKey,
  textPartition,
  unmatchedPartition,
} from './keys.ts';

/**
 * How the items of one kind are found when everything of a business, or of one of its customers, is to be found. None of it is a
 * scan.
 */
export type Found =
  /** In one partition. */
  | { readonly in: 'partition'; readonly partition: (tenant: TenantId) => string }
  /** In a partition for each month (UTC) since the business began. */
  | {
      readonly in: 'month';
      readonly partition: (tenant: TenantId, month: string) => string;
      /** Only the role that ends businesses may remove it. */
      readonly forGood?: true;
    }
  /** In a partition for each of the `months` of a note. */
  | {
      readonly in: 'noted-month';
      readonly note: (tenant: TenantId) => Key;
      readonly partition: (tenant: TenantId, month: string) => string;
    }
  /** Listed in one partition of the index. */
  | { readonly in: 'index'; readonly partition: (tenant: TenantId) => string }
  /** Listed in the index by the inbox, with the customer that it is with. */
  | { readonly in: 'inbox' }
  /** In the partition of the conversation. */
  | { readonly in: 'conversation'; readonly partition: (tenant: TenantId, id: ConversationId) => string }
  /** Listed in the index by customer. */
  | { readonly in: 'names'; readonly partition: (tenant: TenantId, id: CustomerId) => string }
  /** Under the customer's id, which the conversation has. */
  | { readonly in: 'customer'; readonly key: (tenant: TenantId, id: CustomerId) => Key }
  /** Outside the business's partitions, and listed in the index by the business: `traced` of keys.ts. */
  | { readonly in: 'traces' }
  /** What the platform knows of the business, under its id. The last to go. */
  | { readonly in: 'registration' }
  /** Nothing of a business: of a person, of a browser, or of the platform itself. */
  | { readonly in: 'elsewhere' };

export interface Entity {
  readonly name: string;
  /** As docs/data-model.md writes keys: `<t>` is the business. */
  readonly pk: string;
  readonly sk: string;
  readonly found: Found;
  /** Whether it tells of one customer, and how it is found then. Every kind has to say: what says nothing does not compile. */
  readonly ofCustomer: OfCustomer | false;
}

/**
 * How what tells of one customer is found when that customer is exported or erased; `customer-erasure` has a way to remove each.
 * - `customer`, `conversation`: in the partition of the customer, or of one of the customer's conversations
 * - `identity`: listed in the index by customer
 * - `words`, `showing`, `mark`: follows from the messages; from the files they show; from what the customer is called
 * - `file`: in the partition of a conversation, and counted elsewhere
 * - `booking`: listed in the index by business, with the customer's id
 * - `status`: listed in the index by business; the provider's id of the message has the customer's number in it
 * - `export`: an export of the business, whose files have everything of everybody
 */
export type OfCustomer =
  | 'customer'
  | 'conversation'
  | 'identity'
  | 'words'
  | 'showing'
  | 'file'
  | 'mark'
  | 'booking'
  | 'status'
  | 'export';

const settings: Found = { in: 'partition', partition: settingsPartition };
const canned: Found = { in: 'partition', partition: cannedPartition };
const ledger: Found = { in: 'month', partition: ledgerPartition };
const knowledge: Found = { in: 'partition', partition: knowledgePartition };
const prompts: Found = { in: 'partition', partition: promptsPartition };
const models: Found = { in: 'partition', partition: modelsPartition };
const playground: Found = { in: 'partition', partition: playgroundPartition };
const labels: Found = { in: 'partition', partition: labelPartition };
const files: Found = { in: 'partition', partition: filesPartition };
const conversation: Found = { in: 'conversation', partition: conversationPartition };
const traces: Found = { in: 'traces' };
const elsewhere: Found = { in: 'elsewhere' };

/** What tells of one customer says so, and a setting that does not says that. */
const ofSettings = (name: string, sk: string, ofCustomer: Entity['ofCustomer']): Entity => ({
  name,
  pk: 'T#<t>#',
  sk,
  found: settings,
  ofCustomer,
});

/**
 * Every kind of item there is. What is missing here would outlive its business and its customer, so a test compares this list
 * with the keys that can be made (`keys.ts`) and with docs/data-model.md.
 */
export const entities: readonly Entity[] = [
  ofSettings('business', 'BUSINESS', false),
  ofSettings('channel', 'CHANNEL#<id>', false),
  ofSettings('app', 'HOOK#<hookId>', false),
  ofSettings('channel health', 'HEALTH#<channelId>', false),
  ofSettings('cursor key', 'CURSOR_KEY', false),
  ofSettings('transcription', 'TRANSCRIPTION', false),
  ofSettings('retention', 'RETENTION', false),
  ofSettings('assistant', 'ASSISTANT', false),
  ofSettings('employee', 'EMPLOYEE#<id>', false),
  ofSettings('avatar', 'AVATAR#<employee id>', false),
  ofSettings('seen', 'SEEN#<employee id>', false),
  ofSettings('address', 'ADDRESS#<sha256 of the e-mail>', false),
  ofSettings('usage', 'USAGE', false),
  ofSettings('seats', 'USAGE#employees', false),
  ofSettings('usage of a month', 'MONTH#<yyyy-mm>', false),
  ofSettings('usage notice', 'USAGE_NOTICE#<yyyy-mm>#<limit>#<soft, hard or models>', false),
  ofSettings('role', 'ROLE#<id>', false),
  ofSettings('automatic assignment', 'ASSIGNMENT', false),
  ofSettings('role count', 'ROLES', false),
  ofSettings('invitation', 'INVITATION#<id>', false),
  ofSettings('service', 'SERVICE#<id>', false),
  ofSettings('export', 'EXPORT#<id>', 'export'),
  ofSettings('latest export', 'LATEST_EXPORT', false),
  ofSettings('fields of customers', 'CUSTOMER_FIELDS', false),
  // Ids that lead nowhere any more; hashes of what they were known by.
  ofSettings('erasure', 'ERASURE#<id>', false),
  {
    name: 'erased',
    pk: 'T#<t>#ERASED',
    sk: '<keyed hash>',
    found: { in: 'partition', partition: erasedPartition },
    ofCustomer: false,
  },
  { name: 'canned response', pk: 'T#<t>#CANNED', sk: 'R#<id>', found: canned, ofCustomer: false },
  { name: 'shortcut', pk: 'T#<t>#CANNED', sk: 'SHORTCUT#<shortcut>', found: canned, ofCustomer: false },
  {
    name: 'words of a message',
    pk: 'T#<t>#TEXT#<yyyy-mm>',
    sk: '<messageId>#<conversationId>',
    found: { in: 'noted-month', note: textMonthsKey, partition: textPartition },
    ofCustomer: 'words',
  },
  ofSettings('months with words', 'TEXT_MONTHS', false),
  {
    name: 'mark of a customer',
    pk: 'T#<t>#FIND',
    sk: '<mark>#<customerId>',
    found: { in: 'partition', partition: findPartition },
    ofCustomer: 'mark',
  },
  { name: 'page, file or text', pk: 'T#<t>#KNOWLEDGE', sk: 'SOURCE#<id>', found: knowledge, ofCustomer: false },
  { name: 'count of what is read', pk: 'T#<t>#KNOWLEDGE', sk: 'COUNT', found: knowledge, ofCustomer: false },
  { name: 'text to read', pk: 'T#<t>#KNOWLEDGE', sk: 'TEXT#<id>', found: knowledge, ofCustomer: false },
  { name: 'words of a revision', pk: 'T#<t>#KNOWLEDGE', sk: 'TERMS#<id>#<revision>#<part>', found: knowledge, ofCustomer: false },
  {
    name: 'passage',
    pk: 'T#<t>#KNOWLEDGE#PASSAGES',
    sk: '<id>#<revision>#<place>',
    found: { in: 'partition', partition: passagesPartition },
    ofCustomer: false,
  },
  {
    name: 'posting',
    pk: 'T#<t>#KNOWLEDGE#WORDS',
    sk: '<word>#<weight>#<id>#<revision>',
    found: { in: 'partition', partition: postingsPartition },
    ofCustomer: false,
  },
  { name: 'draft of prompts', pk: 'T#<t>#PROMPTS', sk: 'DRAFT', found: prompts, ofCustomer: false },
  { name: 'published prompts', pk: 'T#<t>#PROMPTS', sk: 'PUBLISHED', found: prompts, ofCustomer: false },
  { name: 'version of prompts', pk: 'T#<t>#PROMPTS', sk: 'VERSION#<number>', found: prompts, ofCustomer: false },
  { name: 'outcomes of prompts', pk: 'T#<t>#PROMPTS', sk: 'OUTCOMES#<number>', found: prompts, ofCustomer: false },
  { name: 'breaker', pk: 'T#<t>#MODELS', sk: 'BREAKER#<provider>', found: models, ofCustomer: false },
  { name: 'budget', pk: 'T#<t>#MODELS', sk: 'BUDGET#<yyyy-mm>', found: models, ofCustomer: false },
  // What people typed to try the assistant with; a conversation of a customer is read where it is, and never copied.
  { name: 'case of the playground', pk: 'T#<t>#PLAYGROUND', sk: 'CASE#<id>', found: playground, ofCustomer: false },
  { name: 'count of cases', pk: 'T#<t>#PLAYGROUND', sk: 'COUNT', found: playground, ofCustomer: false },
  { name: 'label', pk: 'T#<t>#LABELS', sk: 'LABEL#<id>', found: labels, ofCustomer: false },
  { name: 'name of a label', pk: 'T#<t>#LABELS', sk: 'NAME#<name>', found: labels, ofCustomer: false },
  { name: 'label count', pk: 'T#<t>#LABELS', sk: 'LABELS', found: labels, ofCustomer: false },
  {
    name: 'connection',
    pk: 'T#<t>#CONN',
    sk: 'C#<connectionId>',
    found: { in: 'partition', partition: connectionPartition },
    ofCustomer: false,
  },
  { name: 'turns', pk: 'T#<t>#CONN', sk: 'TURNS', found: { in: 'partition', partition: connectionPartition }, ofCustomer: false },
  { name: 'conversation', pk: 'T#<t>#CONV#<id>', sk: 'CONV', found: { in: 'inbox' }, ofCustomer: 'conversation' },
  { name: 'message', pk: 'T#<t>#CONV#<id>', sk: 'M#<messageId>', found: conversation, ofCustomer: 'conversation' },
  {
    name: 'what is said in a voice note',
    pk: 'T#<t>#CONV#<id>',
    sk: 'W#<messageId>',
    found: conversation,
    ofCustomer: 'conversation',
  },
  {
    name: 'turn of the assistant',
    pk: 'T#<t>#CONV#<id>',
    sk: 'TURN#<arrival number, 13 digits>#<epoch>',
    found: conversation,
    ofCustomer: 'conversation',
  },
  {
    name: 'summary of a conversation',
    pk: 'T#<t>#CONV#<id>',
    sk: 'SUMMARY',
    found: conversation,
    ofCustomer: 'conversation',
  },
  { name: 'received file', pk: 'T#<t>#CONV#<id>', sk: 'F#<messageId>', found: conversation, ofCustomer: 'file' },
  { name: 'pinned notes', pk: 'T#<t>#CONV#<id>', sk: 'PINS', found: conversation, ofCustomer: 'conversation' },
  {
    name: 'annotation',
    pk: 'T#<t>#CONV#<id>',
    sk: 'A#<hash of target>#<hash of provider id>',
    found: conversation,
    ofCustomer: 'conversation',
  },
  {
    name: 'fetch',
    pk: 'T#<t>#FETCHES',
    sk: '<channelId>#<at, 13 digits>#<id>',
    found: { in: 'partition', partition: fetchesPartition },
    ofCustomer: false,
  },
  {
    name: 'file of the business',
    pk: 'T#<t>#FILES',
    sk: 'LIB#<sha256>',
    found: files,
    ofCustomer: false,
  },
  {
    name: 'showing of a file',
    pk: 'T#<t>#FILES',
    sk: 'SHOWN#<sha256>#<messageId>#<conversationId>',
    found: files,
    ofCustomer: 'showing',
  },
  { name: 'file at the provider', pk: 'T#<t>#FILES', sk: 'PROVIDER#<sha256>#<channelId>', found: files, ofCustomer: false },
  { name: 'usage of files', pk: 'T#<t>#FILES', sk: 'USAGE#<when they end, 13 digits>', found: files, ofCustomer: false },
  { name: 'upload', pk: 'T#<t>#FILES', sk: 'UPLOAD#<id>', found: files, ofCustomer: false },
  {
    name: 'identity',
    pk: 'T#<t>#WHO#<channelId>#<identity>',
    sk: 'WHO',
    found: { in: 'names', partition: namesPartition },
    ofCustomer: 'identity',
  },
  {
    name: 'customer',
    pk: 'T#<t>#CUST#<id>',
    sk: 'CUSTOMER',
    found: { in: 'customer', key: customerKey },
    ofCustomer: 'customer',
  },
  {
    name: 'merge',
    pk: 'T#<t>#CUST#<id>',
    sk: 'MERGE',
    found: { in: 'customer', key: mergeKey },
    ofCustomer: 'customer',
  },
  {
    name: 'booking',
    pk: 'T#<t>#BOOK#<id>',
    sk: 'BOOKING',
    found: { in: 'index', partition: bookingPartition },
    ofCustomer: 'booking',
  },
  {
    // Nobody knows whose message it was.
    name: 'unmatched status',
    pk: 'T#<t>#WAMID#<provider id>',
    sk: 'STATUS',
    found: { in: 'index', partition: unmatchedPartition },
    ofCustomer: 'status',
  },
  {
    // A hash and a time.
    name: 'first arrival',
    pk: 'T#<t>#ARRIVALS',
    sk: '<hash of channel and provider id>',
    found: { in: 'partition', partition: arrivalsPartition },
    ofCustomer: false,
  },
  {
    name: 'audit entry',
    pk: 'T#<t>#AUDIT#<yyyy-mm>',
    sk: '<at, 13 digits>#<id>',
    found: { in: 'month', partition: auditPartition, forGood: true },
    ofCustomer: false,
  },
  {
    // Sums of money, seconds and tokens, and ids of ours: the business's own books.
    name: 'ledger',
    pk: 'T#<t>#LEDGER#<yyyy-mm>',
    sk: '<conversationId>#<entry>',
    found: ledger,
    ofCustomer: false,
  },
  {
    name: 'costs of a day',
    pk: 'T#<t>#LEDGER#<yyyy-mm>',
    sk: 'DAY#<dd>',
    found: ledger,
    ofCustomer: false,
  },
  {
    name: 'costs of a conversation',
    pk: 'T#<t>#LEDGER#<yyyy-mm>',
    sk: 'CONV#<conversationId>',
    found: ledger,
    ofCustomer: false,
  },
  { name: 'routing of webhooks', pk: 'HOOK#<hookId>', sk: 'HOOK', found: traces, ofCustomer: false },
  { name: 'owner of a number', pk: 'HOOK#NUMBER#<phone_number_id>', sk: 'NUMBER', found: traces, ofCustomer: false },
  { name: 'membership', pk: 'USER#<sub>', sk: 'MEMBER#<tenant>', found: traces, ofCustomer: false },
  { name: 'link of an invitation', pk: 'INVITATION#<sha256>', sk: 'INVITATION', found: traces, ofCustomer: false },
  { name: 'slug', pk: 'SLUG#<slug>', sk: 'SLUG', found: traces, ofCustomer: false },
  { name: 'place in a list', pk: 'PLATFORM#INDEX#<list>', sk: '<place>', found: traces, ofCustomer: false },
  { name: 'job of transcription', pk: 'VOICE#<job>', sk: 'VOICE', found: traces, ofCustomer: false },
  { name: 'registration', pk: 'TENANT#<tenant>', sk: 'TENANT', found: { in: 'registration' }, ofCustomer: false },
  { name: 'founded', pk: 'USER#<sub>', sk: 'FOUNDED', found: { in: 'registration' }, ofCustomer: false },
  { name: 'gone', pk: 'TENANT#<tenant>', sk: 'GONE', found: elsewhere, ofCustomer: false },
  { name: 'platform administrator', pk: 'PLATFORM#ADMIN#<sub>', sk: 'ADMIN', found: elsewhere, ofCustomer: false },
  { name: 'session', pk: 'SESSION#<id>', sk: 'SESSION', found: elsewhere, ofCustomer: false },
  { name: 'browser', pk: 'SESSION#<sub>', sk: '<id>', found: elsewhere, ofCustomer: false },
  { name: 'sign-up', pk: 'SIGNUP#<sha256>', sk: 'SIGNUP', found: elsewhere, ofCustomer: false },
  // The platform's own log: an id that leads nowhere any more.
  {
    name: 'pointer to an audit entry',
    pk: 'PLATFORM#AUDIT#<yyyy-mm>',
    sk: '<at, 13 digits>#<id>',
    found: elsewhere,
    ofCustomer: false,
  },
  // Lives 30 seconds, and nobody of a business that ends gets one.
  { name: 'ticket', pk: 'TICKET#<sha256>', sk: 'TICKET', found: elsewhere, ofCustomer: false },
  { name: 'cursor key of the platform', pk: 'PLATFORM#INDEX#cursors', sk: 'CURSOR_KEY', found: elsewhere, ofCustomer: false },
];

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const patternOf = (key: string): RegExp =>
  new RegExp(
    `^${key
      .split(/<[^>]+>/)
      .map(literal)
      .join('.+')}$`,
    'su',
  );
const fixedLength = ({ pk, sk }: Key): number => `${pk}${sk}`.replace(/<[^>]+>/g, '').length;

/** The one that leaves the least open comes first: `HOOK#NUMBER#<...>` before `HOOK#<...>`. */
const patterns = entities
  .toSorted((one, other) => fixedLength(other) - fixedLength(one))
  .map((entity) => ({ entity, pk: patternOf(entity.pk), sk: patternOf(entity.sk) }));

/** Undefined: no kind of item has such a key. */
export const entityOf = (key: Key): Entity | undefined =>
  patterns.find(({ pk, sk }) => pk.test(key.pk) && sk.test(key.sk))?.entity;
