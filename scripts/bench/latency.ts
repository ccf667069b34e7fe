import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Agent, conversationOf, newProviderId, postWebhook, takenOver, textBody, until } from './client.ts';
import { type Figure, percentile } from './report.ts';
import type { BenchStage } from './stage.ts';

const group = 'Latency and order on the local stage';
const now = (): number => Math.floor(Date.now() / 1000);

/** From the start of the webhook's POST to the frame at each agent, at 80 messages a second with 20 agents. */
export async function latency(stage: BenchStage): Promise<Figure[]> {
  const { outputs } = stage;
  const channel = outputs.businesses[0]?.channels[0];
  if (!channel) throw new Error('The seed has no channel');
  const customers = Array.from({ length: 20 }, (_, index) => `1202555${String(1000 + index)}`);
  const first = await Agent.signIn(outputs, outputs.businesses[0]?.slug ?? '', 'agent');
  for (const from of customers) {
    await postWebhook(channel, textBody({ channel, from, id: newProviderId(), text: 'Hello', timestamp: now() }));
  }
  await sleep(2000);
  const agents = [first, ...Array.from({ length: 19 }, () => first.again())];
  await Promise.all(agents.map((agent) => agent.connect()));
  for (const [index, agent] of agents.entries()) await agent.view(await takenOver(first, customers[index] ?? ''));
  await sleep(1000);
  const started = new Map<string, number>();
  const all: number[] = [];
  // Only frames with a full message name the provider's id.
  const providerId = /"providerId":"([^"]+)"/g;
  for (const agent of agents) {
    agent.onFrame = (at, frame) => {
      for (const [, id = ''] of frame.matchAll(providerId)) {
        const start = started.get(id);
        if (start !== undefined) all.push(at - start);
      }
    };
  }

  const messages = 800;
  const posts: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; index < messages; index++) {
    const wait = began + (index * 1000) / 80 - performance.now();
    if (wait > 0) await sleep(wait);
    const from = customers[index % customers.length] ?? '';
    const id = newProviderId();
    started.set(id, performance.now());
    posts.push(postWebhook(channel, textBody({ channel, from, id, text: `Message ${index}`, timestamp: now() })));
  }
  await Promise.all(posts);
  await until('all frames', () => all.length >= messages, 60_000);
  for (const agent of agents) agent.close();
  const p50 = percentile(all, 50);
  const p99 = percentile(all, 99);
  return [
    {
      group,
      name: 'webhook POST to the frame of the agent who has the conversation open, p50',
      value: `${p50.toFixed(0)} ms`,
      target: '60 ms',
      met: p50 < 60,
    },
    { group, name: 'the same, p99', value: `${p99.toFixed(0)} ms`, target: '250 ms', met: p99 < 250 },
    await burst(stage, first),
  ];
}

/** Twenty messages of one customer posted one after the other within one second of the provider's clock. */
async function burst(stage: BenchStage, agent: Agent): Promise<Figure> {
  const channel = stage.outputs.businesses[0]?.channels[0];
  if (!channel) throw new Error('The seed has no channel');
  const from = '12025559999';
  const timestamp = now();
  for (let index = 0; index < 20; index++) {
    await postWebhook(channel, textBody({ channel, from, id: newProviderId(), text: `part ${index}`, timestamp }));
  }
  const Page = z.object({ items: z.array(z.looseObject({ content: z.looseObject({ text: z.string().optional() }) })) });
  let texts: (string | undefined)[] = [];
  await until('the burst', async () => {
    const id = await conversationOf(agent, from).catch(() => undefined);
    if (!id) return false;
    texts = Page.parse(await agent.call('GET', `/v1/conversations/${id}/messages?limit=100`)).items.map(
      (one) => one.content.text,
    );
    return texts.length >= 20;
  });
  const ordered = texts.length === 20 && texts.every((text, index) => text === `part ${index}`);
  return {
    group,
    name: 'a burst of 20 messages: all, in order, once',
    value: ordered ? 'yes' : 'no',
    target: 'yes',
    met: ordered,
  };
}
