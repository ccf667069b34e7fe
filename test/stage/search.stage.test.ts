import { beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { search } from '../../contract/search.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { bodyOf, changeOf, deliver, newCustomer, newWamid, nowSeconds, say, textOf } from '../helpers/provider.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';

type Page = z.output<typeof search.routes.messages.response>;

let stage: Stage;
let agent: Employee;
let neighbour: Employee;
beforeAll(async () => {
  stage = sharedStage();
  [agent, neighbour] = [await employee(stage, 'samia'), await employee(stage, 'isik')];
});

async function ask<Schema extends z.ZodType>(who: Employee, path: string, schema: Schema): Promise<z.output<Schema>> {
  const { status, body } = await who.call('GET', path);
  expect([path, status]).toEqual([path, 200]);
  return schema.parse(body);
}
const messages = (q: string, who = agent, more = ''): Promise<Page> =>
  ask(who, `/v1/search/messages?q=${encodeURIComponent(q)}${more}`, search.routes.messages.response);
const customers = (q: string, who = agent) =>
  ask(who, `/v1/search/customers?q=${encodeURIComponent(q)}`, search.routes.customers.response);
const texts = ({ items }: Page) => items.map(({ snippet }) => snippet);
/** Words that no other test uses. */
const unheard = () => `q${Math.random().toString(36).slice(2, 10)}z`;

describe('a message', () => {
  it('is found within 3 seconds after it came, however it is written, and by nobody else', async () => {
    const word = unheard();
    const customer = newCustomer('Searched For');
    await say(stage.channel('samia'), customer, `هَلْ قِرَاءَةُ الفِنْجَانِ مُتَاحَةٌ؟ ${word}`, { at: nowSeconds() - 2 });
    await say(stage.channel('samia'), customer, `DİŞ AĞRISI için randevu ${word.toUpperCase()}`, { at: nowSeconds() - 1 });
    const both = await eventually(
      () => messages(word),
      ({ items }) => items.length === 2,
      { withinMs: 3_000 },
    );
    expect(both.items.map(({ conversation }) => conversation.customer.waId)).toEqual([customer.waId, customer.waId]);
    expect(texts(await messages(`فنجان متاحه ${word}`))).toHaveLength(1);
    const [turkish] = (await messages(`${word} ağrısı dis`)).items;
    expect(turkish?.spans.map(({ start, end }) => turkish.snippet.slice(start, end))).toEqual([
      'DİŞ',
      'AĞRISI',
      word.toUpperCase(),
    ]);
    expect(texts(await messages(`${word} walnut`))).toEqual([]);
    expect(texts(await messages(word, neighbour))).toEqual([]);
  });

  it('that was edited is found by what it says now, and a deleted one not at all', async () => {
    const [word, after] = [unheard(), unheard()];
    const customer = newCustomer('Edits');
    const channel = stage.channel('samia');
    const [edited, deleted] = [await say(channel, customer, `one ${word}`), await say(channel, customer, `two ${word}`)];
    await eventually(
      () => messages(word),
      ({ items }) => items.length === 2,
    );
    const change = (type: string, part: object) => ({
      ...textOf(customer, { id: newWamid(), body: '' }),
      text: undefined,
      type,
      [type]: part,
    });
    const edit = { original_message_id: edited, message: { type: 'text', text: { body: `three ${after}` } } };
    await deliver(channel, bodyOf([changeOf(channel, { customers: [customer], messages: [change('edit', edit)] })]));
    const revoke = { original_message_id: deleted };
    await deliver(channel, bodyOf([changeOf(channel, { customers: [customer], messages: [change('revoke', revoke)] })]));
    expect(
      texts(
        await eventually(
          () => messages(after),
          ({ items }) => items.length === 1,
        ),
      ),
    ).toEqual([`three ${after}`]);
    await eventually(
      () => messages(word),
      ({ items }) => items.length === 0,
    );
  });

  it('is one of many pages', async () => {
    const word = unheard();
    const customer = newCustomer('Pages');
    for (let n = 0; n < 5; n++) await say(stage.channel('samia'), customer, `${word} ${n}`, { at: nowSeconds() - 10 + n });
    await eventually(
      () => messages(word),
      ({ items }) => items.length === 5,
    );
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await messages(word, agent, `&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...texts(page));
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(seen).toEqual([4, 3, 2, 1, 0].map((n) => `${word} ${n}`));
  });
});

describe('a customer', () => {
  it('is found by name and number, also by a new name, and by nobody else', async () => {
    const [word, later] = [unheard(), unheard()];
    const customer = newCustomer(`Zeynep ${word}`);
    await say(stage.channel('samia'), customer, 'hello');
    const find = (q: string, who = agent) => customers(q, who).then(({ items }) => items.map((one) => one.customer.waId));
    await eventually(
      () => find(word),
      (found) => found.length === 1,
      { withinMs: 3_000 },
    );
    for (const q of [`${word.slice(0, 6)} zey`, `+${customer.waId}`, customer.waId.slice(-7)]) {
      expect([q, await find(q)]).toEqual([q, expect.arrayContaining([customer.waId])]);
      expect([q, await find(q, neighbour)]).toEqual([q, []]);
    }
    await say(stage.channel('samia'), { ...customer, name: `Elif ${later}` }, 'hello again');
    await eventually(
      () => find(later),
      (found) => found.length === 1,
    );
    await eventually(
      () => find(word),
      (found) => found.length === 0,
    );
  });
});
