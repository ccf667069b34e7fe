import { ConversationId, CustomerId, MessageId, TenantId } from '../../contract/ids.ts';
import { findKey, monthOf, textKey, textMonthsKey } from '../../lambdas/_data/keys.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import { Agent, conversationOf, newProviderId, postWebhook, textBody, until } from './client.ts';
import { fill } from './large.ts';
import { prices } from './prices.ts';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';
import { sendTexts, settled, sum } from './units.ts';

const group = 'Searching: units as messages and customers grow';
const sizes = [10, 1_000, 100_000] as const;
const customer = '12025556666';
/** What one call may read at most, with the query that goes beyond: 2 MB and 1 MB, and the answer itself. */
const mostRead = 400;
const texts = 20;

/** Months of texts: 2,000 a day, back from yesterday. */
function* copies(tenant: TenantId, from: number, to: number): Generator<Record<string, unknown>> {
  const [yesterday, conversation] = [Date.now() - 24 * 3_600_000, ConversationId.parse(ulid(0))];
  for (let index = from; index < to; index++) {
    const at = String(yesterday - index * 43_000).padStart(13, '0');
    const message = MessageId.parse(`${at}-${String(index).padStart(16, '0')}`);
    yield { ...textKey(tenant, conversation, message), at: 0, x: `an older message number ${index} of about the usual length` };
  }
  const months = new Set<string>();
  for (let index = 0; index <= to; index += 100) months.add(monthOf(yesterday - index * 43_000));
  yield { ...textMonthsKey(tenant), months: new Set([...months, monthOf(Date.now())]) };
}

function* marks(tenant: TenantId, from: number, to: number): Generator<Record<string, unknown>> {
  for (let index = from; index < to; index++) {
    yield { ...findKey(tenant, `N#customer${index}`, CustomerId.parse(ulid(index))), n: ` customer${index}` };
    yield { ...findKey(tenant, `P#1202557${String(index).padStart(6, '0')}`, CustomerId.parse(ulid(index))), n: '' };
  }
}

/** Units of finding a customer, a word of today and a word that nobody said, and of making a message findable. */
export async function searching(stage: BenchStage): Promise<Figure[]> {
  const { outputs } = stage;
  const [business] = outputs.businesses;
  const channel = business?.channels[0];
  if (!business || !channel) throw new Error('The seed has no channel');
  const tenant = TenantId.parse(business.id);
  const agent = await Agent.signIn(outputs, business.slug, 'agent');
  await agent.connect();
  const timestamp = Math.floor(Date.now() / 1000);
  await postWebhook(channel, textBody({ channel, from: customer, id: newProviderId(), text: 'A walnut desk', timestamp }));
  const ask = (what: string) => agent.call('GET', `/v1/search/${what}`);
  const isFound = async (what: string) => JSON.stringify(await ask(what)).includes(customer);
  await until('the text to be found', () => isFound('messages?q=walnut'));
  await until('the customer to be found', () => isFound(`customers?q=${customer}`));
  await agent.view(await conversationOf(agent, customer));
  const units = async (what: string): Promise<number> => {
    await ask(what);
    await settled(stage);
    await stage.clearCalls();
    await ask(what);
    const calls = (await settled(stage)).filter((call) => call.function === 'search');
    return sum(calls, 'readUnits');
  };
  const questions = {
    'a customer by number': `customers?q=${customer}`,
    'a word of today': 'messages?q=walnut&limit=1',
    'a word that nobody said, one call': 'messages?q=rosewood',
  };
  const found = new Map<string, number[]>();
  let filled = 0;
  for (const size of sizes) {
    await fill(outputs, copies(tenant, filled, size));
    await fill(outputs, marks(tenant, filled, size));
    filled = size;
    for (const [name, what] of Object.entries(questions)) found.set(name, [...(found.get(name) ?? []), await units(what)]);
  }
  await settled(stage);
  await stage.clearCalls();
  await sendTexts(channel, agent, customer, texts);
  const copied = (calls: Awaited<ReturnType<typeof settled>>) =>
    sum(
      calls.filter((call) => call.function === 'search-index'),
      'writeUnits',
    );
  await until('the texts to be findable', async () => copied(await stage.calls()) >= texts);
  const written = copied(await settled(stage)) / texts;
  agent.close();
  const figures = [...found].map(([name, [small = 0, middle = 0, large = 0]]): Figure => {
    const bounded = name.startsWith('a word that nobody');
    return {
      group,
      name: `${name}: 100,000 texts and customers beside it`,
      value: `${large} read`,
      baseline: `${small} read with 10, ${middle} with 1,000`,
      target: bounded ? `at most ${mostRead} a call` : 'flat from 1,000 on',
      met: bounded ? large <= mostRead : large <= middle * 1.1,
    };
  });
  return [
    { group, name: 'write units to make a text findable', value: written.toFixed(2), target: '1', met: written <= 1 },
    {
      group,
      name: 'that, per million texts, beside the cost of receiving them',
      value: `${(written * prices.writeUnit * 1e6).toFixed(2)} USD`,
    },
    ...figures,
  ];
}
