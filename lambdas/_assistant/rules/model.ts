import type * as z from 'zod';
import type { Spoken } from '../language.ts';
import type { Model, ModelAnswer, ModelRequest, ModelTurn, ToolCall } from '../model.ts';
import { BusinessFacts } from '../tools/business-facts.ts';
import { ListedServices } from '../tools/list-services.ts';
import { FoundPassages } from '../tools/search-knowledge.ts';
import { hoursInReply, isNotQuite, languagesInWords, passageInWords, servicesInWords } from './compose.ts';
import { dayIn, intentsOf, isWordless, searchFor } from './intents.ts';
import { phrases } from './phrases.ts';
import type { Intent } from './signs.ts';

const free = { tokensIn: 0, tokensOut: 0 };
const text = (said: string): ModelAnswer => ({ outcome: 'text', text: said, usage: free });
/** `made`: how many calls this turn has had before. */
const calls = (wanted: readonly Omit<ToolCall, 'id'>[], made = 0): ModelAnswer => ({
  outcome: 'calls',
  calls: wanted.map((call, index) => ({ id: `${call.name}-${made + index}`, ...call })),
  usage: free,
});
const handOver = (reason: string): ModelAnswer => calls([{ name: 'hand_over', input: { reason } }]);

/** What stands in the history for something that has no words, or before them. */
const note = /^\[[a-z ]+\] ?/;
/** What is said with it is not the customer’s own words. */
const named = /^\[(location|contact card|order|product) received\]/;

/** What the customer said since anybody answered, and what was looked up for it since. */
function lastOf(turns: readonly ModelTurn[]) {
  const end = turns.findLastIndex(({ from }) => from === 'customer');
  const begin = turns.slice(0, end + 1).findLastIndex(({ from }) => from !== 'customer') + 1;
  const asked = turns.slice(begin, end + 1).flatMap((turn) => (turn.from === 'customer' ? [turn.text] : []));
  const before = turns[begin - 1];
  return {
    said: asked
      .map((one) => (named.test(one) ? '' : one.replace(note, '')))
      .filter((one) => one !== '')
      .join('\n'),
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
    const { said, before, results } = lastOf(turns);
    if (said === '') return text(phrases[language].received);
    const asked: Asked = { said, intents: intentsOf(said), before, greeting, language };
    return results.length > 0 ? answered(asked, results) : decided(asked, tools);
  },
});

interface Asked {
  readonly said: string;
  readonly intents: readonly Intent[];
  readonly before: string | undefined;
  /** What the business says to who only greets. */
  readonly greeting: string | undefined;
  readonly language: Spoken;
}

/** Asked about by a word of its own: a page that is called so answers, else a person. */
const topicOf = (intents: readonly Intent[]): Intent | undefined =>
  intents.find((intent) => intent === 'refund' || intent === 'payment' || intent === 'place');

function decided(asked: Asked, tools: ModelRequest['tools']): ModelAnswer {
  const { said, intents, before, language } = asked;
  const say = phrases[language];
  const has = (intent: Intent): boolean => intents.includes(intent);
  if (has('asks-who')) return text(`${say.machine} ${say.help}`);
  if (has('person')) return handOver('asked');
  if (has('upset')) return handOver('upset');
  if (has('matter') && !has('offers') && topicOf(intents) === undefined) return handOver('out-of-scope');
  const facts = { name: 'business_facts', input: { day: dayIn(said) } };
  const query = searchFor(said);
  const services = { name: 'list_services', input: { query: said.slice(0, 200) } };
  const knowledge =
    query.length > 1 && tools.some(({ name }) => name === 'search_knowledge')
      ? [{ name: 'search_knowledge', input: { query } }]
      : [];
  if (isWordless(said)) {
    if (before === undefined) return calls([facts]);
    return /\p{So}/u.test(said) ? text(say.allRight) : notUnderstood(asked);
  }
  const asksTime = has('hours') ? [facts] : [];
  if (topicOf(intents) !== undefined)
    return knowledge.length > 0
      ? calls([...knowledge, ...(has('offers') ? [services] : []), ...asksTime])
      : handOver('out-of-scope');
  const isQuestion = has('offers') || has('explain') || has('duration');
  if (has('hours') || has('languages')) return calls(isQuestion ? [services, ...knowledge, facts] : [facts]);
  if (isQuestion) return calls([services, ...knowledge]);
  if (has('machine')) return text(`${say.machine} ${say.help}`);
  if (has('thanks')) return text(say.thanks);
  if (has('bye') || has('no') || has('ok')) return text(say.allRight);
  if (has('yes')) return text(say.help);
  if (has('greeting') && said.length < 40) return calls([facts]);
  // A service or a day by its name alone, then what the business has written: whatever knows it answers.
  return calls([services, ...knowledge, ...(facts.input.day === undefined ? [] : [facts])]);
}

function notUnderstood({ before, language }: Asked): ModelAnswer {
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

const listings = (results: readonly Result[]): readonly Result[] => results.filter(({ id }) => id.startsWith('list_services'));

function answered(asked: Asked, results: readonly Result[]): ModelAnswer {
  const { said, intents, greeting, language } = asked;
  const say = phrases[language];
  const has = (intent: Intent): boolean => intents.includes(intent);
  if (results.every(({ failed }) => failed)) return handOver('tool-failed');
  const facts = read(results, BusinessFacts);
  const listed = read(results, ListedServices);
  const found = read(results, FoundPassages);
  const topic = topicOf(intents);
  const passage = found && passageInWords(found, language, topic);
  if (topic !== undefined && passage === undefined) return handOver('out-of-scope');
  if (!listed && !found && facts && !has('hours') && !has('languages'))
    return text(greeting ?? `${say.greeting(facts.name)}\n\n${say.help}`);
  const some = listed !== undefined && listed.services.length > 0;
  const isTimed = has('duration') && some && listed.services.every(({ offers }) => offers.every(({ minutes }) => minutes));
  const wantsMore = has('explain') || (has('duration') && !isTimed);
  const isExplained = topic === undefined && passage !== undefined && (wantsMore || !some);
  // Asked in general, no name fits: everything is meant.
  if (!some && !isExplained && has('offers') && listings(results).length === 1)
    return calls([{ name: 'list_services', input: {} }], results.length);
  const first = read(listings(results).slice(0, 1), ListedServices);
  const isMore = listings(results).length > 1;
  const isOther = first !== undefined && isNotQuite(first);
  const parts = [
    ...(has('greeting') && facts ? [say.greeting(facts.name)] : []),
    ...(topic !== undefined && passage !== undefined ? [passage] : []),
    ...(isExplained ? [passage] : some ? [...(isOther ? [say.notQuite] : []), servicesInWords(listed, language)] : []),
    ...(facts && (has('hours') || dayIn(said) !== undefined) ? [hoursInReply(facts, language)] : []),
    ...(facts && has('languages') ? [languagesInWords(facts, language)] : []),
  ];
  if (parts.length === 0 || (isMore && !some)) return notUnderstood(asked);
  return text([...parts, ...(has('matter') ? [say.askPerson] : [])].join('\n\n'));
}
