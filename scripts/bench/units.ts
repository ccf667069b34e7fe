import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Agent, type Channel, newProviderId, postWebhook, statusBody, takenOver, textBody, until } from './client.ts';
import { prices } from './prices.ts';
import type { Figure } from './report.ts';
import type { BenchStage, Call } from './stage.ts';

const group = 'Units and cost, from counted calls';
const customer = '12025550199';
const now = (): number => Math.floor(Date.now() / 1000);

export const sum = (calls: readonly Call[], of: 'writeUnits' | 'readUnits'): number =>
  calls.reduce((total, call) => total + call[of], 0);
export const count = (calls: readonly Call[], action: string): number => calls.filter((call) => call.action === action).length;

/** Waits until no call has been made for half a second, then answers what was made. */
export async function settled(stage: BenchStage): Promise<Call[]> {
  let before = -1;
  for (;;) {
    const calls = await stage.calls();
    if (calls.length === before) return calls;
    before = calls.length;
    await sleep(500);
  }
}

const WithProviderId = z.looseObject({ providerId: z.string() });

/** Sends texts one after the other, each when the watching agent has seen the one before. */
export async function sendTexts(channel: Channel, watcher: Agent, from: string, texts: number): Promise<void> {
  for (let index = 0; index < texts; index++) {
    const id = newProviderId();
    await postWebhook(channel, textBody({ channel, from, id, text: `Is ${index} o'clock free?`, timestamp: now() }));
    await until('the agent to see the text', () =>
      watcher.events.some(({ event }) => {
        const message = WithProviderId.safeParse(event.message);
        return message.success && message.data.providerId === id;
      }),
    );
  }
}

const Rows = z.object({
  items: z.array(z.looseObject({ unread: z.number(), customer: z.looseObject({ waId: z.string().optional() }) })),
});

/** Sends texts of many customers at a steady rate, and waits until the inbox counts them all. */
async function streamTexts(
  channel: Channel,
  agent: Agent,
  customers: readonly string[],
  texts: number,
  perSecond: number,
): Promise<void> {
  const unread = async (): Promise<number> => {
    const { items } = Rows.parse(await agent.call('GET', '/v1/conversations?limit=100'));
    return items.filter((row) => customers.includes(row.customer.waId ?? '')).reduce((sum, row) => sum + row.unread, 0);
  };
  const before = await unread();
  const posts: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; index < texts; index++) {
    const wait = began + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    const from = customers[index % customers.length] ?? '';
    posts.push(postWebhook(channel, textBody({ channel, from, id: newProviderId(), text: `Number ${index}`, timestamp: now() })));
  }
  await Promise.all(posts);
  await until('the inbox to count all texts', async () => (await unread()) === before + texts, 180_000);
}

/** AWS variable cost in USD of what was counted, divided by `texts`, per million. */
async function costPerMillion(
  stage: BenchStage,
  texts: number,
  run: () => Promise<void>,
): Promise<{ usd: number; parts: string; pushes: number }> {
  const before = await stage.functions();
  await stage.clearCalls();
  await run();
  // What makes texts findable comes a second later, of many together, and is counted by itself: `searching.ts`.
  const calls = (await settled(stage)).filter((call) => call.function !== 'search-index');
  const after = await stage.functions();
  const used = (name: string, of: 'invocations' | 'busyMs'): number =>
    (after.find((one) => one.name === name)?.[of] ?? 0) - (before.find((one) => one.name === name)?.[of] ?? 0);
  const names = ['webhook-meta', 'inbound'];
  const invocations = names.reduce((total, name) => total + used(name, 'invocations'), 0);
  const gigabyteSeconds = names.reduce((total, name) => total + (used(name, 'busyMs') / 1000) * 0.25, 0);
  // The event source receives and deletes once per batch; it is the stage's part, so it is not among the functions' calls.
  const sends = count(calls, 'sqs:SendMessage') + count(calls, 'sqs:SendMessageBatch');
  const fifoRequests = sends + used('inbound', 'invocations') * 2;
  const pushes = count(calls, 'execute-api:ManageConnections');
  const parts = {
    'write units': sum(calls, 'writeUnits') * prices.writeUnit,
    'read units': sum(calls, 'readUnits') * prices.readUnit,
    'FIFO requests': fifoRequests * prices.fifoRequest,
    invocations: invocations * prices.invocation,
    'GB-seconds, at the durations of this machine': gigabyteSeconds * prices.gigabyteSecond,
    frames: pushes * prices.webSocketMessage,
    'key requests': count(calls, 'kms:Decrypt') * prices.kmsRequest,
  };
  const perMillion = (usd: number): number => (usd / texts) * 1e6;
  return {
    usd: perMillion(Object.values(parts).reduce((total, usd) => total + usd, 0)),
    parts: Object.entries(parts)
      .map(([name, usd]) => `${name} ${perMillion(usd).toFixed(2)}`)
      .join(', '),
    pushes: pushes / texts,
  };
}

const figure = (name: string, value: number, digits: number, target?: number, unit = ''): Figure => ({
  group,
  name,
  value: `${value.toFixed(digits)}${unit}`,
  ...(target === undefined ? {} : { target: `${target}${unit}`, met: value <= target }),
});

/** Write units per kind of event and the cost per million inbound texts with five agents watching. */
export async function units(stage: BenchStage): Promise<Figure[]> {
  const { outputs } = stage;
  const channel = outputs.businesses[0]?.channels[0];
  if (!channel) throw new Error('The seed has no channel');
  const first = await Agent.signIn(outputs, outputs.businesses[0]?.slug ?? '', 'agent');
  await first.connect();
  await postWebhook(channel, textBody({ channel, from: customer, id: newProviderId(), text: 'Hello', timestamp: now() }));
  await until('the conversation to appear', () => first.events.some(({ event }) => event.type === 'conversation.changed'));
  const conversation = await takenOver(first, customer);
  const agents = [first, ...Array.from({ length: 4 }, () => first.again())];
  await Promise.all(agents.slice(1).map((agent) => agent.connect()));
  await Promise.all(agents.map((agent) => agent.view(conversation)));
  await settled(stage);

  await sendTexts(channel, first, customer, 5); // warm
  const texts = 100;
  await stage.clearCalls();
  const slow = await costPerMillion(stage, texts, () => sendTexts(channel, first, customer, texts));
  const inbound =
    sum(
      (await stage.calls()).filter((call) => call.function === 'inbound'),
      'writeUnits',
    ) / texts;
  const customers = Array.from({ length: 40 }, (_, index) => `1202557${String(1000 + index)}`);
  await streamTexts(channel, first, customers, customers.length, 20); // first contact and credentials are not what is measured
  for (const from of customers) await takenOver(first, from);
  await settled(stage);
  const fast = await costPerMillion(stage, 800, () => streamTexts(channel, first, customers, 800, 80));

  await holdStatuses(stage);
  const answer = await outboundUnits(stage, first, conversation, 1);
  const outbound = await outboundUnits(stage, first, conversation, 20);
  const status = await statusUnits(stage, first, channel, conversation);
  for (const agent of agents) agent.close();
  return [
    figure('write units per inbound text', inbound, 2, 4),
    figure('write units per status', status, 2, 1),
    figure('write units per outbound text with its sent record', outbound, 2, 6),
    figure('the same of the first answer, with which the customer no longer waits', answer, 2),
    figure('cost per million inbound texts, 5 agents watching, one message at a time', slow.usd, 2, 9.7, ' USD'),
    { group, name: 'of which, in USD', value: slow.parts },
    figure('frames per text, one at a time', slow.pushes, 2),
    figure('the same at 80 messages/s, frames coalesced', fast.usd, 2, 7.2, ' USD'),
    { group, name: 'of which, in USD', value: fast.parts },
    figure('frames per text at 80 messages/s', fast.pushes, 2),
  ];
}

export const uuid7 = (): string => {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = crypto.randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
};

/** The provider takes what is sent and reports nothing: what a status costs is counted by itself. */
export async function holdStatuses(stage: BenchStage): Promise<void> {
  await fetch(`${stage.outputs.url}/graph/_behaviour`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ statuses: { hold: true }, limits: { pair: { burst: 1000, perSecond: 1000 } } }),
  });
}

async function outboundUnits(stage: BenchStage, agent: Agent, conversation: string, texts: number): Promise<number> {
  await stage.clearCalls();
  for (let index = 0; index < texts; index++) {
    await agent.call('POST', `/v1/conversations/${conversation}/messages`, {
      clientId: uuid7(),
      content: { kind: 'text', text: `Yes, at ${index}.` },
    });
  }
  const calls = (await settled(stage)).filter((call) => ['conversations', 'outbound'].includes(call.function ?? ''));
  return sum(calls, 'writeUnits') / texts;
}

async function statusUnits(stage: BenchStage, agent: Agent, channel: Channel, conversation: string): Promise<number> {
  const Page = z.object({
    items: z.array(z.looseObject({ id: z.string(), direction: z.string(), providerId: z.string().optional() })),
  });
  const { items } = Page.parse(await agent.call('GET', `/v1/conversations/${conversation}/messages?limit=20`));
  const sent = items.filter((message) => message.direction === 'out' && message.providerId !== undefined);
  await settled(stage);
  await stage.clearCalls();
  for (const message of sent) {
    await postWebhook(
      channel,
      statusBody(channel, message.providerId ?? '', 'delivered', `${conversation}/${message.id}`, customer, now()),
    );
  }
  const calls = (await settled(stage)).filter((call) => call.function === 'inbound');
  return sum(calls, 'writeUnits') / sent.length;
}
