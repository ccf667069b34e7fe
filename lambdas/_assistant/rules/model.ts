import type * as z from 'zod';
import type { Spoken } from '../language.ts';
import type { Model, ModelAnswer, ModelRequest, ModelTurn, ToolCall } from '../model.ts';
import { BusinessFacts } from '../tools/business-facts.ts';
import { ListedServices } from '../tools/list-services.ts';
import { FoundPassages } from '../tools/search-knowledge.ts';
import { hoursInReply, passageInWords, servicesInWords } from './compose.ts';
import { type Intent, intentsOf } from './intents.ts';
import { phrases } from './phrases.ts';

const free = { tokensIn: 0, tokensOut: 0 };
const text = (said: string): ModelAnswer => ({ outcome: 'text', text: said, usage: free });
/** `made`: how many calls this turn has had before. */
const calls = (wanted: readonly Omit<ToolCall, 'id'>[], made = 0): ModelAnswer => ({
  outcome: 'calls',
  calls: wanted.map((call, index) => ({ id: `${call.name}-${made + index}`, ...call })),
  usage: free,
});
const handOver = (reason: string): ModelAnswer => calls([{ name: 'hand_over', input: { reason } }]);

/** What stands in the history for something that has no words. */
const wordless = /^\[[a-z ]+\]$/;

/** What the customer said since anybody answered, and what was looked up for it since. */
function lastOf(turns: readonly ModelTurn[]) {
  const end = turns.findLastIndex(({ from }) => from === 'customer');
  const begin = turns.slice(0, end + 1).findLastIndex(({ from }) => from !== 'customer') + 1;
  const asked = turns.slice(begin, end + 1).flatMap((turn) => (turn.from === 'customer' ? [turn.text] : []));
  const before = turns[begin - 1];
  return {
    asked,
    before: before?.from === 'assistant' ? before.text : undefined,
    results: turns.slice(end + 1).flatMap((turn) => (turn.from === 'tool' ? [turn] : [])),
  };
}

/**
 * The assistant that needs no model: it knows what customers ask most, in English, Arabic and Turkish, looks it up with the same
 * tools as a model would, and hands over when asked to or when it does not understand twice. It answers the same each time.
 */
export const rulesModel = (language: Spoken, greeting?: string): Model => ({
  complete: async ({ turns, tools }) => {
    const { asked, before, results } = lastOf(turns);
    const said = asked.filter((one) => !wordless.test(one)).join('\n');
    if (said === '') return text(phrases[language].received);
    const intents = intentsOf(said);
    return results.length > 0
      ? answered({ results, intents, before, greeting }, language)
      : decided({ said, intents, before, tools }, language);
  },
});

interface Asked {
  readonly said: string;
  readonly intents: readonly Intent[];
  readonly before: string | undefined;
  readonly tools: ModelRequest['tools'];
}

function decided({ said, intents, before, tools }: Asked, language: Spoken): ModelAnswer {
  const say = phrases[language];
  if (intents.includes('person')) return handOver('asked');
  if (intents.includes('upset')) return handOver('upset');
  const wanted: Omit<ToolCall, 'id'>[] = [];
  if (intents.includes('everything')) wanted.push({ name: 'list_services', input: {} });
  else if (intents.includes('services')) wanted.push({ name: 'list_services', input: { query: said.slice(0, 200) } });
  if (intents.includes('hours')) wanted.push({ name: 'business_facts', input: {} });
  if (wanted.length > 0) return calls(wanted);
  if (intents.includes('assistant')) return text(`${say.machine} ${say.help}`);
  if (intents.includes('thanks')) return text(say.thanks);
  if (intents.includes('greeting') && said.length < 40) return calls([{ name: 'business_facts', input: {} }]);
  // A service by its name alone, then what the business has written: whatever knows it answers.
  const looks = [
    { name: 'list_services', input: { query: said.slice(0, 200) } },
    ...(tools.some(({ name }) => name === 'search_knowledge') && said.length > 1
      ? [{ name: 'search_knowledge', input: { query: said.slice(0, 300) } }]
      : []),
  ];
  return tools.some(({ name }) => name === 'list_services') ? calls(looks) : notUnderstood(before, language);
}

function notUnderstood(before: string | undefined, language: Spoken): ModelAnswer {
  const apologies = Object.values(phrases).map((one) => one.notUnderstood);
  if (before !== undefined && apologies.some((one) => before.includes(one))) return handOver('low-confidence');
  return text(phrases[language].notUnderstood);
}

type Result = Extract<ModelTurn, { from: 'tool' }>;

function read<Schema extends z.ZodType>(results: readonly Result[], schema: Schema): z.output<Schema> | undefined {
  for (const { result, failed } of results.toReversed()) {
    const parsed = failed ? undefined : schema.safeParse(JSON.parse(result));
    if (parsed?.success) return parsed.data;
  }
  return undefined;
}

interface Looked {
  readonly results: readonly Result[];
  readonly intents: readonly Intent[];
  readonly before: string | undefined;
  /** What the business says to who only greets. */
  readonly greeting: string | undefined;
}

function answered({ results, intents, before, greeting }: Looked, language: Spoken): ModelAnswer {
  const say = phrases[language];
  if (results.every(({ failed }) => failed)) return handOver('tool-failed');
  const facts = read(results, BusinessFacts);
  const listed = read(results, ListedServices);
  const found = read(results, FoundPassages);
  // Asked in general, no name fits: everything is meant.
  const listings = results.filter(({ id }) => id.startsWith('list_services')).length;
  if (listed?.services.length === 0 && listings === 1 && intents.includes('services'))
    return calls([{ name: 'list_services', input: {} }], results.length);
  const parts = [
    ...(intents.includes('greeting') && facts ? [say.greeting(facts.name)] : []),
    ...(listed && listed.services.length > 0 ? [servicesInWords(listed, language)] : []),
    ...(facts && intents.includes('hours') ? [hoursInReply(facts, language)] : []),
  ];
  const passage = found && passageInWords(found, language);
  if (passage !== undefined && parts.length === 0) parts.push(passage);
  if (parts.length === 0) return notUnderstood(before, language);
  const onlyGreeted = intents.every((intent) => intent === 'greeting');
  return text(onlyGreeted ? (greeting ?? [...parts, say.help].join('\n\n')) : parts.join('\n\n'));
}
