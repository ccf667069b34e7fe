import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ConversationId, EmployeeId, MessageId, type TenantId } from '../../contract/ids.ts';
import { found } from '../../lambdas/_businesses/found.ts';
import { keepWaiting } from '../../lambdas/_data/annotation.ts';
import { firstArrival } from '../../lambdas/_data/arrival.ts';
import { auditPut } from '../../lambdas/_data/audit.ts';
import { BookingId, bookingItem } from '../../lambdas/_data/booking.ts';
import { putChannel } from '../../lambdas/_data/channel.ts';
import { recordEvent } from '../../lambdas/_data/channel-health.ts';
import { entities, entityOf } from '../../lambdas/_data/entities.ts';
import { claimFounding } from '../../lambdas/_data/founded.ts';
import { claimNumber, putHook } from '../../lambdas/_data/hook.ts';
import { linkIdentity } from '../../lambdas/_data/identity.ts';
import { putLink } from '../../lambdas/_data/invitation.ts';
import { mergeKey, textMonthsKey, textPartition, turnsKey } from '../../lambdas/_data/keys.ts';
import { ledgerWrites } from '../../lambdas/_data/ledger.ts';
import { copyMembership } from '../../lambdas/_data/membership.ts';
import { addInbound } from '../../lambdas/_data/message.ts';
import { addEntries } from '../../lambdas/_data/platform-index.ts';
import { claimSlug, getRegistration, type Registration } from '../../lambdas/_data/registration.ts';
import { transact } from '../../lambdas/_data/transact.ts';
import { applyUnmatched } from '../../lambdas/_data/unmatched-status.ts';
import { beginVisit } from '../../lambdas/_data/visit.ts';
import { putVoiceJob } from '../../lambdas/_data/voice-job.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import type { TestTable } from './dynamodb.ts';
import { aChannel, aConversation, aHookId, aNumber, anEmployee, aText, noon } from './factory.ts';

/** Rows of settings that nothing leads to but their partition: made from the list of entities, each with the mark. */
const plainRows = (tenant: TenantId, mark: string) =>
  entities
    .filter(({ found: { in: where } }) => where === 'partition')
    .map(({ pk, sk }) => ({ pk: pk.replace('<t>', tenant), sk: sk.replace(/<[^>]+>/g, mark), mark }))
    .filter(({ sk }) => !/^(BUSINESS|CHANNEL#|HOOK#|HEALTH#|TEXT_MONTHS|TURNS)/.test(sk));

/** The `sub` of who made it: the account stays. */
export const founderOf = (tenant: TenantId): string => `founder-${tenant.slice(10)}`;

/**
 * A business with something of every kind there is, written as the product writes it where an index must lead to it, with what
 * crashes leave behind; and two months of a log. `mark` is in all of it.
 */
export async function fullBusiness(table: TestTable, store: TenantTable, mark: string): Promise<Registration> {
  const { platform } = table;
  const { tenant } = store;
  const sub = founderOf(tenant);
  const by = { type: 'employee' as const, id: anEmployee(), name: mark };
  await claimFounding(platform, sub, tenant, noon);
  await found(store, platform, {
    profile: {
      name: `Salon ${mark}`,
      slug: `slug-${mark}`,
      industry: 'salon',
      timezone: 'Asia/Beirut',
      currency: 'USD',
      languages: ['en'],
      hours: [],
    },
    plan: 'pro',
    madeFrom: 'm',
    founder: { sub, email: `${mark}@people.example`, name: mark },
    by,
    from: '',
    requestId: 'r',
    now: noon,
  });
  await numbers(table, store, mark);
  for (let count = 0; count < 3; count++) await conversation(store, mark, count);
  await applyUnmatched(store, { providerId: `wamid.${mark}`, status: 'sent', at: noon }, noon);
  await firstArrival(store, aNumber({}).id, { providerId: `SM${mark}`, at: noon });
  const turns = { ...turnsKey(tenant), limit: 5, last: { [mark]: 1 }, recent: [], version: 1 };
  const rows = [...plainRows(tenant, mark), ...words(tenant, mark), turns];
  for (let first = 0; first < rows.length; first += 25) {
    const puts = rows.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
    await store.client.send(new BatchWriteCommand({ RequestItems: { [store.table]: puts } }));
  }
  const entry = { action: 'business.updated' as const, by, thing: { type: 'business', id: tenant, name: mark } };
  await transact(store, [auditPut(store, entry, noon + 31 * 86_400_000)]);
  await spoken(table, store, mark);
  await people(table, store, mark);
  const registration = await getRegistration(store, tenant);
  if (!registration) throw new Error('Not made');
  // Of a change of name and address that died before its transaction.
  const never = { ...registration, name: `Never ${mark}`, slug: `never-${mark}`, version: 2 };
  await claimSlug(platform, never, noon);
  await addEntries(platform, never, registration);
  return registration;
}

/** Of an imported message, older than the business is here. */
const words = (tenant: TenantId, mark: string) => [
  { ...textMonthsKey(tenant), months: new Set(['2019-03']) },
  { pk: textPartition(tenant, '2019-03'), sk: `1551434400000-${mark}#c`, x: mark },
];

async function numbers({ platform }: TestTable, store: TenantTable, mark: string): Promise<void> {
  const { tenant } = store;
  const id = aHookId();
  const channel = aNumber({ name: mark, hookId: id, phoneNumberId: `1${mark}`, wabaId: `2${mark}` });
  await putChannel(store, channel);
  await recordEvent(store, channel.id, noon + 29 * 86_400_000);
  await claimNumber(platform, channel.phoneNumberId, { tenant, channelId: channel.id });
  await putHook(platform, {
    id,
    tenant,
    provider: 'meta',
    appId: mark,
    channels: { [channel.phoneNumberId]: channel.id },
    secrets: [],
    verify: '0'.repeat(64),
    version: 1,
  });
  // Of a number that was being connected when the process died.
  await claimNumber(platform, `3${mark}`, { tenant, channelId: aChannel() });
}

async function conversation(store: TenantTable, mark: string, count: number): Promise<void> {
  // Each status is listed in a place of its own.
  const made = await aConversation(store, { status: (['open', 'snoozed', 'resolved'] as const)[count % 3] ?? 'open' });
  for (let message = 0; message < 3; message++) {
    const at = noon + message * 1000;
    await addInbound(store, { ...aText(made, { at }), content: { kind: 'text', text: `${mark} ${message}` } });
  }
  const annotation = { type: 'reaction', target: 't', providerId: 'p', at: new Date(noon).toISOString(), emoji: '👍' } as const;
  await keepWaiting(store, made.id, { annotation, person: mark });
  for (const { found: where, sk } of entities) {
    if (where.in !== 'conversation') continue;
    const Item = { pk: where.partition(store.tenant, made.id), sk: sk.replace(/<[^>]+>/g, mark), mark };
    await transact(store, [{ Put: { TableName: store.table, Item } }]);
  }
  const merged = { ...mergeKey(store.tenant, made.customer.id), mark };
  await transact(store, [{ Put: { TableName: store.table, Item: merged } }]);
  const known = { customerId: made.customer.id, conversationId: made.id };
  await linkIdentity(store, made.channelId, `bsuid:${mark}.${count}`, known);
  const booking = {
    id: BookingId.parse(ulid(noon)),
    customerId: made.customer.id,
    startsAt: noon,
    status: 'held',
    version: 1,
  } as const;
  await transact(store, [{ Put: { TableName: store.table, Item: { ...bookingItem(store.tenant, booking), notes: mark } } }]);
}

/** What transcribing cost in two months, and a job whose end nobody has told of. */
async function spoken({ platform }: TestTable, store: TenantTable, mark: string): Promise<void> {
  const conversationId = ConversationId.parse(ulid(noon));
  const entry = { kind: 'transcription', conversationId, id: mark, micros: 6_000, seconds: 15, by: 'transcribe' } as const;
  for (const at of [noon, noon + 31 * 86_400_000]) await transact(store, await ledgerWrites(store, { ...entry, at }));
  const messageId = MessageId.parse('1763629200000-abcdefgh');
  const job = { tenant: store.tenant, conversationId, messageId, attempt: 1, at: noon };
  await putVoiceJob(platform, `frontdesk-dev-${mark}`, job, noon);
}

async function people({ platform }: TestTable, { tenant }: TenantTable, mark: string): Promise<void> {
  const person = { sub: `agent-${mark}`, tenant, employeeId: anEmployee(), name: mark, email: `agent-${mark}@people.example` };
  await copyMembership(platform, { ...person, role: 'agent', permissions: [], active: true, version: 1 });
  const reason = `Asked for help: ${mark}`;
  const employeeId = EmployeeId.parse(ulid(noon));
  await beginVisit(platform, { sub: `boss-${mark}`, tenant, employeeId, email: 'boss@platform.example', reason, until: noon });
  await putLink(platform, `hash-${mark}`, { tenant, invitationId: mark }, noon);
}

/** Kinds of items that a business has, and the table has none of. */
export function kindsMissing(items: readonly Record<string, unknown>[]): string[] {
  const there = new Set(items.map(({ pk, sk }) => entityOf({ pk: String(pk), sk: String(sk) })?.name));
  return entities.filter(({ name, found }) => found.in !== 'elsewhere' && !there.has(name)).map(({ name }) => name);
}
