import * as z from 'zod';
import { routes } from './route.ts';

export const LabelId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{26}$/)
  .brand<'LabelId'>();
export type LabelId = z.infer<typeof LabelId>;

const Fields = z.strictObject({
  name: z.string().trim().min(1).max(40),
  colour: z.string().regex(/^#[0-9a-f]{6}$/, 'Six hexadecimal digits, as #1d7a5f'),
});

/** What conversations are sorted by; a business has at most 50. */
export const Label = z.object({ id: LabelId, ...Fields.shape, version: z.int() }).meta({ id: 'Label' });
export type Label = z.infer<typeof Label>;

const ById = z.object({ id: LabelId });

export const labels = routes('labels', {
  list: {
    method: 'GET',
    path: '/v1/labels',
    access: 'conversations.view',
    summary: 'All labels, by name',
    response: z.object({ items: z.array(Label) }),
  },
  create: {
    method: 'POST',
    path: '/v1/labels',
    access: 'conversations.assign',
    summary: 'Add one; its name must be free',
    creates: true,
    body: Fields,
    response: Label,
    status: 201,
  },
  update: {
    method: 'PATCH',
    path: '/v1/labels/{id}',
    access: 'conversations.assign',
    summary: 'Rename one or change its colour',
    ifMatch: true,
    params: ById,
    body: Fields.partial(),
    response: Label,
  },
  remove: {
    method: 'DELETE',
    path: '/v1/labels/{id}',
    access: 'conversations.assign',
    summary: 'Delete one; conversations that carry it no longer show it',
    params: ById,
  },
});
