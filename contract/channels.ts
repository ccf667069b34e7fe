import * as z from 'zod';
import { ChannelId } from './ids.ts';
import { Instant } from './instant.ts';
import { routes } from './route.ts';

const Digits = z.string().regex(/^\d{5,20}$/, 'Digits only');
const AppSecret = z.string().regex(/^[0-9a-f]{32}$/, 'The app secret of the Meta app: 32 hexadecimal digits');
const AccessToken = z
  .string()
  .regex(/^[\w|.-]{20,512}$/, 'A system user token of the Meta app, or the auth token of the Twilio account');
const Name = z.string().trim().min(1).max(60);
/** E.164. */
const PhoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'The number with + and country code, digits only');

export const ChannelHealth = z.object({
  state: z.enum(['ok', 'waiting', 'attention']),
  /** When the last webhook event of this number came. */
  lastEventAt: Instant.optional(),
  /** The provider's own rating of the number. */
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).optional(),
  checkedAt: Instant.optional(),
  /** What is wrong and what to do, newest first. */
  errors: z.array(z.object({ code: z.string(), detail: z.string(), at: Instant })),
});

const Shown = z.object({
  id: ChannelId,
  name: z.string(),
  /** E.164. */
  number: z.string(),
  /**
   * To paste into the Meta app, as its callback URL, or into Twilio, as where messages of the sender go: there with a fragment that
   * has it try again, and that is not part of what it signs.
   */
  webhookUrl: z.string(),
  /** When the app secret or auth token before this one stops counting for what comes in. */
  previousSecretUntil: Instant.optional(),
  health: ChannelHealth,
  version: z.int(),
});

/** A WhatsApp number of a business. Its secrets are never answered. */
export const Channel = z
  .discriminatedUnion('provider', [
    Shown.extend({ provider: z.literal('meta'), phoneNumberId: z.string(), wabaId: z.string() }),
    Shown.extend({ provider: z.literal('twilio'), accountSid: z.string() }),
  ])
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

/** Shown once, when it is made: only its hash is kept. */
const WithVerifyToken = z.object({ channel: Channel, verifyToken: z.string() });

/** `provider` may be left out for Meta, as it was before there was another. */
const Connecting = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('meta').optional(),
    name: Name,
    phoneNumberId: Digits,
    wabaId: Digits,
    accessToken: AccessToken,
    appSecret: AppSecret,
  }),
  z.strictObject({
    provider: z.literal('twilio'),
    name: Name,
    number: PhoneNumber,
    accountSid: z.string().regex(/^AC[0-9a-f]{32}$/, 'The Account SID: AC and 32 hexadecimal digits'),
    authToken: z.string().regex(/^[0-9a-f]{32}$/, 'The auth token of the account: 32 hexadecimal digits'),
  }),
]);
const ById = z.object({ id: ChannelId });

export const channels = routes('channels', {
  list: {
    method: 'GET',
    path: '/v1/channels',
    access: 'settings.view',
    summary: 'The WhatsApp numbers of the business and how they are',
    response: z.object({ items: z.array(Channel) }),
  },
  get: {
    method: 'GET',
    path: '/v1/channels/{id}',
    access: 'settings.view',
    summary: 'One number',
    params: ById,
    response: Channel,
  },
  connect: {
    method: 'POST',
    path: '/v1/channels',
    access: 'integrations.manage',
    summary: 'Connect a number: the ids and secrets are checked with the provider first; answers with what to paste back',
    creates: true,
    body: Connecting,
    /** No verify token where the provider asks for none. */
    response: WithVerifyToken.partial({ verifyToken: true }),
    status: 201,
  },
  update: {
    method: 'PATCH',
    path: '/v1/channels/{id}',
    access: 'integrations.manage',
    summary: 'Rename a number',
    ifMatch: true,
    params: ById,
    body: z.strictObject({ name: Name }),
    response: Channel,
  },
  check: {
    method: 'POST',
    path: '/v1/channels/{id}/check',
    access: 'settings.view',
    summary: 'Ask the provider now how the number is',
    params: ById,
    response: Channel,
  },
  replaceAccessToken: {
    method: 'PUT',
    path: '/v1/channels/{id}/access-token',
    access: 'integrations.manage',
    summary: 'Use a new access token, or auth token of Twilio, after the provider has taken it',
    params: ById,
    body: z.strictObject({ accessToken: AccessToken }),
    response: Channel,
  },
  replaceAppSecret: {
    method: 'PUT',
    path: '/v1/channels/{id}/app-secret',
    access: 'integrations.manage',
    summary: 'Use a new app secret; the old one counts on for the hours given, so that no event is refused',
    params: ById,
    body: z.strictObject({ appSecret: AppSecret, overlapHours: z.int().min(0).max(72).default(24) }),
    response: Channel,
  },
  replaceVerifyToken: {
    method: 'PUT',
    path: '/v1/channels/{id}/verify-token',
    access: 'integrations.manage',
    summary: 'Make a new verify token; it is shown this once',
    params: ById,
    response: WithVerifyToken,
  },
  disconnect: {
    method: 'DELETE',
    path: '/v1/channels/{id}',
    access: 'integrations.manage',
    summary: 'Stop using a number. Its conversations stay',
    params: ById,
  },
});
