import type { businessExports, Export } from '../../contract/businesses.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { ExportJob } from '../../contract/queues.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import {
  type BusinessExport,
  exportPut,
  getExport,
  latestExportId,
  latestExportPut,
  listExports,
  newExport,
} from '../_data/export.ts';
import { transact } from '../_data/transact.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { problem } from '../_shared/problem.ts';
import type { SendFifo } from '../_shared/queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type ExportFiles, exportKeyOf } from '../_transfer/export-files.ts';
import { exportMessage } from '../_transfer/export-queue.ts';

type Routes = { readonly [Name in keyof typeof businessExports.routes]: RouteHandler<(typeof businessExports.routes)[Name]> };

export interface ExportDependencies {
  storeOf(tenant: TenantId): TenantTable;
  cursorsOf(store: TenantTable, now: number): Promise<Cursors>;
  readonly enqueue: SendFifo;
  readonly files: Pick<ExportFiles, 'link'>;
}

/** One that has shown no sign of life for this long does not keep a business from asking for another. */
const aliveMs = 3_600_000;
/** The queue should have given it out by then: whoever wrote it may have died before queueing it. */
const waitsMs = 60_000;
const asked = { list: 'exports' };

const underWay = () => problem('conflict', 'An export of this business is under way. Wait until it is done.');

export function exportRoutes({ storeOf, cursorsOf, enqueue, files }: ExportDependencies): Routes {
  const queue = (job: ExportJob, attempt: number) => enqueue(exportMessage(job, `again ${attempt}`));
  return {
    async list({ tenant, query: { limit, cursor }, now }) {
      const store = storeOf(tenant);
      const before = cursor === undefined ? undefined : (await cursorsOf(store, now)).take(asked, cursor);
      if (cursor !== undefined && before === undefined) {
        return problem('invalid-query', 'Begin the list anew: this is no place in it.');
      }
      const found = await listExports(store, { limit: limit + 1, before, now });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next = found.length > limit && last ? { next: (await cursorsOf(store, now)).give(asked, last.id) } : {};
      return { items: items.map(shown), ...next };
    },

    async create({ tenant, employee, newId, now, sourceIp, requestId }) {
      const store = storeOf(tenant);
      const job: ExportJob = { v: 1, tenant, exportId: newId };
      const known = await getExport(store, newId);
      if (known) {
        if (known.state === 'waiting') await enqueue(exportMessage(job, 'begin'));
        return shown(known);
      }
      // Read before the list: who reads the same one and is second is refused by the write.
      const before = await latestExportId(store);
      const running = (await listExports(store, { limit: 10, now })).find(
        ({ state, movedAt }) => (state === 'waiting' || state === 'running') && now - movedAt < aliveMs,
      );
      if (running) return underWay();
      const made = newExport(newId, now);
      const entry = {
        action: 'business.exported' as const,
        by: byEmployee(employee),
        thing: { type: 'export', id: newId, name: 'Everything of the business' },
        from: sourceIp,
        requestId,
      };
      const outcome = await transact(store, [
        exportPut(store, made),
        latestExportPut(store, made, before),
        auditPut(store, entry, now),
      ]);
      if (outcome === 'refused' && !(await getExport(store, newId))) return underWay();
      failPoint('business-exports.after-entry');
      await enqueue(exportMessage(job, 'begin'));
      return shown(made);
    },

    async get({ tenant, params: { id }, now }) {
      const found = await getExport(storeOf(tenant), id);
      if (!found || found.expiresAt * 1000 <= now) return notFound();
      const waits = now - found.movedAt;
      if (found.state === 'waiting' && waits > waitsMs) {
        await queue({ v: 1, tenant, exportId: id }, Math.floor(waits / waitsMs));
      }
      if (found.state !== 'done') return shown(found);
      const links = found.files.map(async ({ name, bytes }) => ({
        name,
        bytes,
        url: await files.link(tenant, exportKeyOf(tenant, id, name)),
      }));
      return { ...shown(found), files: await Promise.all(links) };
    },
  };
}

function shown({ id, state, requestedAt, finishedAt, files, failure }: BusinessExport): Export {
  const rows: Record<string, number> = {};
  for (const { table, rows: count } of files) if (table !== '') rows[table] = (rows[table] ?? 0) + count;
  return {
    id,
    state,
    requestedAt: new Date(requestedAt).toISOString(),
    ...(finishedAt !== undefined && { finishedAt: new Date(finishedAt).toISOString() }),
    rows,
    ...(failure !== undefined && { failure }),
  };
}
