import { ChannelId, ConversationId, CustomerId, EmployeeId, TenantId } from '../../contract/ids.ts';
import { newConversation } from '../../lambdas/_data/conversation-changes.ts';
import { conversationItem } from '../../lambdas/_data/conversation-item.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import { Agent, conversationOf, newProviderId, postWebhook, textBody, until } from './client.ts';
import { fill } from './flatness.ts';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';
import { settled, sum } from './units.ts';

const group = 'The inbox: units of what an agent does, as conversations grow';
const sizes = [10, 1_000, 10_000] as const;
/** Growth may cost this much more than the smallest size before it counts as not flat: fuller pages are larger. */
const flat = 1.1;
const customer = '12025557777';

/** Half open and the assistant's, the rest shared out: people's, nobody's, put aside, resolved. None waits, so pages are full of them. */
function* conversations(tenant: TenantId, from: number, to: number): Generator<Record<string, unknown>> {
  const start = Date.now() - 200 * 24 * 3_600_000;
  for (let index = from; index < to; index++) {
    const at = start + index * 1_000;
    const who = {
      id: CustomerId.parse(ulid(at)),
      name: `Customer number ${index}`,
      waId: `1202556${String(index).padStart(5, '0')}`,
    };
    const made = newConversation(ConversationId.parse(ulid(at)), ChannelId.parse(ulid(at)), who, undefined, at);
    const kinds = [
      {},
      {},
      {},
      { mode: 'human', assigneeId: EmployeeId.parse(ulid(at)) },
      { mode: 'human' },
      { status: 'snoozed', snoozedUntil: at + 400 * 24 * 3_600_000 },
      { status: 'resolved' },
    ] as const;
    yield conversationItem(tenant, { ...made, ...kinds[index % kinds.length] });
  }
}

type Units = Readonly<Record<'read' | 'write', number>>;

async function cost(stage: BenchStage, act: () => Promise<unknown>): Promise<Units> {
  await settled(stage);
  await stage.clearCalls();
  await act();
  const calls = (await settled(stage)).filter((call) => call.function !== 'search-index');
  return { read: sum(calls, 'readUnits'), write: sum(calls, 'writeUnits') };
}

/** Everything once for nothing: credentials, caches and processes are there when it counts. */
async function costs(stage: BenchStage, agent: Agent, id: string): Promise<Map<string, Units>> {
  const path = `/v1/conversations/${id}`;
  const acts: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['opening the inbox, 50 rows', () => agent.call('GET', '/v1/conversations')],
    ['opening `unassigned`', () => agent.call('GET', '/v1/conversations?view=unassigned')],
    ['opening `mine`', () => agent.call('GET', '/v1/conversations?view=mine')],
    ['opening `waiting`', () => agent.call('GET', '/v1/conversations?view=waiting')],
    ['opening `ai`', () => agent.call('GET', '/v1/conversations?view=ai')],
    ['opening a conversation', () => Promise.all([agent.call('GET', path), agent.call('GET', `${path}/messages`)])],
    ['giving back to the assistant', () => agent.call('POST', `${path}/hand-back`, { mode: 'ai' })],
    ['taking over', () => agent.call('POST', `${path}/take-over`, { from: null })],
    ['resolving', () => agent.call('POST', `${path}/resolve`)],
    ['reopening', () => agent.call('POST', `${path}/reopen`)],
  ];
  const found = new Map<string, Units>();
  for (const [name, act] of acts) found.set(name, await cost(stage, act));
  return found;
}

const shown = ({ read, write }: Units): string => `${read} read, ${write} write`;

/** Units of opening the inbox and its views, of opening a conversation and of working on it, with 10, 1,000 and 10,000 conversations. */
export async function inbox(stage: BenchStage): Promise<Figure[]> {
  const { outputs } = stage;
  const [business] = outputs.businesses;
  const channel = business?.channels[0];
  if (!business || !channel) throw new Error('The seed has no channel');
  const agent = await Agent.signIn(outputs, business.slug, 'agent');
  await agent.connect();
  const timestamp = Math.floor(Date.now() / 1000);
  await postWebhook(channel, textBody({ channel, from: customer, id: newProviderId(), text: 'Hello', timestamp }));
  await until('the conversation', () => agent.events.some(({ event }) => event.type === 'conversation.changed'));
  const id = await conversationOf(agent, customer);
  await agent.call('POST', `/v1/conversations/${id}/take-over`, { from: null });
  const measured: Map<string, Units>[] = [];
  let there = 0;
  for (const size of sizes) {
    await fill(stage, conversations(TenantId.parse(business.id), there, size));
    there = size;
    if (measured.length === 0) await costs(stage, agent, id);
    measured.push(await costs(stage, agent, id));
  }
  agent.close();
  const [small = new Map<string, Units>(), middle = new Map<string, Units>(), large = new Map<string, Units>()] = measured;
  return [...small.keys()].map((name) => {
    const [few, some, many] = [small, middle, large].map((one) => one.get(name) ?? { read: 0, write: 0 });
    if (!few || !some || !many) throw new Error('There are three sizes');
    return {
      group,
      name: `${name}: ${sizes[2].toLocaleString('en')} conversations, against ${sizes[1].toLocaleString('en')}`,
      value: shown(many),
      baseline: `${shown(some)}; with ${sizes[0]}: ${shown(few)}`,
      target: 'flat',
      met: many.read <= some.read * flat && many.write <= some.write * flat,
    };
  });
}
