import type { Expectations, Fault } from '../../../../contract/playground.ts';
import type { PlaygroundWords } from '../../i18n/en/playground.ts';
import type { Catalogue } from '../../i18n/en.ts';
import { isolate } from '../../i18n/isolate.ts';

/** A word of ours in the reader's language; what is none stays as it is. */
const named = (table: Readonly<Record<string, string>>, key: string): string => table[key] ?? isolate(key);

/** What was expected and is not so. */
export function faultWords({ of, expected }: Fault, words: PlaygroundWords, all: Catalogue): string {
  if (of === 'reason') return words.faults.reason(named(all.handOver, expected));
  if (of === 'uses') return words.faults.uses(named(words.toolNames, expected));
  return words.faults[of](of === 'handsOver' ? expected : isolate(expected));
}

/** What a case expects, in one line. */
export function expectWords({ says, saysNot, handsOver, reason, uses }: Expectations, words: PlaygroundWords, all: Catalogue) {
  const { expects } = words;
  const quoted = (some: readonly string[]): string => some.map((one) => isolate(`“${one}”`)).join(', ');
  const parts = [
    ...(says ? [expects.says(quoted(says))] : []),
    ...(saysNot ? [expects.saysNot(quoted(saysNot))] : []),
    ...(reason ? [expects.reason(all.handOver[reason])] : []),
    ...(reason === undefined && handsOver !== undefined ? [handsOver ? expects.handsOver : expects.answers] : []),
    ...(uses ?? []).map((tool) => words.toolNames[tool]),
  ];
  return parts.length === 0 ? expects.nothing : parts.join(' · ');
}
