import { createHash } from 'node:crypto';
import { clientId } from '../../helpers/api.ts';
import { eventually } from '../../helpers/eventually.ts';
import { served } from '../../helpers/media.ts';
import { postForm } from '../../helpers/uploads.ts';
import type { Connected, Life } from './business.ts';
import { from } from './wire.ts';

/** Puts a document there as a browser does; answers what messages name it by. */
async function upload({ canary, founder }: Life, field: string): Promise<string> {
  const bytes = Buffer.from(`${canary.of(`written-in-${field}`)}\n`);
  const { body } = await founder.ask('POST /v1/media/uploads', {
    body: {
      kind: 'document',
      mimeType: 'text/plain',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      name: `${canary.of(field)}.txt`,
    },
  });
  const put = await postForm(body.post, bytes);
  if (put !== 204) throw new Error(`The storage answered ${put}`);
  const params = { uploadId: body.id };
  const { fileId } = (await founder.ask('POST /v1/media/uploads/{uploadId}/complete', { params })).body;
  canary.also(body.id, fileId);
  return fileId;
}

/** Sends a file to the customer, looks at all files there are, and deletes one. */
export async function keepFiles(life: Life, channel: Connected, conversation: string): Promise<void> {
  const { stage, canary, wire, founder } = life;
  const params = { id: conversation };
  const fileId = await upload(life, 'own-file');
  const content = { kind: 'document', fileId, caption: canary.of('own-caption') };
  await founder.ask('POST /v1/conversations/{id}/messages', { params, body: { clientId: clientId(), content } });
  await eventually(
    () => founder.ask('GET /v1/conversations/{id}/messages', { params }),
    ({ body }) =>
      body.items.some(
        ({ status, content: { media } }: { status?: string; content: { media?: { fileId?: string } } }) =>
          media?.fileId === fileId && status === 'delivered',
      ),
  );
  const sent = await stage.control('GET', `/graph/_sent?phoneNumberId=${channel.phoneNumberId}`);
  wire.take('what the provider was asked to send', JSON.stringify(sent));

  const passing = await upload(life, 'passing-file');
  const { items } = (await founder.ask('GET /v1/media')).body;
  await founder.ask('GET /v1/media/usage');
  const links = { items: items.map(({ id }: { id: string }) => ({ fileId: id, variant: 'original' })) };
  for (const { url } of (await founder.ask('POST /v1/media/links', { body: links })).body.items) {
    const { status, headers, body } = await served(url);
    if (status !== 200) throw new Error(`The file answered ${status}`);
    wire.take('served file of the library', `${JSON.stringify(headers)}\n${body.toString('utf8')}`);
  }
  await founder.ask('DELETE /v1/media/{fileId}', { params: { fileId: passing } });
  await founder.ask('GET /v1/media');
  const retention = (await founder.ask('GET /v1/media/retention')).body;
  await founder.ask('PUT /v1/media/retention', { ...from(retention), body: { customer: 365, business: null } });
}
