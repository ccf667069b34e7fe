import { builtInPrompts, isBuiltIn } from '../../../../contract/built-in-prompts.ts';
import { type PromptPurpose, promptFaults, promptPurposes } from '../../../../contract/prompt-text.ts';
import type { PromptTexts } from '../../../../contract/prompts.ts';

export const longest = 8_000;

/** What the assistant says in a language where the business wrote nothing. */
export function builtInText(purpose: PromptPurpose, language: string): string {
  const [base = ''] = language.toLowerCase().split('-');
  return builtInPrompts[purpose][isBuiltIn(base) ? base : 'en'];
}

/** With a text of one purpose and language; without one, that there is none. */
export function withText(texts: PromptTexts, purpose: PromptPurpose, language: string, text: string | undefined): PromptTexts {
  const { [language]: _, ...others } = texts[purpose] ?? {};
  const own = text === undefined ? others : { ...others, [language]: text };
  const { [purpose]: __, ...rest } = texts;
  return Object.keys(own).length === 0 ? rest : { ...rest, [purpose]: own };
}

/** As it is sent: texts of nothing but space are none. */
export function written(texts: PromptTexts): PromptTexts {
  let kept: PromptTexts = {};
  for (const purpose of promptPurposes) {
    for (const [language, text] of Object.entries(texts[purpose] ?? {})) {
      if (text.trim() !== '') kept = withText(kept, purpose, language, text.trim());
    }
  }
  return kept;
}

const ordered = (texts: PromptTexts) =>
  promptPurposes.map((purpose) => Object.entries(texts[purpose] ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)));

export const saySame = (one: PromptTexts, other: PromptTexts): boolean =>
  JSON.stringify(ordered(written(one))) === JSON.stringify(ordered(written(other)));

export const isWrong = (text: string): boolean => text.length > longest || promptFaults(text).length > 0;

/** Every purpose and language that either says something about. */
export function pairsOf(one: PromptTexts, other: PromptTexts): readonly (readonly [PromptPurpose, string])[] {
  return promptPurposes.flatMap((purpose) =>
    [...new Set([...Object.keys(one[purpose] ?? {}), ...Object.keys(other[purpose] ?? {})])].map(
      (language) => [purpose, language] as const,
    ),
  );
}
