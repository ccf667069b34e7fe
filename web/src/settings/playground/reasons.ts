import type { HandOverReason } from '../../../../contract/message.ts';

const reasons: Readonly<Record<HandOverReason, true>> = {
  asked: true,
  upset: true,
  'out-of-scope': true,
  'low-confidence': true,
  'tool-failed': true,
  'model-failed': true,
  'limit-reached': true,
  'unsupported-message': true,
  closed: true,
  off: true,
};

export const isReason = (value: string): value is HandOverReason => Object.hasOwn(reasons, value);
export const handOverReasons: readonly HandOverReason[] = Object.keys(reasons).filter(isReason);
