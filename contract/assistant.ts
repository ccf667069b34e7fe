import * as z from 'zod';
import { ConversationId } from './ids.ts';
import { routes } from './route.ts';

/** `rules` needs no key; `openai` is any endpoint that speaks chat completions; `bedrock` runs in the account of the platform. */
export const AssistantProvider = z.enum(['rules', 'openai', 'bedrock']);
export type AssistantProvider = z.infer<typeof AssistantProvider>;

/** Millionths of a US dollar for a million tokens: what price lists say in dollars. */
export const TokenPrices = z.strictObject({
  in: z.int().nonnegative().max(1_000_000_000),
  out: z.int().nonnegative().max(1_000_000_000),
});
export type TokenPrices = z.infer<typeof TokenPrices>;

const ModelName = z.string().trim().min(1).max(150);
/** https; on a developer's machine also the stage itself. */
const Endpoint = z.url({ protocol: /^https?$/ }).max(300);
/** Goes into a header. */
const Key = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,500}$/, 'Letters, digits and signs, without spaces');

const behaviour = {
  /** Answers customers. Off: nothing is answered, whatever the rest says. */
  on: z.boolean(),
  provider: AssistantProvider,
  /** 0: the same answer each time; more than 1 is not taken by every model. */
  temperature: z.number().min(0).max(1),
  /** The most tokens of one answer. */
  maxTokens: z.int().min(64).max(8192),
  /** The most that models may cost in a month (UTC), millionths of a US dollar. Null: no limit. */
  capMicros: z.int().nonnegative().max(1_000_000_000_000).nullable(),
  /** Answers to one customer within an hour; beyond them a person takes over. */
  answersPerHour: z.int().min(1).max(500),
  /** After a person has said nothing for so long, the assistant answers again. Null: only when it is handed back. */
  returnAfterMinutes: z.int().min(5).max(10_080).nullable(),
  /** Outside the hours of the business: answer as always, say that it is closed, or say nothing. */
  outOfHours: z.enum(['answer', 'say-closed', 'silent']),
};

export const AssistantSettings = z
  .object({
    ...behaviour,
    /** Of `openai`: what `/chat/completions` is appended to. */
    endpoint: Endpoint.optional(),
    model: ModelName.optional(),
    /** Of `openai`: stored encrypted, never answered. */
    hasKey: z.boolean(),
    /** What the model costs: of the list of this installation, or as the business says. */
    prices: TokenPrices.optional(),
    /** Asked when the first one cannot answer. */
    fallbackModel: ModelName.optional(),
    fallbackPrices: TokenPrices.optional(),
    /** Models whose prices are known here. Of `bedrock`, these are the ones there are. */
    knownModels: z.array(z.object({ provider: AssistantProvider, model: z.string(), prices: TokenPrices })),
    version: z.int(),
  })
  .meta({ id: 'AssistantSettings' });
export type AssistantSettings = z.infer<typeof AssistantSettings>;

/** What asking the model for one word came to. */
export const AssistantCheck = z
  .object({
    outcome: z.enum([
      'answered',
      'key-refused',
      'no-credit',
      'model-unknown',
      'wrong-address',
      'unreachable',
      'too-slow',
      'busy',
      'not-understood',
      'over-budget',
    ]),
    /** Absent: the rules were asked. */
    model: z.string().optional(),
    milliseconds: z.int(),
    micros: z.int(),
  })
  .meta({ id: 'AssistantCheck' });
export type AssistantCheck = z.infer<typeof AssistantCheck>;

export const CostKind = z.enum(['model', 'transcription']);
export type CostKind = z.infer<typeof CostKind>;

const Sums = z.object({
  entries: z.int(),
  micros: z.int(),
  seconds: z.int(),
  tokensIn: z.int(),
  tokensOut: z.int(),
});

export const Month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'A month as 2026-11');

export const Costs = z
  .object({
    month: Month,
    total: Sums,
    kinds: z.array(Sums.extend({ kind: CostKind })),
    /** Days that cost something, by number, of UTC. */
    days: z.array(z.object({ day: z.int(), micros: z.int(), kinds: z.array(z.object({ kind: CostKind, micros: z.int() })) })),
    /** The ten that cost most; who the customer is for those who may see conversations. */
    conversations: z.array(z.object({ conversationId: ConversationId, customer: z.string().optional(), micros: z.int() })),
    budget: z.object({
      capMicros: z.int().nullable(),
      spentMicros: z.int(),
      /** Of calls that are under way. */
      reservedMicros: z.int(),
      /** `near`: four fifths are spent; `reached`: another answer may not fit. */
      state: z.enum(['open', 'near', 'reached']),
    }),
  })
  .meta({ id: 'Costs' });
export type Costs = z.infer<typeof Costs>;

export const ConversationCosts = z
  .object({
    /** This month and the eleven before it. */
    total: Sums,
    months: z.array(z.object({ month: Month, micros: z.int() })),
  })
  .meta({ id: 'ConversationCosts' });
export type ConversationCosts = z.infer<typeof ConversationCosts>;

export const assistantSettings = routes('assistant-settings', {
  get: {
    method: 'GET',
    path: '/v1/assistant',
    access: 'settings.view',
    summary: 'How the assistant answers, and with which model',
    response: AssistantSettings,
  },
  update: {
    method: 'PUT',
    path: '/v1/assistant',
    access: 'integrations.manage',
    ifMatch: true,
    summary: 'Change it. The key is kept when it is left out, and never answered; a new address needs its key again',
    body: z.strictObject({
      ...behaviour,
      endpoint: Endpoint.optional(),
      model: ModelName.optional(),
      key: Key.optional(),
      prices: TokenPrices.optional(),
      fallbackModel: ModelName.optional(),
      fallbackPrices: TokenPrices.optional(),
    }),
    response: AssistantSettings,
  },
  check: {
    method: 'POST',
    path: '/v1/assistant/check',
    access: 'integrations.manage',
    summary: 'Ask the model for one word with the settings that are stored: does the key work, and what did it cost',
    response: AssistantCheck,
  },
  costs: {
    method: 'GET',
    path: '/v1/costs',
    access: 'settings.view',
    summary: 'What a month cost: by kind, by day, and the conversations that cost most',
    query: z.strictObject({ month: Month.optional() }),
    response: Costs,
  },
  conversationCosts: {
    method: 'GET',
    path: '/v1/conversations/{id}/costs',
    access: 'conversations.view',
    summary: 'What one conversation cost',
    params: z.object({ id: ConversationId }),
    response: ConversationCosts,
  },
});
