import * as z from 'zod';
import { AuditAction, type AuditEntry } from '../../contract/audit.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulidInOrder } from '../_shared/ulid.ts';
import { auditedPartition, auditKey } from './keys.ts';

const Values = z.record(z.string(), z.unknown());

/** The changes are one JSON string each: their values may be anything, and nothing in them is ever asked for. */
export const AuditItem = z.object({
  id: z.string(),
  at: z.int(),
  action: AuditAction,
  by: z.object({ type: z.enum(['employee', 'platform', 'system']), id: z.string(), name: z.string() }),
  thing: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  before: z.string().optional(),
  after: z.string().optional(),
  from: z.string().optional(),
  requestId: z.string().optional(),
});

export interface NewAuditEntry extends Pick<AuditEntry, 'action' | 'by' | 'thing'> {
  /** Only what differs between the two is kept. Secrets never: name the field and say that it changed. */
  readonly before?: object | undefined;
  readonly after?: object | undefined;
  readonly from?: string | undefined;
  readonly requestId?: string | undefined;
}

/**
 * For the transaction that makes the change: either both are written or none. The tenant role may add such items and never
 * change or remove them, and the condition keeps what is there.
 */
export function auditPut({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>, entry: NewAuditEntry, now: number) {
  const id = ulidInOrder(now);
  const { before, after } = differing(entry.before, entry.after);
  const key = auditKey(tenant, now, id);
  const indexed = { gsi1pk: auditedPartition(tenant, entry.thing.id), gsi1sk: key.sk };
  return {
    Put: {
      TableName: table,
      Item: { ...key, ...indexed, ...entry, id, at: now, before, after },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** Who acts, from the request of a member. */
export const byEmployee = (employee: { readonly id: string; readonly name: string }): AuditEntry['by'] => ({
  type: 'employee',
  id: employee.id,
  name: employee.name,
});

export function toAuditEntry(stored: unknown): AuditEntry {
  const { at, before, after, ...rest } = AuditItem.parse(stored);
  const values = (json: string | undefined) => (json === undefined ? undefined : Values.parse(JSON.parse(json)));
  return { ...rest, at: new Date(at).toISOString(), before: values(before), after: values(after) };
}

function differing(before: object | undefined, after: object | undefined): { before?: string; after?: string } {
  const [was, is] = [Object.entries(before ?? {}), Object.entries(after ?? {})];
  const same = new Set(
    was
      .filter(([name, value]) => is.some(([other, now]) => other === name && JSON.stringify(now) === JSON.stringify(value)))
      .map(([name]) => name),
  );
  const rest = (entries: [string, unknown][]) => {
    const kept = entries.filter(([name, value]) => !same.has(name) && value !== undefined);
    return kept.length > 0 ? JSON.stringify(Object.fromEntries(kept)) : undefined;
  };
  const [b, a] = [rest(was), rest(is)];
  return { ...(b !== undefined && { before: b }), ...(a !== undefined && { after: a }) };
}
