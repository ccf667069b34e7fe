import * as z from 'zod';

export const Limit = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback);

/** Where a list goes on. Only the list that gave it out, asked the same way by the same business, takes it back. */
export const Cursor = z.string().max(600);

export const pageQuery = { limit: Limit(50, 100), cursor: Cursor.optional() };

export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: Cursor.optional() });
