import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Content } from '../../contract/message.ts';

/**
 * What test/fixtures/whatsapp/index.json expects of the Meta files, read from the files and the index alone.
 * Nothing of the product's own parsing is used.
 */
const folder = join(import.meta.dirname, '..', 'fixtures', 'whatsapp');

export interface Contact {
  readonly waId?: string;
  readonly userId?: string;
  readonly name?: string;
  readonly username?: string;
}

interface Expect {
  readonly kinds: readonly string[];
  readonly texts?: readonly string[];
  readonly textSha256?: readonly string[];
  readonly textLengths?: readonly number[];
  readonly contact?: Contact;
  readonly contacts?: readonly Contact[];
  readonly tolerant?: boolean;
  readonly echoTexts?: readonly string[];
  readonly finalStatus?: Readonly<Record<string, string>>;
  readonly errorCodes?: readonly number[];
  readonly opaque?: readonly string[];
  readonly filenames?: readonly string[];
  readonly forwarded?: boolean;
  readonly payloads?: readonly string[];
  readonly replyTo?: string;
  readonly flow?: Readonly<Record<string, string>>;
  readonly product?: { readonly catalogId: string; readonly retailerId: string };
  readonly referral?: { readonly sourceId: string; readonly ctwaClid: string };
  readonly groupId?: string;
  readonly identityChange?: Readonly<Record<string, string>>;
  readonly reactsTo?: string;
  readonly targets?: readonly string[];
}

export interface Fixture {
  readonly file: string;
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly expect: Expect;
}

interface RawStatus {
  readonly id: string;
  readonly status: string;
  readonly biz_opaque_callback_data?: string;
  readonly errors?: readonly { readonly code: number }[];
}

export interface RawMessage {
  readonly id: string;
  readonly timestamp: string;
  readonly type: string;
  readonly [type: string]: unknown;
}

/** What somebody of the business wrote on its phone. */
export interface ExpectedEcho {
  readonly id: string;
  readonly to: string;
  readonly text: string;
}

export function expectedEchoes(files: readonly Fixture[], phoneNumberId: string): ExpectedEcho[] {
  return files.flatMap(({ raw, expect }) => {
    const body = JSON.parse(new TextDecoder().decode(raw));
    const echoes = body.entry
      .flatMap(
        ({ changes }: { changes: { field: string; value: { metadata: Value['metadata']; message_echoes: object[] } }[] }) =>
          changes,
      )
      .filter(({ field }: { field: string }) => field === 'smb_message_echoes')
      .filter(({ value }: { value: Value }) => value.metadata?.phone_number_id === phoneNumberId)
      .flatMap(({ value }: { value: { message_echoes: { id: string; to: string }[] } }) => value.message_echoes);
    return echoes.map(({ id, to }: { id: string; to: string }, index: number) => ({
      id,
      to,
      text: expect.echoTexts?.[index] ?? '',
    }));
  });
}

interface Value {
  readonly metadata?: { readonly phone_number_id: string };
  readonly messages?: readonly RawMessage[];
  readonly statuses?: readonly RawStatus[];
}

export const fixtures: readonly Fixture[] = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
  .filter(({ provider }: { provider: string }) => provider === 'meta')
  .map(({ file, expect }: { file: string; expect: Expect }) => ({
    file,
    expect,
    raw: new Uint8Array(readFileSync(join(folder, file))),
  }));

/** Every change of the field `messages`, in the order of the document. */
function values({ raw }: Fixture): Value[] {
  const body = JSON.parse(new TextDecoder().decode(raw));
  return body.entry.flatMap(({ changes }: { changes: { field: string; value: Value }[] }) =>
    changes.filter(({ field }) => field === 'messages').map(({ value }) => value),
  );
}

/** Every phone number named anywhere in the file. */
export function phoneNumbers({ raw }: Fixture): Set<string> {
  return new Set([...new TextDecoder().decode(raw).matchAll(/"phone_number_id":\s*"(\d+)"/g)].map(([, id]) => id ?? ''));
}

export interface ExpectedMessage {
  readonly file: string;
  readonly phoneNumberId: string;
  readonly kind: string;
  readonly raw: RawMessage;
  readonly contact: Contact | undefined;
  readonly texts: readonly string[] | undefined;
  readonly expect: Expect;
}

const annotations = new Set(['reaction', 'reaction_removed', 'edit', 'revoke']);
export const isAnnotation = ({ kind }: ExpectedMessage): boolean => annotations.has(kind);

/** One per provider id: a redelivery is the same message. */
export function expectedMessages(files: readonly Fixture[], phoneNumberId: string): Map<string, ExpectedMessage> {
  const expected = new Map<string, ExpectedMessage>();
  for (const fixture of files.filter(({ expect }) => !expect.tolerant)) {
    const { expect, file } = fixture;
    const kinds = expect.kinds.filter((kind) => !kind.startsWith('status:'));
    const all = values(fixture).flatMap(({ metadata, messages = [] }) =>
      messages.map((raw) => ({ raw, number: metadata?.phone_number_id })),
    );
    const unique = all.filter(({ raw }, index) => all.findIndex((other) => other.raw.id === raw.id) === index);
    if (unique.length !== kinds.length) throw new Error(`${file}: ${unique.length} messages, ${kinds.length} kinds`);
    for (const [index, { raw, number }] of unique.entries()) {
      if (number !== phoneNumberId) continue;
      const single = unique.length === 1;
      const text = expect.texts?.[index];
      expected.set(raw.id, {
        file,
        phoneNumberId,
        kind: kinds[index] ?? '',
        raw,
        contact: single ? expect.contact : expect.contacts?.[index],
        texts: single ? expect.texts : text === undefined ? undefined : [text],
        expect: single ? expect : { kinds: [] },
      });
    }
  }
  return expected;
}

/** The provider's order; `failed` can be overtaken by a late `delivered`. */
const order = ['sent', 'failed', 'delivered', 'read', 'played'];

export interface ExpectedStatus {
  readonly status: string;
  readonly opaque: string | undefined;
  readonly errorCode: number | undefined;
}

/** The furthest status of each message over all these files, whatever their order. */
export function expectedStatuses(files: readonly Fixture[], phoneNumberId: string): Map<string, ExpectedStatus> {
  const expected = new Map<string, ExpectedStatus>();
  const reports = files
    .filter(({ expect }) => !expect.tolerant)
    .flatMap((fixture) => values(fixture))
    .filter(({ metadata }) => metadata?.phone_number_id === phoneNumberId)
    .flatMap(({ statuses = [] }) => statuses);
  for (const { id, status, biz_opaque_callback_data: opaque, errors } of reports) {
    const known = expected.get(id);
    const further = !known || order.indexOf(status) > order.indexOf(known.status);
    expected.set(id, {
      status: further ? status : known.status,
      opaque: opaque ?? known?.opaque,
      errorCode: errors?.[0]?.code ?? known?.errorCode,
    });
  }
  return expected;
}

/** What a person reads of a content, in the order of index.json. */
export function readable(content: Content): string[] {
  switch (content.kind) {
    case 'text':
    case 'button':
    case 'nfm_reply':
      return [content.text];
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
    case 'voice':
    case 'sticker':
      return content.media.caption === undefined ? [] : [content.media.caption];
    case 'location':
      return content.name === undefined ? [] : [content.name];
    case 'contacts':
      return content.cards.map(({ name }) => name);
    case 'button_reply':
    case 'list_reply':
      return [content.title];
    case 'order':
    case 'product':
      return content.text === undefined ? [] : [content.text];
    case 'call_permission_reply':
    case 'system':
    case 'request_welcome':
    case 'note':
    case 'work':
    case 'unsupported':
      return [];
    default:
      return content satisfies never;
  }
}

/** The value behind a tap. */
export function payloadOf(content: Content): string | undefined {
  if (content.kind === 'button') return content.payload;
  return content.kind === 'button_reply' || content.kind === 'list_reply' ? content.id : undefined;
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The same shuffle for the same seed (a linear congruential generator, constants of Numerical Recipes). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
