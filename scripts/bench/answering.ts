import * as z from 'zod';
import { Agent, type Channel, conversationOf, newProviderId, postWebhook, textBody, until } from './client.ts';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';
import { settled, sum } from './units.ts';

const group = 'The assistant: what a turn takes, without the model';
const customers = Array.from({ length: 10 }, (_, index) => `1202558${String(1000 + index)}`);
/** What the rules find in the catalogue, the profile and the knowledge; the last one looks for it there. */
const questions = ['How much is a rune reading?', 'When are you open?', 'Do I get a refund when a reading is late?'] as const;

const Thread = z.object({
  items: z.array(z.looseObject({ direction: z.string(), author: z.looseObject({ type: z.string() }).optional() })),
});

async function ask(stage: BenchStage, channel: Channel, agent: Agent, text: string, answers: number): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000);
  for (const from of customers) await postWebhook(channel, textBody({ channel, from, id: newProviderId(), text, timestamp }));
  const answered = async (from: string): Promise<boolean> => {
    const conversation = await conversationOf(agent, from).catch(() => undefined);
    if (conversation === undefined) return false;
    const { items } = Thread.parse(await agent.call('GET', `/v1/conversations/${conversation}/messages?limit=20`));
    return items.filter(({ direction, author }) => direction === 'out' && author?.type === 'assistant').length >= answers;
  };
  for (const from of customers) await until(`the answer for ${from}`, () => answered(from), 60_000);
  await settled(stage);
}

/** Units, calls and milliseconds of turns that the rules answer, from the queue to the answer in the outbox. */
export async function answering(stage: BenchStage): Promise<Figure[]> {
  const [business] = stage.outputs.businesses;
  const channel = business?.channels[0];
  if (!business || !channel) throw new Error('The seed has no channel');
  const agent = await Agent.signIn(stage.outputs, business.slug, 'agent');
  await agent.connect();
  // First contacts, credentials and processes are not what is measured.
  await ask(stage, channel, agent, 'How much is a tarot reading?', 1);
  const figures: Figure[] = [];
  for (const [index, question] of questions.entries()) {
    const before = await stage.functions();
    await stage.clearCalls();
    await ask(stage, channel, agent, question, index + 2);
    const [calls, after] = [(await stage.calls()).filter((call) => call.function === 'assistant'), await stage.functions()];
    const used = (of: 'invocations' | 'busyMs'): number => {
      const [now, then] = [after, before].map((all) => all.find(({ name }) => name === 'assistant')?.[of] ?? 0);
      return ((now ?? 0) - (then ?? 0)) / customers.length;
    };
    const per = (of: 'readUnits' | 'writeUnits'): string => (sum(calls, of) / customers.length).toFixed(1);
    figures.push({
      group,
      name: `“${question}”`,
      value: `${per('readUnits')} read units, ${per('writeUnits')} write units, ${used('invocations').toFixed(1)} invocations, ${used('busyMs').toFixed(0)} ms`,
    });
  }
  agent.close();
  return figures;
}
