import type { HandOverReason } from '../../../../contract/message.ts';
import type { AssistantTool, Expectations, Tried } from '../../../../contract/playground.ts';
import { isReason } from './reasons.ts';

/** `answers`, `hands-over`, or the reason of the hand-over. Empty: either way. */
type Ends = '' | 'answers' | 'hands-over' | HandOverReason;

/** What is expected, as it stands in the fields of a form. */
export interface ExpectDraft {
  /** One on each line. */
  readonly says: string;
  readonly saysNot: string;
  readonly ends: Ends;
  readonly uses: readonly AssistantTool[];
}

export const anything: ExpectDraft = { says: '', saysNot: '', ends: '', uses: [] };

/** Of a field whose value is any text. */
export const endsFrom = (value: string): Ends => (value === 'answers' || value === 'hands-over' || isReason(value) ? value : '');

/** Reasons that a turn of nothing but texts can end with. */
export const likelyReasons = [
  'asked',
  'upset',
  'out-of-scope',
  'low-confidence',
  'tool-failed',
  'closed',
] as const satisfies readonly HandOverReason[];

export const assistantTools = [
  'business_facts',
  'list_services',
  'customer_details',
  'search_knowledge',
  'hand_over',
] as const satisfies readonly AssistantTool[];

const isTool = (name: string): name is AssistantTool => assistantTools.some((one) => one === name);

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** The contract takes ten of 80 characters. */
export const fitsExpected = (text: string): boolean => {
  const lines = linesOf(text);
  return lines.length <= 10 && lines.every((line) => line.length <= 80);
};

function endsOf(ends: Ends): Pick<Expectations, 'handsOver' | 'reason'> {
  if (ends === '') return {};
  if (ends === 'answers') return { handsOver: false };
  return ends === 'hands-over' ? { handsOver: true } : { reason: ends };
}

export function expectationsOf({ says, saysNot, ends, uses }: ExpectDraft): Expectations {
  const [wanted, unwanted] = [linesOf(says), linesOf(saysNot)];
  return {
    ...(wanted.length > 0 && { says: wanted }),
    ...(unwanted.length > 0 && { saysNot: unwanted }),
    ...endsOf(ends),
    ...(uses.length > 0 && { uses: [...uses] }),
  };
}

export const expectDraftOf = ({ says = [], saysNot = [], handsOver, reason, uses = [] }: Expectations): ExpectDraft => ({
  says: says.join('\n'),
  saysNot: saysNot.join('\n'),
  ends: reason ?? (handsOver === undefined ? '' : handsOver ? 'hands-over' : 'answers'),
  uses,
});

/**
 * What was seen, proposed as what is expected from now on. Its words are not: the next answer may say the same with others. That a
 * person was asked for shows in how it ended.
 */
export function expectAsSeen({ outcome, reason, steps }: Tried): ExpectDraft {
  const used = new Set(
    steps.flatMap((step) => (step.type === 'tool' && step.name !== 'hand_over' && isTool(step.name) ? [step.name] : [])),
  );
  if (outcome === 'failed') return anything;
  return { ...anything, ends: outcome === 'text' ? 'answers' : (reason ?? 'hands-over'), uses: [...used] };
}
