import * as z from 'zod';
import { Instant } from './instant.ts';
import { Language } from './locale.ts';
import { HandOverReason } from './message.ts';
import type { PromptPurpose } from './prompt-text.ts';
import { routes } from './route.ts';

export const longestPrompt = 8_000;

const Said = z.exactOptional(z.record(Language, z.string().trim().min(1).max(longestPrompt)));

/** By purpose and language. What is not there is said in words that are built in. */
export const PromptTexts = z
  .strictObject({
    system: Said,
    greeting: Said,
    'hand-over': Said,
    'hand-over-closed': Said,
    'out-of-hours': Said,
    'follow-up': Said,
  } satisfies Record<PromptPurpose, typeof Said>)
  .refine((texts) => Object.values(texts).every((one) => Object.keys(one).length <= 10), 'At most ten languages each');
export type PromptTexts = z.infer<typeof PromptTexts>;

const By = z.object({ id: z.string(), name: z.string() });

const About = {
  number: z.int().positive(),
  publishedAt: Instant,
  by: By,
  note: z.string(),
};

/** How the turns ended that began with a version. */
export const PromptOutcomes = z.object({
  answered: z.int(),
  suggested: z.int(),
  handedOver: z.int(),
  /** Of those that were handed over; reasons that there were none of are left out. */
  reasons: z.partialRecord(HandOverReason, z.int()),
});
export type PromptOutcomes = z.infer<typeof PromptOutcomes>;

export const PromptVersion = z.object({ ...About, texts: PromptTexts }).meta({ id: 'PromptVersion' });
export type PromptVersion = z.infer<typeof PromptVersion>;

export const Prompts = z
  .object({
    /** What is being written, and was not published yet. */
    draft: z.object({ texts: PromptTexts, changedAt: Instant.optional(), by: By.optional() }),
    /** Absent: everything is said in words that are built in. */
    published: PromptVersion.optional(),
    /** Of the draft. */
    version: z.int().nonnegative(),
  })
  .meta({ id: 'Prompts' });
export type Prompts = z.infer<typeof Prompts>;

const Numbered = z.object({ number: z.coerce.number().int().positive().max(999_999) });

/** What the assistant says, and what it is told. */
export const prompts = routes('prompts', {
  get: {
    method: 'GET',
    path: '/v1/prompts',
    access: 'prompts.edit',
    summary: 'The draft of what the assistant says, and what is published',
    response: Prompts,
  },
  save: {
    method: 'PUT',
    path: '/v1/prompts/draft',
    access: 'prompts.edit',
    summary: 'Keep a draft; nothing changes for customers',
    ifMatch: true,
    body: z.strictObject({ texts: PromptTexts }),
    response: Prompts,
  },
  publish: {
    method: 'POST',
    path: '/v1/prompts/publish',
    access: 'prompts.edit',
    summary: 'Make the draft a version that counts from the next answer on. Texts with unknown variables are refused',
    ifMatch: true,
    body: z.strictObject({ note: z.string().trim().max(200) }),
    response: Prompts,
  },
  versions: {
    method: 'GET',
    path: '/v1/prompts/versions',
    access: 'prompts.edit',
    summary: 'The newest 50 versions, newest first, with how the turns ended that began with them',
    response: z.object({ items: z.array(z.object({ ...About, outcomes: PromptOutcomes })) }),
  },
  version: {
    method: 'GET',
    path: '/v1/prompts/versions/{number}',
    access: 'prompts.edit',
    summary: 'One version, as it was published',
    params: Numbered,
    response: PromptVersion,
  },
  restore: {
    method: 'POST',
    path: '/v1/prompts/versions/{number}/restore',
    access: 'prompts.edit',
    summary: 'Take a version as the draft; publish it to make it count',
    ifMatch: true,
    params: Numbered,
    response: Prompts,
  },
});
