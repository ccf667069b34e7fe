import { type Mutant, unit } from './mutant.ts';

const turn = unit('lambdas/assistant/turn');

/** What an assistant must never do, whatever a customer, a model or a crash makes of it. */
export const assistantMutants: readonly Mutant[] = [
  {
    case: 36,
    breaks: 'an answer of the assistant is sent although somebody has taken over',
    file: 'lambdas/outbound/deliver.ts',
    find: 'if (epoch !== undefined && !(await isStillWanted(dependencies, message, number, epoch))) return',
    replace: 'if (false) return',
    ...turn,
    only: 'turns what was written and not sent',
  },
  {
    case: 36,
    breaks: 'what a model says goes into a tool unchecked',
    file: 'lambdas/_assistant/tool.ts',
    find: 'if (!parsed.success) {',
    replace: 'if (!parsed.success && false) {',
    ...turn,
    only: 'obeys an attacker',
  },
  {
    case: 36,
    breaks: 'a customer can end the block that marks their words as data',
    file: 'lambdas/_assistant/prompt.ts',
    find: "text.replaceAll(/<\\s*(?:(\\/)\\s*)?customer\\b[^<>]*>?/gi, '‹$1customer›')",
    replace: 'text',
    ...turn,
    only: 'obeys an attacker',
  },
  {
    case: 37,
    breaks: 'a machine at the other end is answered for ever',
    file: 'lambdas/assistant/limits.ts',
    find: 'return streak.count >= loopAnswers &&',
    replace: 'return false &&',
    ...turn,
    only: 'ends a machine that answers a machine',
  },
  {
    case: 37,
    breaks: 'a model calls tools without end',
    file: 'lambdas/_assistant/think.ts',
    find: "length >= mostAnswers) return handOver('low-confidence');",
    replace: "length >= mostAnswers + 99) return handOver('low-confidence');",
    ...turn,
    only: 'calls tools without end',
  },
  {
    case: 36,
    breaks: 'the assistant goes on with its answer although somebody answered on the phone',
    file: 'lambdas/_data/conversation-work.ts',
    find: 'return { ...next, epoch: read.epoch + 1 };',
    replace: 'return { ...next, epoch: read.epoch };',
    ...unit('lambdas/inbound/echoes'),
    only: 'stops the assistant and answers the customer, once',
  },
  {
    case: 1,
    breaks: 'what was sent from here is there twice when it comes back as an echo, and stops the assistant',
    file: 'lambdas/inbound/take-echo.ts',
    find: 'if (found) return',
    replace: 'if (found?.id === id) return',
    ...unit('lambdas/inbound/echoes'),
    only: 'when it is what was sent from here',
  },
  {
    case: 1,
    breaks: 'three messages in a row are answered three times',
    file: 'lambdas/assistant/turn.ts',
    find: 'groupId === undefined && answeredSeq < inSeq &&',
    replace: 'groupId === undefined && answeredSeq <= inSeq &&',
    ...turn,
    only: 'is sent once',
  },
];
