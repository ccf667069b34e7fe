import * as z from 'zod';
import { eventually } from '../../helpers/eventually.ts';
import { served } from '../../helpers/media.ts';
import { sha256, voiceNote } from '../../helpers/media-files.ts';
import { bodyOf, changeOf, deliver, newCustomer, newWamid, nowSeconds } from '../../helpers/provider.ts';
import type { Connected, Life } from './business.ts';

interface Sent {
  readonly bytes: Buffer;
  readonly mimeType: string;
}

/** Puts a file at the provider, with the token of the number; answers how a webhook names it. */
async function atProvider({ stage }: Life, channel: Connected, { bytes, mimeType }: Sent): Promise<Record<string, string>> {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', mimeType);
  form.set('file', new File([new Uint8Array(bytes)], 'file', { type: mimeType }));
  const response = await fetch(`${stage.url}/graph/v26.0/${channel.phoneNumberId}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${channel.accessToken}` },
    body: form,
  });
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  return { id, mime_type: mimeType, sha256: Buffer.from(sha256(bytes), 'hex').toString('base64') };
}

/** Somebody else sends a voice note and a document. People play, read, transcribe again and correct. Answers the conversation. */
export async function sendFiles(life: Life, channel: Connected): Promise<string> {
  const { stage, canary, wire, founder } = life;
  const customer = newCustomer(canary.of('speaker'));
  canary.also(customer.waId, customer.userId);
  // No two lives say the same: what a recording says is known by its bytes.
  const spoken = voiceNote(2, customer.waId.split('').reduce((sum, digit) => sum * 7 + Number(digit), 1) % 1_000_000);
  const written = Buffer.from(`${canary.of('written-in-a-file')}\n`);
  await stage.control('POST', '/_stage/recordings', {
    sha256: sha256(spoken),
    text: canary.of('spoken'),
    language: 'en',
    takesMs: 50,
  });
  const said = async (type: string, sent: Sent, more: object) => ({
    from: customer.waId,
    from_user_id: customer.userId,
    id: newWamid(type),
    timestamp: String(nowSeconds()),
    type,
    [type]: { ...(await atProvider(life, channel, sent)), ...more },
  });
  const messages = [
    await said('document', { bytes: written, mimeType: 'text/plain' }, { filename: `${canary.of('sent-file')}.txt` }),
    await said('audio', { bytes: spoken, mimeType: 'audio/ogg' }, { voice: true }),
  ];
  await deliver(channel, bodyOf([changeOf(channel, { customers: [customer], messages })]));

  const { items: conversations } = (
    await eventually(
      () => founder.ask('GET /v1/conversations'),
      ({ body }) => body.items.some(({ customer: { waId } }: { customer: { waId?: string } }) => waId === customer.waId),
    )
  ).body;
  const { id } = conversations.find(({ customer: known }: { customer: { waId?: string } }) => known.waId === customer.waId);
  const params = { id };
  canary.also(id);
  const transcribed = async () => {
    const { body } = await eventually(
      () => founder.ask('GET /v1/conversations/{id}/messages', { params }),
      (answer) => {
        const all: { file?: { state: string }; transcript?: { state: string } }[] = answer.body.items;
        return all.every(({ file }) => file?.state === 'stored') && all.some(({ transcript }) => transcript?.state === 'done');
      },
      { withinMs: 30_000 },
    );
    return body.items;
  };
  const items: { id: string; content: { kind: string } }[] = await transcribed();
  const links = { items: items.map((message) => ({ messageId: message.id, variant: 'original' })) };
  for (const { url } of (await founder.ask('POST /v1/conversations/{id}/media-links', { params, body: links })).body.items) {
    const { status, headers, body } = await served(url);
    if (status !== 200) throw new Error(`The file answered ${status}`);
    wire.take('served file', `${JSON.stringify(headers)}\n${body.toString('utf8')}`);
  }
  const note = { params: { id, messageId: items.find(({ content }) => content.kind === 'voice')?.id ?? '' } };
  await founder.ask('GET /v1/conversations/{id}/costs', { params });
  await founder.ask('POST /v1/conversations/{id}/messages/{messageId}/media/retry', note);
  await founder.ask('POST /v1/conversations/{id}/messages/{messageId}/transcript', { ...note, body: { language: 'en-US' } });
  await transcribed();
  await founder.ask('PUT /v1/conversations/{id}/messages/{messageId}/transcript/correction', {
    ...note,
    body: { text: canary.of('really-said') },
  });
  await founder.ask('GET /v1/conversations/{id}/messages/{messageId}/transcript', note);
  return id;
}
