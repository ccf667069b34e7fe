import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { parseJson, readBody } from '../http.ts';
import { answerJson } from './answer.ts';
import { errorBody, failure } from './errors.ts';
import type { State } from './state.ts';
import type { Channel } from './webhook.ts';

const verticals = [
  'OTHER',
  'AUTO',
  'BEAUTY',
  'APPAREL',
  'EDU',
  'ENTERTAIN',
  'EVENT_PLAN',
  'FINANCE',
  'GROCERY',
  'GOVT',
  'HOTEL',
  'HEALTH',
  'NONPROFIT',
  'PROF_SERVICES',
  'RETAIL',
  'TRAVEL',
  'RESTAURANT',
  'ALCOHOL',
  'ONLINE_GAMBLING',
  'PHYSICAL_GAMBLING',
  'OTC_DRUGS',
  'MATRIMONY_SERVICE',
] as const;

const Change = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  about: z.string().min(1).max(139).optional(),
  address: z.string().max(256).optional(),
  description: z.string().max(512).optional(),
  email: z.string().max(128).optional(),
  websites: z.array(z.url().max(256)).max(2).optional(),
  vertical: z.enum(verticals).optional(),
  profile_picture_handle: z.string().min(1).optional(),
});

/** `GET` and `POST /{phone_number_id}/whatsapp_business_profile` */
export async function businessProfile(
  state: State,
  channel: Channel,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const profile = state.profiles.get(channel.phoneNumberId) ?? {};
  if (request.method === 'GET') {
    const fields = (query.get('fields') ?? 'about').split(',');
    const shown = Object.fromEntries(fields.filter((field) => field in profile).map((field) => [field, profile[field]]));
    return answerJson(response, 200, { data: [{ ...shown, messaging_product: 'whatsapp' }] });
  }
  const body = parseJson((await readBody(request, 100_000))?.toString('utf8') ?? '');
  const change = Change.safeParse(body);
  if (!change.success) {
    const issue = change.error.issues[0];
    const problem = failure(100, { title: `Invalid parameter: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` });
    return answerJson(response, problem.http, errorBody(problem));
  }
  const { messaging_product: _, profile_picture_handle: picture, ...fields } = change.data;
  state.profiles.set(channel.phoneNumberId, {
    ...profile,
    ...fields,
    ...(picture === undefined ? {} : { profile_picture_url: `https://pps.whatsapp.net/v/${encodeURIComponent(picture)}` }),
  });
  state.save();
  answerJson(response, 200, { success: true });
}
