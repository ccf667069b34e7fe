import { randomBytes } from 'node:crypto';
import { Agent, conversationOf, newProviderId, postWebhook, textBody, until } from './client.ts';
import { fill } from './large.ts';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';
import { count, sendTexts, settled, sum } from './units.ts';

const group = 'Flatness: what one inbound text takes as things grow';
const texts = 20;
/** Growth may cost this much more than the smallest size before it counts as not flat. */
const flat = 1.1;

interface Cost {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly frames: number;
}

async function perText(stage: BenchStage, watcher: Agent, from: string): Promise<Cost> {
  const channel = stage.outputs.businesses[0]?.channels[0];
  if (!channel) throw new Error('The seed has no channel');
  await settled(stage);
  await stage.clearCalls();
  await sendTexts(channel, watcher, from, texts);
  const calls = (await settled(stage)).filter((call) => call.function === 'inbound');
  return {
    writeUnits: sum(calls, 'writeUnits') / texts,
    readUnits: sum(calls, 'readUnits') / texts,
    frames: count(calls, 'execute-api:ManageConnections') / texts,
  };
}

function* messages(partition: string, from: number, to: number): Generator<Record<string, unknown>> {
  const start = Date.now() - 400 * 24 * 3600_000;
  for (let index = from; index < to; index++) {
    yield {
      pk: partition,
      sk: `M#${String(start + index * 1000).padStart(13, '0')}-${randomBytes(12).toString('base64url')}`,
      dir: 'in',
      c: JSON.stringify({ kind: 'text', text: `An older message, number ${index}, of about the usual length.` }),
      seq: 1,
      pid: newProviderId(),
    };
  }
}

function* businesses(amount: number): Generator<Record<string, unknown>> {
  for (let index = 0; index < amount; index++) {
    const id = `01${randomBytes(24).toString('hex').slice(0, 24)}`;
    yield { pk: `T#${id}#`, sk: 'BUSINESS', name: `Business ${index}` };
    yield { pk: `T#${id}#CONV#${id}`, sk: 'CONV', gsi1pk: `T#${id}#INBOX#0`, gsi1sk: `${Date.now()}#${id}` };
  }
}

const shown = (cost: Cost): string =>
  `${cost.writeUnits.toFixed(2)} write units, ${cost.readUnits.toFixed(2)} read units, ${cost.frames.toFixed(2)} frames`;

const compared = (name: string, before: Cost, after: Cost, of: readonly (keyof Cost)[]): Figure => ({
  group,
  name,
  value: shown(after),
  baseline: shown(before),
  target: of.length === 3 ? 'flat' : 'units flat, frames + 1 a watching agent',
  met: of.every((key) => after[key] <= before[key] * flat + 0.1),
});

/** Units and frames of one text: conversation of 10 and 100,000 messages, 1 and 1,000 businesses, 1 and 100 idle agents. */
export async function flatness(stage: BenchStage): Promise<Figure[]> {
  const { outputs } = stage;
  const [business] = outputs.businesses;
  const channel = business?.channels[0];
  if (!business || !channel) throw new Error('The seed has no channel');
  const from = '12025558888';
  const agent = await Agent.signIn(outputs, business.slug, 'agent');
  await agent.connect();
  const timestamp = Math.floor(Date.now() / 1000);
  for (let index = 0; index < 10; index++) {
    await postWebhook(channel, textBody({ channel, from, id: newProviderId(), text: 'Hello', timestamp }));
  }
  await until('the conversation', () => agent.events.some(({ event }) => event.type === 'conversation.changed'));
  const conversation = await conversationOf(agent, from);
  await agent.view(conversation);

  const small = await perText(stage, agent, from);
  const partition = `T#${business.id}#CONV#${conversation}`;
  await fill(outputs, messages(partition, 0, 1_000));
  const middle = await perText(stage, agent, from);
  await fill(outputs, messages(partition, 1_000, 100_000));
  const large = await perText(stage, agent, from);
  await fill(outputs, businesses(1_000));
  const many = await perText(stage, agent, from);
  const idle = Array.from({ length: 99 }, () => agent.again());
  for (const one of idle) await one.connect();
  const crowded = await perText(stage, agent, from);
  for (const one of [agent, ...idle]) one.close();

  const all: readonly (keyof Cost)[] = ['writeUnits', 'readUnits', 'frames'];
  return [
    compared('1,000 messages in the conversation, against 10', small, middle, all),
    compared('100,000 messages in the conversation, against 10', small, large, all),
    compared('1,001 businesses, against 2', large, many, all),
    compared('100 agents connected, one of them with the conversation open, against 1', many, crowded, ['writeUnits']),
  ];
}
