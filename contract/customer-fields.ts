import * as z from 'zod';
import { Language } from './locale.ts';

/** Of a field or a choice: made once and never shown, so that names can change and values stay. */
const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'Small letters, digits and hyphens');
/** By language; who uses another one sees the first. */
const Names = z.record(Language, z.string().trim().min(1).max(40)).refine((all) => Object.keys(all).length > 0, 'At least one');

export const CustomerFieldKind = z.enum(['text', 'number', 'date', 'choice']);
export type CustomerFieldKind = z.infer<typeof CustomerFieldKind>;

/** Something that a business writes down of each of its customers. */
export const CustomerField = z
  .strictObject({
    id: Id,
    name: Names,
    kind: CustomerFieldKind,
    /** Of kind `choice`. */
    choices: z
      .array(z.strictObject({ id: Id, name: Names }))
      .min(1)
      .max(30)
      .optional(),
  })
  .meta({ id: 'CustomerField' });
export type CustomerField = z.infer<typeof CustomerField>;

const idsDiffer = (all: readonly { readonly id: string }[]): boolean => new Set(all.map(({ id }) => id)).size === all.length;

export const CustomerFieldList = z
  .array(CustomerField)
  .max(20)
  .refine(idsDiffer, 'Each field has an id of its own')
  .refine((all) => all.every(({ choices }) => choices === undefined || idsDiffer(choices)), 'Each choice has an id of its own');

export const CustomerFields = z
  .object({ fields: z.array(CustomerField), version: z.int() })
  .meta({ id: 'CustomerFields', description: 'In the order in which they are shown' });
export type CustomerFields = z.infer<typeof CustomerFields>;

const forms = {
  /** Digits of one kind, so that values can be compared. */
  number: /^-?\d{1,15}(\.\d{1,6})?$/,
} as const;

/** What is wrong with a value of a field. Undefined: nothing; an empty one stands for none. */
export function wrongValue(field: CustomerField, value: string): CustomerFieldKind | undefined {
  if (value === '') return undefined;
  switch (field.kind) {
    case 'text':
      return undefined;
    case 'number':
      return forms.number.test(value) ? undefined : 'number';
    case 'date':
      return z.iso.date().safeParse(value).success ? undefined : 'date';
    case 'choice':
      return field.choices?.some(({ id }) => id === value) ? undefined : 'choice';
    default:
      return field.kind satisfies never;
  }
}
