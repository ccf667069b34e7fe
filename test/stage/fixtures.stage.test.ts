import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../contract/conversations.ts';
import type { Annotation, Message } from '../../contract/message.ts';
import { employee } from '../helpers/api.ts';
import { deliver } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { type OwnStage, type Stage, startStage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import {
  type ExpectedMessage,
  expectedEchoes,
  expectedMessages,
  expectedStatuses,
  type Fixture,
  fixtures,
  isAnnotation,
  payloadOf,
  phoneNumbers,
  readable,
  sha256,
  shuffled,
} from './expected.ts';

const businesses = ['samia', 'isik'] as const;
const minute = 60_000;

/** To every business named in the file; what names nobody we know goes to all, as a shared app would get it. */
async function post(stage: Stage, { raw, file }: Fixture, numbers: ReadonlySet<string>): Promise<void> {
  const channels = businesses.map((name) => stage.channel(name));
  const concerned = channels.filter(({ phoneNumberId }) => numbers.has(phoneNumberId));
  for (const channel of concerned.length > 0 ? concerned : channels) {
    const attempts = await deliver(channel, raw);
    if (attempts !== 1) throw new Error(`${file} was refused ${attempts - 1} times`);
  }
}

async function postAll(stage: Stage, files: readonly Fixture[]): Promise<void> {
  for (const fixture of files) await post(stage, fixture, phoneNumbers(fixture));
  await settled(stage);
}

interface Seen {
  readonly conversations: readonly ConversationSummary[];
  readonly messages: readonly Message[];
  readonly waiting: readonly Annotation[];
}

/** Everything of a business, by REST. */
async function look(stage: Stage, name: (typeof businesses)[number]): Promise<Seen> {
  const somebody = await employee(stage, name);
  const conversations = await somebody.inbox();
  const threads = await Promise.all(conversations.map(({ id }) => somebody.thread(id)));
  return {
    conversations,
    messages: threads.flatMap(({ items }) => items),
    waiting: threads.flatMap(({ waiting }) => waiting),
  };
}

function expectContent({ kind, raw, texts, expect: wanted, file }: ExpectedMessage, message: Message): void {
  const { content } = message;
  expect.soft(content.kind, file).toBe(kind);
  if (texts) expect.soft(readable(content), file).toEqual(texts);
  if (wanted.textSha256) expect.soft(readable(content).map(sha256), file).toEqual(wanted.textSha256);
  if (wanted.textLengths)
    expect
      .soft(
        readable(content).map((text) => [...text].length),
        file,
      )
      .toEqual(wanted.textLengths);
  const part = (raw[raw.type] ?? {}) as Record<string, unknown>;
  if ('media' in content) {
    expect.soft(content.media, file).toMatchObject({ providerMediaId: part.id, mimeType: part.mime_type, sha256: part.sha256 });
    if (wanted.filenames) expect.soft([content.media.filename], file).toEqual(wanted.filenames);
  }
  if (content.kind === 'location')
    expect.soft(content, file).toMatchObject({ latitude: part.latitude, longitude: part.longitude });
  if (content.kind === 'order') expect.soft(content.items, file).toHaveLength((part.product_items as unknown[]).length);
  if (content.kind === 'nfm_reply') expect.soft(content.answers, file).toEqual(wanted.flow);
  if (content.kind === 'system') expect.soft(content.change, file).toEqual(wanted.identityChange);
  if (wanted.payloads) expect.soft([payloadOf(content)], file).toEqual(wanted.payloads);
}

function expectMessage(wanted: ExpectedMessage, message: Message): void {
  const { file, raw, contact, expect: details } = wanted;
  expect.soft(message.sentAt, file).toBe(new Date(Number(raw.timestamp) * 1000).toISOString());
  const bubble = !['system', 'request_welcome'].includes(wanted.kind);
  expect.soft(message.direction, file).toBe(bubble ? 'in' : 'event');
  if (contact) {
    const { waId, userId, name, username } = message.sender ?? {};
    expect.soft(JSON.parse(JSON.stringify({ waId, userId, name, username })), file).toEqual(contact);
  }
  if (details.replyTo) expect.soft(message.replyTo, file).toBe(details.replyTo);
  if (details.forwarded) expect.soft(message.forwarded, file).toBe(true);
  if (details.product) expect.soft(message.product, file).toEqual(details.product);
  if (details.referral) expect.soft(message.referral, file).toMatchObject(details.referral);
  if (details.groupId) expect.soft(message.groupId, file).toBe(details.groupId);
}

/** Compares all that a business has with all that these files are expected to leave, in both directions. */
async function expectAll(stage: Stage, name: (typeof businesses)[number], files: readonly Fixture[]): Promise<void> {
  const { phoneNumberId } = stage.channel(name);
  const expected = expectedMessages(files, phoneNumberId);
  const { conversations, messages, waiting } = await look(stage, name);
  const items = [...expected.values()];
  const shown = items.filter((item) => !isAnnotation(item));

  const echoes = expectedEchoes(files, phoneNumberId);
  expect(messages.flatMap(({ providerId }) => providerId ?? []).sort()).toEqual(
    [...shown.map(({ raw }) => raw.id), ...echoes.map(({ id }) => id)].sort(),
  );
  for (const { id, to, text } of echoes) {
    const echo = messages.find(({ providerId }) => providerId === id);
    expect(echo).toMatchObject({
      direction: 'out',
      author: { type: 'phone-app' },
      status: 'sent',
      content: { kind: 'text', text },
    });
    expect(conversations.find(({ customer }) => customer.waId === to)?.id).toBe(echo?.conversationId);
  }
  const byId = new Map(messages.map((message) => [message.providerId, message]));

  const editOf = new Map(items.filter(({ kind }) => kind === 'edit').map((item) => [item.expect.targets?.[0], item]));
  const revoked = new Set(items.filter(({ kind }) => kind === 'revoke').map((item) => item.expect.targets?.[0]));
  for (const wanted of shown) {
    const message = byId.get(wanted.raw.id);
    if (!message) throw new Error('unreachable: the lists were equal');
    expectMessage(wanted, message);
    const edit = editOf.get(wanted.raw.id);
    expect.soft(message.deletedAt !== undefined, wanted.file).toBe(revoked.has(wanted.raw.id));
    expect.soft(message.editedAt !== undefined, wanted.file).toBe(edit !== undefined);
    if (revoked.has(wanted.raw.id)) expect.soft(JSON.stringify(message.content), wanted.file).not.toContain('sha256');
    else if (edit) expect.soft(readable(message.content), edit.file).toEqual(edit.texts);
    else expectContent(wanted, message);
  }

  // Reactions, edits and deletions whose message is not ours wait, each once, with what they say.
  const late = items.filter((item) => isAnnotation(item) && !byId.has(item.expect.reactsTo ?? item.expect.targets?.[0]));
  const summary = (annotations: readonly { id: string; target: string | undefined; emoji: string | undefined }[]) =>
    annotations.map((one) => JSON.stringify(one)).sort();
  expect(summary(waiting.map(({ providerId, target, emoji }) => ({ id: providerId, target, emoji })))).toEqual(
    summary(
      late.map(({ raw, expect: { reactsTo, targets }, texts, kind }) => ({
        id: raw.id,
        target: reactsTo ?? targets?.[0],
        emoji: kind === 'reaction' ? texts?.[0] : kind === 'reaction_removed' ? '' : undefined,
      })),
    ),
  );

  // One conversation a person, and no telephone number that nobody gave.
  for (const userId of new Set(items.flatMap(({ contact }) => contact?.userId ?? []))) {
    const own = shown.filter(({ contact, expect: { groupId } }) => contact?.userId === userId && !groupId);
    const homes = new Set(own.map(({ raw }) => byId.get(raw.id)?.conversationId));
    expect.soft(homes.size, `conversations of ${userId}`).toBe(1);
    if (own.some(({ contact }) => contact?.waId)) continue;
    const home = conversations.find(({ id }) => homes.has(id));
    expect.soft(home?.customer.waId).toBeUndefined();
    expect.soft(home?.customer.phone).toBeUndefined();
  }
  const groups = new Set(items.flatMap(({ expect: { groupId } }) => groupId ?? []));
  expect(conversations.flatMap(({ groupId }) => groupId ?? [])).toEqual([...groups]);

  const somebody = await employee(stage, name);
  for (const [id, { status, opaque, errorCode }] of expectedStatuses(files, phoneNumberId)) {
    const found = await somebody.unmatchedStatus(id);
    expect.soft(found?.status, id).toBe(status);
    if (opaque) expect.soft(found?.opaque, id).toBe(opaque);
    if (errorCode && status === 'failed') expect.soft(found?.failure?.code, id).toBe(String(errorCode));
  }
}

/** The same counts by a scan of the table, past the product's own reading. */
async function expectRows(stage: Stage): Promise<void> {
  const rows = await new RawTable(stage).scan('T#');
  const count = (start: string) => rows.filter(({ sk }) => String(sk).startsWith(start)).length;
  const numbers = businesses.map((name) => stage.channel(name).phoneNumberId);
  const all = numbers.flatMap((number) => [...expectedMessages(fixtures, number).values()]);
  const echoes = numbers.reduce((sum, number) => sum + expectedEchoes(fixtures, number).length, 0);
  // Each echo also left a line in the thread: that somebody in the phone app took over.
  const lines = rows.filter(({ sk, c }) => String(sk).startsWith('M#') && String(c).includes('"kind":"work"'));
  expect(count('M#') - lines.length).toBe(all.filter((item) => !isAnnotation(item)).length + echoes);
  expect(lines).toHaveLength(echoes);
  expect(count('STATUS')).toBe(numbers.reduce((sum, number) => sum + expectedStatuses(fixtures, number).size, 0));
  // Of files 37 (history), 38 (a call) and 45 (somebody else's number) nothing was kept.
  expect(JSON.stringify(rows)).not.toMatch(/16315551181|123456123|phone_number_id/);
}

describe.each([
  { title: 'in order, and three times over', files: fixtures, rounds: 3 },
  { title: 'shuffled, and twice', files: shuffled(fixtures, 20261123), rounds: 2 },
])('the recorded webhooks, $title', ({ files, rounds }) => {
  let stage: OwnStage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage?.stop());

  it('leave what is expected of the files that change no other', async () => {
    const last = files.findIndex(({ expect: { kinds } }) => kinds.includes('edit') || kinds.includes('revoke'));
    const start = files.slice(0, last);
    await postAll(stage, start);
    for (const name of businesses) await expectAll(stage, name, start);
  });

  it('leave exactly what index.json expects of all', async () => {
    await postAll(stage, files);
    for (const name of businesses) await expectAll(stage, name, files);
    await expectRows(stage);
  });

  it('change nothing when they come again, after the queue has forgotten them', async () => {
    for (let round = 1; round < rounds; round += 1) {
      await stage.clock(round * 6 * minute);
      await postAll(stage, files);
    }
    for (const name of businesses) await expectAll(stage, name, files);
    await expectRows(stage);
  });
});
