import * as z from 'zod';
import { failure, type GraphFailure } from './errors.ts';

/** Shapes and limits of https://developers.facebook.com/documentation/business-messaging/whatsapp/messages, by kind. */
const mediaRef = (extra: z.ZodRawShape = {}) =>
  z
    .strictObject({ id: z.string().min(1).optional(), link: z.url().optional(), ...extra })
    .refine(({ id, link }) => (id === undefined) !== (link === undefined), 'Exactly one of id and link is needed');
const caption = { caption: z.string().max(1024).optional() };
const header = z.looseObject({
  type: z.enum(['text', 'image', 'video', 'document']),
  text: z.string().min(1).max(60).optional(),
});
const common = {
  header: header.optional(),
  body: z.strictObject({ text: z.string().min(1).max(1024) }),
  footer: z.strictObject({ text: z.string().min(1).max(60) }).optional(),
};
const unique = (ids: readonly string[]) => new Set(ids).size === ids.length;
const button = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
});
const row = z.strictObject({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(24),
  description: z.string().max(72).optional(),
});
const section = z.strictObject({ title: z.string().min(1).max(24).optional(), rows: z.array(row).min(1).max(10) });
const emoji = /\p{Extended_Pictographic}/u;

const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    ...common,
    action: z.strictObject({
      buttons: z
        .array(button)
        .min(1)
        .max(3)
        .refine((buttons) => unique(buttons.map(({ reply }) => reply.id)), 'Duplicated button ids')
        .refine((buttons) => unique(buttons.map(({ reply }) => reply.title)), 'Duplicated button titles'),
    }),
  }),
  z.strictObject({
    type: z.literal('list'),
    ...common,
    action: z.strictObject({
      button: z.string().min(1).max(20),
      sections: z
        .array(section)
        .min(1)
        .max(10)
        .refine((sections) => sections.reduce((sum, { rows }) => sum + rows.length, 0) <= 10, 'At most 10 rows in all sections')
        .refine((sections) => unique(sections.flatMap(({ rows }) => rows.map(({ id }) => id))), 'Duplicated row ids')
        .refine((sections) => sections.length === 1 || sections.every(({ title }) => title), 'Each section needs a title'),
    }),
  }),
  z.strictObject({
    type: z.literal('cta_url'),
    ...common,
    action: z.strictObject({
      name: z.literal('cta_url'),
      parameters: z.strictObject({ display_text: z.string().min(1).max(20), url: z.url() }),
    }),
  }),
  z.strictObject({
    type: z.literal('flow'),
    ...common,
    action: z.strictObject({
      name: z.literal('flow'),
      parameters: z.looseObject({
        flow_message_version: z.literal('3'),
        flow_cta: z
          .string()
          .min(1)
          .max(20)
          .refine((text) => !emoji.test(text), 'No emoji'),
      }),
    }),
  }),
  z.strictObject({
    type: z.literal('request_contact_info'),
    ...common,
    action: z.strictObject({ name: z.literal('request_contact_info') }),
  }),
  z.strictObject({
    type: z.literal('location_request_message'),
    ...common,
    action: z.strictObject({ name: z.literal('send_location') }),
  }),
]);

const kinds = {
  text: z.strictObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() }),
  image: mediaRef(caption),
  video: mediaRef(caption),
  document: mediaRef({ ...caption, filename: z.string().max(240).optional() }),
  audio: mediaRef({ voice: z.boolean().optional() }),
  sticker: mediaRef(),
  location: z.strictObject({
    latitude: z.coerce.number().min(-90).max(90),
    longitude: z.coerce.number().min(-180).max(180),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  contacts: z.array(z.looseObject({ name: z.looseObject({ formatted_name: z.string().min(1) }) })).min(1),
  interactive,
  template: z.looseObject({
    name: z.string().regex(/^[a-z0-9_]{1,512}$/),
    language: z.looseObject({ code: z.string().min(2) }),
  }),
  reaction: z.strictObject({ message_id: z.string().min(1), emoji: z.string().max(32) }),
} as const;
const Kind = z.enum([
  'text',
  'image',
  'video',
  'document',
  'audio',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'template',
  'reaction',
]) satisfies z.ZodType<keyof typeof kinds>;

const Envelope = z.looseObject({
  recipient_type: z.enum(['individual', 'group']).default('individual'),
  to: z.string().min(1).optional(),
  recipient: z.string().min(1).optional(),
  type: Kind.default('text'),
  context: z.looseObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
});
const Receipt = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});

/** Where a message goes. `lost`: accepted and never delivered, what happens to a user id in `to`. */
export type Recipient =
  | { readonly by: 'phone'; readonly waId: string; readonly input: string }
  | { readonly by: 'user'; readonly userId: string; readonly input: string }
  | { readonly by: 'group'; readonly groupId: string; readonly input: string }
  | { readonly by: 'lost'; readonly input: string };

export type Outgoing =
  | {
      readonly kind: 'message';
      readonly type: z.infer<typeof Kind>;
      readonly content: unknown;
      readonly recipient: Recipient;
      readonly replyTo: string | undefined;
      readonly opaque: string | undefined;
    }
  | { readonly kind: 'receipt'; readonly messageId: string; readonly typing: boolean }
  | { readonly kind: 'invalid'; readonly failure: GraphFailure };

const userId = /^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/;

/** Reads the body of `POST /{phone_number_id}/messages` as the provider does. */
export function readOutgoing(body: unknown): Outgoing {
  const shape = z.looseObject({}).safeParse(body);
  if (!shape.success) return invalid(failure(100, { title: 'The request body is not a JSON object' }));
  const fields = shape.data;
  if (fields.messaging_product === undefined)
    return invalid(failure(100, { title: 'The parameter messaging_product is required.' }));
  if (fields.messaging_product !== 'whatsapp') {
    return invalid(failure(100, { title: 'Param messaging_product must be one of {WHATSAPP} - got "other".' }));
  }
  if (fields.status !== undefined) {
    const receipt = Receipt.safeParse(fields);
    if (!receipt.success) return invalid(firstProblem(receipt.error, fields, []));
    return { kind: 'receipt', messageId: receipt.data.message_id, typing: receipt.data.typing_indicator !== undefined };
  }
  const envelope = Envelope.safeParse(fields);
  if (!envelope.success) return invalid(firstProblem(envelope.error, fields, []));
  const { to, recipient, recipient_type, type, context, biz_opaque_callback_data } = envelope.data;
  if (to === undefined && recipient === undefined) return invalid(failure(100, { title: 'The parameter to is required.' }));
  const destination = destinationOf(to, recipient, recipient_type === 'group');
  if (destination === undefined) return invalid(failure(131009, { details: `Recipient is not valid: '${to ?? recipient}'` }));
  const content = kinds[type].safeParse(fields[type]);
  if (!content.success) return invalid(firstProblem(content.error, fields[type], [type]));
  return {
    kind: 'message',
    type,
    content: content.data,
    recipient: destination,
    replyTo: context?.message_id,
    opaque: biz_opaque_callback_data,
  };
}

/** With both given, `to` wins. */
function destinationOf(to: string | undefined, recipient: string | undefined, group: boolean): Recipient | undefined {
  const input = to ?? recipient ?? '';
  if (group) return { by: 'group', groupId: input, input };
  if (to === undefined) return userId.test(input) ? { by: 'user', userId: input, input } : undefined;
  if (userId.test(to)) return { by: 'lost', input };
  const digits = to.replace(/[\s()+-]/g, '');
  return /^\d{5,17}$/.test(digits) ? { by: 'phone', waId: digits, input } : undefined;
}

const invalid = (problem: GraphFailure): Outgoing => ({ kind: 'invalid', failure: problem });

function firstProblem(error: z.ZodError, value: unknown, at: readonly string[]): GraphFailure {
  const issue = error.issues[0];
  if (issue === undefined) return failure(131009);
  const path = [...at, ...issue.path.map(String)];
  const name = path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return failure(100, { title: `Unexpected key "${issue.keys[0] ?? ''}" on param "${name}".` });
  }
  if (valueAt(value, issue.path) === undefined) return failure(131008, { details: `Parameter '${name}' is mandatory` });
  if (issue.code === 'too_big' && name === 'text.body') {
    return failure(100, { title: "Param text['body'] must be at most 4096 characters long." });
  }
  return failure(131009, { details: `${name}: ${issue.message}` });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return typeof key === 'number' ? inner[key] : undefined;
    const object = z.looseObject({}).safeParse(inner);
    return object.success ? object.data[String(key)] : undefined;
  }, value);
}
