import { type Mutant, unit } from './mutant.ts';

/** What the assistant reads, and what it is told. */
export const knowledgeMutants: readonly Mutant[] = [
  {
    case: 34,
    breaks: 'a page of a business is fetched without looking where it leads',
    file: 'lambdas/_shared/guarded-fetch.ts',
    find: "if (!found.every(isPublicAddress)) throw new FetchRefused('private-address');",
    replace: '',
    ...unit('lambdas/knowledge-fetch/knowledge'),
    only: 'leads inside',
  },
  {
    case: 36,
    breaks: 'the assistant reads what a page hides from people',
    file: 'lambdas/_knowledge/clean-html.ts',
    find: 'if (depth.unsaid > 0 || unsaid.has(name) || isHidden(attributes)) {',
    replace: 'if (depth.unsaid > 0 || unsaid.has(name)) {',
    ...unit('lambdas/_knowledge/clean-html'),
    only: 'nobody sees',
  },
  {
    case: 36,
    breaks: 'the name of a customer ends the block it stands in',
    file: 'contract/prompt-text.ts',
    find: "const inert = seen.replaceAll('<', '‹').replaceAll('>', '›');",
    replace: 'const inert = seen;',
    ...unit('lambdas/prompts/prompts'),
    only: 'never as more variables',
  },
  {
    case: 3,
    breaks: 'a reading that somebody else has overtaken takes over',
    file: 'lambdas/_data/knowledge.ts',
    find: "ConditionExpression: '#was = :waiting AND #asked = :asked',",
    replace: "ConditionExpression: '#was = :waiting AND (#asked = :asked OR attribute_exists(#asked))',",
    ...unit('lambdas/knowledge-fetch/knowledge'),
    only: 'not taken over',
  },
  {
    case: 16,
    breaks: 'a removed text is found until its words are gone',
    file: 'lambdas/_data/knowledge-index.ts',
    find: "source?.revision === place.revision && source.state !== 'removing'",
    replace: 'source?.revision === place.revision',
    ...unit('lambdas/knowledge-fetch/knowledge'),
    only: 'is removed',
  },
  {
    case: 7,
    breaks: 'a question reads every page in which one of its words stands',
    file: 'lambdas/_knowledge/search.ts',
    find: 'const postingsRead = 28;',
    replace: 'const postingsRead = 10_000;',
    ...unit('lambdas/knowledge-fetch/knowledge'),
    only: 'costs the same',
  },
];
