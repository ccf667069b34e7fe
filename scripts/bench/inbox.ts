import * as z from 'zod';
import { ConversationId, TenantId } from '../../contract/ids.ts';
import { Agent, conversationOf, newProviderId, postWebhook, textBody, until } from './client.ts';
import { fill, longThread, manyConversations } from './large.ts';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';
import { holdStatuses, settled, sum, uuid7 } from './units.ts';

const group = 'The inbox: units of what an agent does, as conversations and messages grow';
const manySizes = [10, 1_000, 20_000] as const;
const longSizes = [10, 1_000, 100_000] as const;
/** Growth may cost this much more than the smaller size before it counts as not flat: fuller pages are larger. */
const flat = 1.1;
const customer = '12025557777';
const dayMs = 24 * 3_600_000;

type Units = Readonly<Record<'read' | 'write', number>>;
type Costs = ReadonlyMap<string, Units>;
type Acts = readonly (readonly [string, () => Promise<unknown>])[];

async function cost(stage: BenchStage, act: () => Promise<unknown>): Promise<Units> {
  await settled(stage);
  await stage.clearCalls();
  await act();
  const calls = (await settled(stage)).filter((call) => call.function !== 'search-index');
  return { read: sum(calls, 'readUnits'), write: sum(calls, 'writeUnits') };
}

async function costsOf(stage: BenchStage, acts: Acts): Promise<Costs> {
  const found = new Map<string, Units>();
  for (const [name, act] of acts) found.set(name, await cost(stage, act));
  return found;
}

/** Twice at each size, of which the least counts: caches end while rows are made, and filling them again is nobody's act. */
async function grown(
  stage: BenchStage,
  acts: Acts,
  sizes: readonly number[],
  grow: (from: number, to: number) => Promise<void>,
): Promise<Costs[]> {
  const measured: Costs[] = [];
  let there = 0;
  for (const size of sizes) {
    await grow(there, size);
    there = size;
    const [once, again] = [await costsOf(stage, acts), await costsOf(stage, acts)];
    measured.push(new Map(acts.map(([name]) => [name, least(once.get(name) ?? none, again.get(name) ?? none)])));
  }
  return measured;
}

const least = (a: Units, b: Units): Units => ({ read: Math.min(a.read, b.read), write: Math.min(a.write, b.write) });

const shown = ({ read, write }: Units): string => `${read} read, ${write} write`;

const none: Units = { read: 0, write: 0 };

function figures(
  acts: Acts,
  [least = 0, some = 0, most = 0]: readonly number[],
  of: string,
  measured: readonly Costs[],
): Figure[] {
  const [small, middle, large] = measured;
  return acts.map(([name]) => {
    const [few, more, many] = [small?.get(name) ?? none, middle?.get(name) ?? none, large?.get(name) ?? none];
    return {
      group,
      name: `${name}: ${most.toLocaleString('en')} ${of}, against ${some.toLocaleString('en')}`,
      value: shown(many),
      baseline: `${shown(more)}; with ${least}: ${shown(few)}`,
      target: 'flat',
      met: many.read <= more.read * flat && many.write <= more.write * flat,
    };
  });
}

const Colleagues = z.object({ items: z.array(z.looseObject({ id: z.string(), name: z.string() })) });
const Row = z.looseObject({ assigneeId: z.string() });

/**
 * Units of opening the inbox and its views and of working on a conversation, with 10, 1,000 and 20,000 conversations, and of
 * what is done in a conversation with 10, 1,000 and 100,000 messages.
 */
export async function inbox(stage: BenchStage): Promise<Figure[]> {
  const { outputs } = stage;
  const [business] = outputs.businesses;
  const channel = business?.channels[0];
  if (!business || !channel) throw new Error('The seed has no channel');
  const tenant = TenantId.parse(business.id);
  const agent = await Agent.signIn(outputs, business.slug, 'agent');
  await agent.connect();
  const timestamp = Math.floor(Date.now() / 1000);
  await postWebhook(channel, textBody({ channel, from: customer, id: newProviderId(), text: 'Hello', timestamp }));
  await until('the conversation', () => agent.events.some(({ event }) => event.type === 'conversation.changed'));
  const id = ConversationId.parse(await conversationOf(agent, customer));
  const path = `/v1/conversations/${id}`;
  const { assigneeId: me } = Row.parse(await agent.call('POST', `${path}/take-over`, { from: null }));
  const { items } = Colleagues.parse(await agent.call('GET', '/v1/colleagues'));
  const colleague = items.find((one) => one.id !== me)?.id;
  await holdStatuses(stage);
  // A page of messages is full from the beginning, whatever is said here meanwhile.
  await fill(outputs, longThread(tenant, id, { from: 0, to: 60, end: Date.now() - 60_000, said: '👍' }));

  const assigning = ['assigning', () => agent.call('POST', `${path}/assign`, { from: me, to: colleague })] as const;
  const sending = [
    'sending a text, with its sent record',
    () => agent.call('POST', `${path}/messages`, { clientId: uuid7(), content: { kind: 'text', text: 'Yes, at five.' } }),
  ] as const;
  const opening = [
    'opening a conversation',
    () => Promise.all([agent.call('GET', path), agent.call('GET', `${path}/messages`)]),
  ] as const;
  const givingBack = ['giving back to the assistant', () => agent.call('POST', `${path}/hand-back`, { mode: 'ai' })] as const;
  const takingOver = ['taking over', () => agent.call('POST', `${path}/take-over`, { from: null })] as const;
  const inList: Acts = [
    ['opening the inbox, 50 rows', () => agent.call('GET', '/v1/conversations')],
    ['opening `unassigned`', () => agent.call('GET', '/v1/conversations?view=unassigned')],
    ['opening `mine`', () => agent.call('GET', '/v1/conversations?view=mine')],
    ['opening `waiting`', () => agent.call('GET', '/v1/conversations?view=waiting')],
    ['opening `ai`', () => agent.call('GET', '/v1/conversations?view=ai')],
    givingBack,
    takingOver,
    opening,
    sending,
    assigning,
    ['resolving', () => agent.call('POST', `${path}/resolve`)],
    ['reopening', () => agent.call('POST', `${path}/reopen`)],
  ];
  const inThread: Acts = [
    givingBack,
    takingOver,
    opening,
    ['the page above', () => agent.call('GET', `${path}/messages?before=${Date.now() - dayMs}-zzzzzzzz`)],
    sending,
    assigning,
  ];
  const listed = await grown(stage, inList, manySizes, (from, to) => fill(outputs, manyConversations(tenant, from, to)));
  // Older and older ones: each stretch ends where the one before begins.
  const end = Date.now() - dayMs;
  const threaded = await grown(stage, inThread, longSizes, (from, to) =>
    // No words: making a hundred thousand texts findable takes minutes and is counted elsewhere.
    fill(outputs, longThread(tenant, id, { from, to, end: end - from * 60_000, ...(from < 1_000 ? {} : { said: '👍' }) })),
  );
  agent.close();
  return [...figures(inList, manySizes, 'conversations', listed), ...figures(inThread, longSizes, 'messages', threaded)];
}
