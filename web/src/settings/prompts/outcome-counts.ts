import type { HandOverReason } from '../../../../contract/message.ts';
import type { PromptOutcomes } from '../../../../contract/prompts.ts';
import { handOverReasons } from '../playground/reasons.ts';

interface OutcomeCounts {
  readonly used: number;
  /** Left to people, of all: 0 to 1. */
  readonly share: number;
  /** Most frequent first. */
  readonly reasons: readonly (readonly [HandOverReason, number])[];
}

export function outcomeCounts({ answered, suggested, handedOver, reasons }: PromptOutcomes): OutcomeCounts {
  const used = answered + suggested + handedOver;
  return {
    used,
    share: used === 0 ? 0 : handedOver / used,
    reasons: handOverReasons
      .map((name) => [name, reasons[name] ?? 0] as const)
      .filter(([, count]) => count > 0)
      .sort(([, one], [, other]) => other - one),
  };
}
