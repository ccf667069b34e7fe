import * as z from 'zod';
import { Instant } from './instant.ts';
import { Language } from './locale.ts';
import { routes } from './route.ts';

/** What a text may name; filled in by the composer, which shows the result before it is sent. */
export const cannedVariables = ['customer.name', 'customer.first_name', 'customer.phone', 'agent.name', 'business.name'] as const;
export type CannedVariable = (typeof cannedVariables)[number];

const known: ReadonlySet<string> = new Set(cannedVariables);
const named = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Names in `{{...}}` that nothing would be filled in for. */
export const unknownVariables = (text: string): readonly string[] =>
  [...text.matchAll(named)].map(([, name = '']) => name).filter((name) => !known.has(name));

/** The text as it will be sent. What has no value stays visible, so that nobody sends a gap without seeing it. */
export const fillIn = (text: string, values: Readonly<Partial<Record<CannedVariable, string>>>): string => {
  const given = new Map(Object.entries(values));
  return text.replace(named, (whole, name: string) => given.get(name) || whole);
};

/** 4096 characters: the provider's limit for a text, https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages */
const Text = z
  .string()
  .trim()
  .min(1)
  .max(4096)
  .superRefine((text, context) => {
    for (const name of unknownVariables(text)) {
      context.addIssue({ code: 'custom', message: `There is no variable {{${name}}}; there are ${cannedVariables.join(', ')}` });
    }
  });

export const Shortcut = z.string().regex(/^[\p{Ll}\p{Lo}\p{N}-]{1,32}$/u, 'Small letters, digits and hyphens, as opening-hours');

const Fields = z.strictObject({
  title: z.string().trim().min(1).max(80),
  /** Typed after a slash in the composer; one of its kind in a business. */
  shortcut: Shortcut,
  category: z.string().trim().max(40),
  text: z
    .record(Language, Text)
    .refine((texts) => Object.keys(texts).length > 0, 'At least one language')
    .refine((texts) => Object.keys(texts).length <= 10, 'At most ten languages'),
});
export type CannedFields = z.infer<typeof Fields>;

export const CannedResponseId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{26}$/)
  .brand<'CannedResponseId'>();
export type CannedResponseId = z.infer<typeof CannedResponseId>;

export const CannedResponse = z
  .object({
    id: CannedResponseId,
    ...Fields.shape,
    /** How often it was sent. */
    uses: z.int().nonnegative(),
    lastUsedAt: Instant.optional(),
    version: z.int(),
  })
  .meta({ id: 'CannedResponse' });
export type CannedResponse = z.infer<typeof CannedResponse>;

const ById = z.object({ id: CannedResponseId });

/** Answers that a business keeps for its agents. */
export const cannedResponses = routes('canned-responses', {
  list: {
    method: 'GET',
    path: '/v1/canned-responses',
    access: 'conversations.view',
    summary: 'All canned responses (500 at most), by shortcut; the same list is what an import takes',
    response: z.object({ items: z.array(CannedResponse) }),
  },
  create: {
    method: 'POST',
    path: '/v1/canned-responses',
    access: 'templates.manage',
    summary: 'Add one; its shortcut must be free',
    creates: true,
    body: Fields,
    response: CannedResponse,
    status: 201,
  },
  update: {
    method: 'PATCH',
    path: '/v1/canned-responses/{id}',
    access: 'templates.manage',
    summary: 'Change one',
    ifMatch: true,
    params: ById,
    body: Fields.partial(),
    response: CannedResponse,
  },
  remove: {
    method: 'DELETE',
    path: '/v1/canned-responses/{id}',
    access: 'templates.manage',
    summary: 'Delete one',
    params: ById,
  },
  used: {
    method: 'POST',
    path: '/v1/canned-responses/{id}/uses',
    access: 'conversations.send',
    summary: 'Count that one was sent',
    params: ById,
  },
  import: {
    method: 'POST',
    path: '/v1/canned-responses/import',
    access: 'templates.manage',
    summary: 'Add or replace up to 100, by shortcut; tells what became of each',
    body: z.strictObject({ items: z.array(Fields).min(1).max(100) }),
    response: z.object({
      items: z.array(z.object({ shortcut: z.string(), outcome: z.enum(['added', 'replaced', 'unchanged', 'too-many']) })),
    }),
  },
});
