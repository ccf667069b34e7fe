import { eventually } from '../../helpers/eventually.ts';
import { newCustomer, say } from '../../helpers/provider.ts';
import type { Connected, Life } from './business.ts';
import { from } from './wire.ts';

/** What the assistant answers from: a text that is read, one that is forgotten, and a page that leads nowhere. */
export async function addKnowledge({ canary, founder }: Life, words: readonly string[]): Promise<void> {
  const add = async (field: string) => {
    const body = { title: canary.of(`${field}-title`), text: canary.of(field), fileName: 'house.md' };
    return (await founder.ask('POST /v1/knowledge/texts', { body })).body.id;
  };
  const [kept, passing] = [await add('knowledge'), await add('passing-knowledge')];
  const page = { url: `https://127.0.0.1/${canary.of('page')}`, title: canary.of('page-title') };
  const away = (await founder.ask('POST /v1/knowledge/pages', { body: page })).body.id;
  const file = { title: canary.of('pdf-title'), fileName: `${canary.of('pdf')}.pdf`, bytes: 900, sha256: 'a'.repeat(64) };
  const missing = (await founder.ask('POST /v1/knowledge/files', { body: file })).body.source.id;
  await founder.ask('POST /v1/knowledge/{id}/refresh', { params: { id: missing } });
  canary.also(kept, passing, away, missing);
  const read = async () => {
    await eventually(
      () => founder.ask('GET /v1/knowledge'),
      ({ body }) => body.items.every(({ state }: { state: string }) => state !== 'waiting'),
    );
  };
  await read();
  await founder.ask('GET /v1/knowledge/{id}', { params: { id: passing } });
  await founder.ask('DELETE /v1/knowledge/{id}', { params: { id: passing } });
  await founder.ask('POST /v1/knowledge/{id}/refresh', { params: { id: kept } });
  await read();
  await founder.ask('GET /v1/knowledge/{id}', { params: { id: kept } });
  for (const q of words) await founder.ask('GET /v1/knowledge-search', { query: { q } });
}

/** What the assistant says: written, published, looked at, and taken up again. */
async function writePrompts({ canary, founder }: Life): Promise<void> {
  const texts = { greeting: { en: canary.of('greeting') }, system: { en: canary.of('told-to-the-model') } };
  const draft = await founder.ask('PUT /v1/prompts/draft', {
    ...from((await founder.ask('GET /v1/prompts')).body),
    body: { texts },
  });
  const published = await founder.ask('POST /v1/prompts/publish', {
    ...from(draft.body),
    body: { note: canary.of('published-because') },
  });
  const params = { number: String(published.body.published.number) };
  await founder.ask('GET /v1/prompts/versions');
  await founder.ask('GET /v1/prompts/versions/{number}', { params });
  await founder.ask('POST /v1/prompts/versions/{number}/restore', { params, ...from(published.body) });
}

/** What the assistant would say is tried, with typed words and with those of a customer. */
async function tryOut({ canary, founder }: Life, conversationId: string): Promise<void> {
  const messages = [{ from: 'customer', text: canary.of('tried') }];
  const expect = { says: [canary.of('expected')] };
  const body = { name: canary.of('case'), messages, expect };
  const added = (await founder.ask('POST /v1/playground/cases', { body })).body;
  const params = { id: added.id };
  await founder.ask('PUT /v1/playground/cases/{id}', {
    params,
    ...from(added),
    body: { ...body, name: canary.of('case-renamed') },
  });
  await founder.ask('GET /v1/playground/cases');
  const texts = { draft: { greeting: { en: canary.of('draft-greeting') } } };
  for (const about of [{ messages }, { conversationId }])
    await founder.ask('POST /v1/playground/try', { body: { texts, about, model: 'rules', expect } });
  const passing = (await founder.ask('POST /v1/playground/cases', { body: { ...body, name: canary.of('passing-case') } })).body;
  await founder.ask('DELETE /v1/playground/cases/{id}', { params: { id: passing.id } });
}

/** Somebody greets, and the assistant suggests what to answer, in the words of its business; they are not used. */
export async function letSuggest(life: Life, channel: Connected): Promise<void> {
  const { stage, canary, founder } = life;
  await writePrompts(life);
  const customer = newCustomer(canary.of('greets'));
  canary.also(customer.waId, customer.userId);
  await say(channel, customer, 'Hello');
  type Row = { readonly id: string; readonly customer: { readonly waId?: string } };
  const find = async (): Promise<Row | undefined> => {
    const rows: Row[] = (await founder.ask('GET /v1/conversations')).body.items;
    return rows.find(({ customer: { waId } }) => waId === customer.waId);
  };
  const params = { id: (await eventually(find, (row) => row !== undefined))?.id ?? '' };
  canary.also(params.id);
  await founder.ask('POST /v1/conversations/{id}/hand-back', { params, body: { mode: 'hybrid' } });
  const { knownModels: _, hasKey: __, version, ...settings } = (await founder.ask('GET /v1/assistant')).body;
  await founder.ask('PUT /v1/assistant', { ...from({ version }), body: { ...settings, on: true } });
  // The assistant of this stage is asked by nobody.
  const turn = { v: 1, tenant: founder.business, conversationId: params.id, at: Date.now() };
  const record = { messageId: 'm', receiptHandle: 'r', body: JSON.stringify(turn), attributes: { ApproximateReceiveCount: '1' } };
  await stage.control('POST', '/_stage/invoke', { function: 'assistant', payload: { Records: [record] } });
  const { items } = (await founder.ask('GET /v1/conversations/{id}/messages', { params })).body;
  const suggested = items.find(({ content }: { content: { event?: string } }) => content.event === 'suggested');
  if (suggested?.content.text !== canary.of('greeting')) throw new Error(`Suggested: ${JSON.stringify(suggested)}`);
  await tryOut(life, params.id);
  await founder.ask('POST /v1/conversations/{id}/suggestions/{messageId}/drop', {
    params: { ...params, messageId: suggested.id },
  });
}
