import { languageOf, spokenOf } from '../../lambdas/_assistant/language.ts';
import type { ModelTurn } from '../../lambdas/_assistant/model.ts';
import { rulesModel } from '../../lambdas/_assistant/rules/model.ts';
import { think } from '../../lambdas/_assistant/think.ts';
import type { Handles } from '../../lambdas/_assistant/tool.ts';
import { tools } from '../../lambdas/_assistant/tools/all.ts';
import { putService } from '../../lambdas/_data/service.ts';
import { knowledgeOf } from '../../lambdas/_knowledge/search.ts';
import { demoBusinesses } from '../../local/seed/demo.ts';
import { seedKnowledge } from '../../local/seed/knowledge.ts';
import { servicesOf } from '../../local/seed/services.ts';
import type { TestTable } from './dynamodb.ts';
import { aTenant } from './factory.ts';

/** What the business says to who only greets. */
export const greeted = 'Hello! How can I help?';

/** The assistant of a demo business without its queues: what it says to who writes so. */
export async function demoAssistant(table: TestTable, slug: string, now: number) {
  const store = table.of(aTenant());
  for (const service of servicesOf(slug)) await putService(store, service);
  await seedKnowledge(store, slug);
  const profile = demoBusinesses.find((one) => one.profile.slug === slug)?.profile;
  if (!profile) throw new Error(`There is no demo business ${slug}`);
  const business = { ...profile, version: 1 };
  const knowledge = await knowledgeOf(store);

  /** The reply, or `[reason]` of the hand-over. `before`: what was said until then, the customer first. */
  return async (said: string, before: readonly string[] = []): Promise<string> => {
    const known = before
      .filter((_, index) => index % 2 === 0)
      .reduce<string | undefined>((language, one) => languageOf(one, business.languages, language), undefined);
    const language = languageOf(said, business.languages, known);
    const history = [...before, said].map(
      (text, index): ModelTurn => ({ from: index % 2 === 0 ? 'customer' : 'assistant', text }),
    );
    const thought = await think({
      model: rulesModel(spokenOf(language, business.languages), greeted),
      tools,
      // The rules only read.
      handles: { store, business, knowledge, language, now } as Handles,
      system: '',
      history,
      temperature: 0,
      maxTokens: 500,
      signal: new AbortController().signal,
      done: [],
      note: async () => 'noted',
      clock: () => now,
    });
    if (thought.outcome === 'text') return thought.text;
    return thought.outcome === 'hand-over' ? `[${thought.reason}]` : `[${thought.outcome}]`;
  };
}
