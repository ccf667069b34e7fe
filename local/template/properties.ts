import * as z from 'zod';
import type { Resource } from '../parts.ts';

/**
 * The properties of a resource that the stage acts on. `inert` names those that change nothing on a laptop; any other is an
 * error that names it, because a stage that overlooks a setting would not run what the template says.
 */
export function propertiesOf<Schema extends z.ZodObject>(
  schema: Schema,
  resource: Pick<Resource, 'properties'>,
  inert: readonly string[] = [],
): z.output<Schema> {
  const known = new Set([...Object.keys(schema.shape), ...inert]);
  const unknown = Object.keys(resource.properties).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`the local stage does not know what to do with ${unknown.join(', ')}`);
  const parsed = schema.safeParse(resource.properties);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
