import * as z from 'zod';
import { ConversationId, MessageId } from './ids.ts';
import { Instant } from './instant.ts';
import { HandOverReason } from './message.ts';
import { PromptTexts } from './prompts.ts';
import { routes } from './route.ts';

/** What the assistant can do besides talking. */
export const AssistantTool = z.enum(['business_facts', 'list_services', 'customer_details', 'search_knowledge', 'hand_over']);
export type AssistantTool = z.infer<typeof AssistantTool>;

/** 4096 characters: the provider's limit of a text. */
const Said = z.strictObject({ from: z.enum(['customer', 'assistant']), text: z.string().trim().min(1).max(4_096) });

/** A turn is told of 24 messages, and answers what the customer said last. */
const Conversation = z
  .array(Said)
  .min(1)
  .max(24)
  .refine((messages) => messages.at(-1)?.from === 'customer', 'The last message is the customer’s');

const Words = z.exactOptional(z.array(z.string().trim().min(1).max(80)).max(10));

/** What has to be true of an answer. Nothing of it: whatever comes is right. */
export const Expectations = z
  .strictObject({
    /** All of these are in what the customer is told, whatever the case of their letters. */
    says: Words,
    /** None of these is. */
    saysNot: Words,
    /** A person is to take over, or is not. */
    handsOver: z.exactOptional(z.boolean()),
    /** A person is to take over for this. */
    reason: z.exactOptional(HandOverReason),
    /** All of these are used. */
    uses: z.exactOptional(z.array(AssistantTool).max(5)),
  })
  .refine(({ handsOver, reason }) => reason === undefined || handsOver !== false, {
    path: ['reason'],
    message: 'There is no reason without a hand-over',
  });
export type Expectations = z.infer<typeof Expectations>;

export const Fault = z.object({
  of: z.enum(['says', 'saysNot', 'handsOver', 'reason', 'uses']),
  /** The word, the reason or the tool that was expected, or was not; of `handsOver` `true` or `false`. */
  expected: z.string(),
});
export type Fault = z.infer<typeof Fault>;

/** Which texts are tried: some that were not kept yet, a version, or what counts for customers now. */
const Texts = z.union([
  z.strictObject({ draft: PromptTexts }),
  z.strictObject({ version: z.int().positive().max(999_999) }),
  z.literal('published'),
]);

const Step = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('answer'),
    /** `calls`: it wanted to use tools, and may have said something with it. */
    outcome: z.enum(['text', 'calls']),
    text: z.string().optional(),
    tokensIn: z.int(),
    tokensOut: z.int(),
    /** Millionths of a US dollar. */
    micros: z.number(),
    ms: z.int(),
  }),
  z.object({
    type: z.literal('tool'),
    name: z.string(),
    /** As the model wrote it; absent: nothing that can be read. */
    input: z.unknown().optional(),
    /** JSON, as the model was told. Absent: the turn ended with it. */
    result: z.string().optional(),
    failed: z.boolean(),
    /** It would have changed something for a real customer. Here it changed nothing. */
    notDone: z.boolean(),
    ms: z.int(),
  }),
]);
export type TriedStep = z.infer<typeof Step>;

export const TryFailure = z.enum([
  'key-refused',
  'no-credit',
  'model-unknown',
  'wrong-address',
  'unreachable',
  'too-slow',
  'busy',
  'not-understood',
  'over-budget',
]);
export type TryFailure = z.infer<typeof TryFailure>;

export const Tried = z
  .object({
    /** `failed`: the model gave no answer; a real customer would wait for another try, and then for a person. */
    outcome: z.enum(['text', 'hand-over', 'failed']),
    /** Of `hand-over`. */
    reason: HandOverReason.optional(),
    /** Of `failed`. */
    failure: TryFailure.optional(),
    /** What the customer would read: the answer, or that a person takes over. Absent: nothing. */
    text: z.string().optional(),
    /** BCP 47: what the customer writes in. */
    language: z.string(),
    /** What the model was told of its work, to the letter. The assistant without a model reads nothing of it. */
    system: z.string(),
    steps: z.array(Step),
    tokensIn: z.int(),
    tokensOut: z.int(),
    /** What it cost, with all that was tried for it; millionths of a US dollar. It counts for the budget of the month. */
    micros: z.number(),
    ms: z.int(),
    /** The expectations that are not met. */
    faults: z.array(Fault),
  })
  .meta({ id: 'Tried' });
export type Tried = z.infer<typeof Tried>;

/** What is asked, and what has to be true of the answer. */
const Fields = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** So that all cases fit into one answer. */
  messages: Conversation.refine(
    (messages) => messages.reduce((sum, { text }) => sum + text.length, 0) <= 8_000,
    'At most 8000 characters together',
  ),
  expect: Expectations,
});
export type PlaygroundCaseFields = z.infer<typeof Fields>;

export const mostPlaygroundCases = 50;

export const PlaygroundCaseId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{26}$/)
  .brand<'PlaygroundCaseId'>();
export type PlaygroundCaseId = z.infer<typeof PlaygroundCaseId>;

export const PlaygroundCase = z
  .object({ id: PlaygroundCaseId, ...Fields.shape, version: z.int() })
  .meta({ id: 'PlaygroundCase' });
export type PlaygroundCase = z.infer<typeof PlaygroundCase>;

const ById = z.object({ id: PlaygroundCaseId });

/** Tries what the assistant would answer. Nothing is sent, and nothing is kept but the cases and what a model costs. */
export const playground = routes('playground', {
  try: {
    method: 'POST',
    path: '/v1/playground/try',
    access: 'prompts.edit',
    summary:
      'What the assistant would answer, whether it is on or not: nothing is sent or written. A conversation of a customer only for those who may see conversations',
    body: z.strictObject({
      texts: Texts,
      about: z.union([
        z.strictObject({ messages: Conversation }),
        z.strictObject({
          conversationId: ConversationId,
          /** A message of the customer: as if it had just come. Absent: the last one. */
          upTo: z.exactOptional(MessageId),
        }),
      ]),
      /** `rules` costs nothing; `chosen`: the model of the business, paid within its budget. */
      model: z.enum(['rules', 'chosen']),
      /** As if it were then: business hours differ. Absent: now. */
      at: z.exactOptional(Instant),
      expect: z.exactOptional(Expectations),
    }),
    response: Tried,
  },
  cases: {
    method: 'GET',
    path: '/v1/playground/cases',
    access: 'prompts.edit',
    summary: 'All cases (50 at most), by name; each is run with `try`',
    response: z.object({ items: z.array(PlaygroundCase) }),
  },
  create: {
    method: 'POST',
    path: '/v1/playground/cases',
    access: 'prompts.edit',
    summary: 'Add a case',
    creates: true,
    body: Fields,
    response: PlaygroundCase,
    status: 201,
  },
  change: {
    method: 'PUT',
    path: '/v1/playground/cases/{id}',
    access: 'prompts.edit',
    summary: 'Change a case',
    ifMatch: true,
    params: ById,
    body: Fields,
    response: PlaygroundCase,
  },
  remove: {
    method: 'DELETE',
    path: '/v1/playground/cases/{id}',
    access: 'prompts.edit',
    summary: 'Delete a case',
    params: ById,
  },
});
