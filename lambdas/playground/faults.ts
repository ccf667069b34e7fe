import type { Expectations, Fault, Tried } from '../../contract/playground.ts';

/** Letters as they are compared: without case and without the marks that most people leave out. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** What was expected of an answer and is not so. */
export function faultsOf(
  { says = [], saysNot = [], handsOver, reason, uses = [] }: Expectations,
  tried: Pick<Tried, 'outcome' | 'reason' | 'text' | 'steps'>,
): Fault[] {
  const text = fold(tried.text ?? '');
  const has = (word: string) => text.includes(fold(word));
  const used = new Set(tried.steps.flatMap((step) => (step.type === 'tool' ? [step.name] : [])));
  const handed = tried.outcome === 'hand-over';
  return [
    ...says.filter((word) => !has(word)).map((expected) => ({ of: 'says' as const, expected })),
    ...saysNot.filter(has).map((expected) => ({ of: 'saysNot' as const, expected })),
    ...(handsOver !== undefined && (tried.outcome === 'failed' || handsOver !== handed)
      ? [{ of: 'handsOver' as const, expected: String(handsOver) }]
      : []),
    ...(reason !== undefined && tried.reason !== reason ? [{ of: 'reason' as const, expected: reason }] : []),
    ...uses.filter((tool) => !used.has(tool)).map((expected) => ({ of: 'uses' as const, expected })),
  ];
}
