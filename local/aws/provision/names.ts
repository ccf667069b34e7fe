import { createHash } from 'node:crypto';
import type { Resource } from '../../parts.ts';

/** The name a resource has when its template gives none: the same at every start, like CloudFormation's own but shorter. */
export function nameFor({ stack, logicalId }: Resource, maxLength: number): string {
  const suffix = `-${digest(stack, logicalId).slice(0, 8)}`;
  return `${stack}-${logicalId}`.slice(0, maxLength - suffix.length) + suffix;
}

/** Lower-case hexadecimal, the same at every start. */
export function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** A UUID that depends on nothing but where the resource is declared. */
export function uuidFor({ stack, logicalId }: Resource): string {
  const hex = digest('uuid', stack, logicalId);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
