import * as z from 'zod';
import type { Inbound } from '../graph/inbound.ts';

const MediaRef = z.looseObject({ id: z.string().min(1), caption: z.string().max(1024).optional() });
const Id = z.string().min(1);

/** What a customer can do: exactly one of these fields. The objects are those of the provider's webhook. */
const actions = {
  text: z.string().min(1),
  image: MediaRef,
  video: MediaRef,
  audio: MediaRef,
  document: MediaRef,
  sticker: MediaRef,
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }),
  contacts: z.array(z.looseObject({ name: z.looseObject({ formatted_name: z.string() }) })).min(1),
  /** Quick reply of a template. */
  button: z.strictObject({ text: z.string(), payload: z.string() }),
  /** Answer to buttons, a list or a flow. */
  interactive: z.looseObject({ type: z.string() }),
  /** An empty emoji takes the reaction back. */
  reaction: z.strictObject({ message_id: Id, emoji: z.string() }),
  edit: z.strictObject({ original_message_id: Id, text: z.string().min(1) }),
  revoke: z.strictObject({ original_message_id: Id }),
  /** Any other kind, as it is. */
  other: z.strictObject({ type: z.string().min(1), content: z.unknown().optional() }),
} as const;

export const Place = z.object({
  /** Our id of the channel, or the provider's phone_number_id; one of them. */
  channelId: z.string().optional(),
  phoneNumberId: z.string().optional(),
  /** The customer's number; may be absent when `userId` is given. */
  from: z
    .string()
    .transform((number) => number.replace(/\D/g, ''))
    .pipe(z.string().min(5).max(17))
    .optional(),
  userId: z
    .string()
    .regex(/^[A-Z]{2}\.[0-9A-Za-z.]{1,132}$/)
    .optional(),
});

export const Send = Place.extend({
  name: z.string().min(1).max(100).default('Customer'),
  username: z.string().optional(),
  replyTo: Id.optional(),
  ...z.object(actions).partial().shape,
})
  .strict()
  .refine(({ from, userId }) => from !== undefined || userId !== undefined, 'from or userId is needed')
  .refine(
    (body) => actionNames.filter((name) => body[name] !== undefined).length === 1,
    `Exactly one of ${Object.keys(actions).join(', ')} is needed`,
  );
export type Send = z.infer<typeof Send>;

const actionNames = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'button',
  'interactive',
  'reaction',
  'edit',
  'revoke',
  'other',
] as const satisfies readonly (keyof typeof actions)[];

/** As the provider would put it. */
export function toInbound(phoneNumberId: string, body: Send): Inbound {
  const { from: waId, userId, name, username, replyTo } = body;
  return { phoneNumberId, from: { waId, userId, name, username }, replyTo, ...whatIn(body) };
}

function whatIn(body: Send): { type: string; content?: unknown } {
  if (body.text !== undefined) return { type: 'text', content: { body: body.text } };
  if (body.edit !== undefined) {
    const { original_message_id, text } = body.edit;
    const message = { context: { id: original_message_id }, type: 'text', text: { body: text } };
    return { type: 'edit', content: { original_message_id, message } };
  }
  if (body.other !== undefined) return body.other;
  const type = actionNames.find((name) => body[name] !== undefined) ?? 'text';
  return { type, content: body[type] };
}
