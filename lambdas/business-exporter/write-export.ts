import { createHash } from 'node:crypto';
import type { ExportJob } from '../../contract/queues.ts';
import { getBusiness } from '../_data/business.ts';
import { type BusinessExport, type ExportedFile, getExport, moveExport } from '../_data/export.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { SendFifo } from '../_shared/queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type ExportFiles, exportKeyOf } from '../_transfer/export-files.ts';
import { exportMessage } from '../_transfer/export-queue.ts';
import { beginning, end, Place, readBusiness } from '../_transfer/read-business.ts';
import { type ExportedRow, lineOf, manifestName, manifestOf } from '../_transfer/tables.ts';

export interface WriteDependencies {
  readonly store: TenantTable;
  readonly files: Pick<ExportFiles, 'put'>;
  readonly enqueue: SendFifo;
  /** Milliseconds. */
  readonly clock: () => number;
  /** Milliseconds until the invocation is ended. */
  readonly remaining: () => number;
  /** Characters that are gathered before they are written; 4 MB unless told. */
  readonly pieceSize?: number;
}

/** With rows of up to a megabyte on top, and text of several bytes a character, still a file of less than 11 MB. */
const defaultPiece = 2_500_000;
/** Enough to write one more piece. */
const neededMs = 25_000;

/**
 * Writes an export piece by piece: some files, then how far it is. A piece that was not noted down is written again under the same
 * names, so dying at any point costs one piece. When time runs out the rest is left to the next invocation.
 */
export async function writeExport(dependencies: WriteDependencies, job: ExportJob): Promise<'done' | 'goes-on' | 'nothing'> {
  const { store, clock, remaining, enqueue, pieceSize = defaultPiece } = dependencies;
  let read = await getExport(store, job.exportId);
  if (!read || read.state === 'done' || read.state === 'failed') return 'nothing';
  const from = read.place === undefined ? beginning : Place.parse(JSON.parse(read.place));
  let lines = new Map<ExportedRow['table'], { text: string[]; rows: number }>();
  let size = 0;
  for await (const { rows, next } of readBusiness(store, from, read.requestedAt)) {
    for (const { table, row } of rows) {
      const line = lineOf(row);
      const gathered = lines.get(table) ?? { text: [], rows: 0 };
      gathered.text.push(line);
      gathered.rows += 1;
      lines.set(table, gathered);
      size += line.length;
    }
    const late = remaining() < neededMs;
    if (next !== undefined && size < pieceSize && !late) continue;
    read = await writePiece(dependencies, read, lines, next);
    lines = new Map();
    size = 0;
    if (next === undefined) break;
    if (!late) continue;
    await enqueue(exportMessage(job, `step ${read.step}`));
    return 'goes-on';
  }
  await finish(dependencies, read, clock());
  return 'done';
}

async function writePiece(
  { store, files, clock }: WriteDependencies,
  read: BusinessExport,
  lines: ReadonlyMap<ExportedRow['table'], { readonly text: readonly string[]; readonly rows: number }>,
  next: Place | undefined,
): Promise<BusinessExport> {
  const written: ExportedFile[] = [];
  for (const [table, { text, rows }] of lines) {
    const name = `${table}-${String(read.step + 1).padStart(5, '0')}.ndjson`;
    const body = text.join('');
    await files.put(store.tenant, exportKeyOf(store.tenant, read.id, name), body);
    const bytes = Buffer.byteLength(body);
    written.push({ name, table, rows, bytes, sha256: createHash('sha256').update(body).digest('hex') });
  }
  failPoint('business-exporter.after-files');
  const place = JSON.stringify(next ?? end);
  const moved = { state: 'running' as const, movedAt: clock(), files: [...read.files, ...written], place };
  if ((await moveExport(store, read, moved)) === 'behind') throw new Error('Somebody else writes this export');
  failPoint('business-exporter.after-piece');
  return { ...read, ...moved, step: read.step + 1 };
}

async function finish({ store, files }: WriteDependencies, read: BusinessExport, now: number): Promise<void> {
  const profile = await getBusiness(store);
  const body = `${JSON.stringify(manifestOf(profile?.slug ?? '', read.requestedAt, read.files), null, 2)}\n`;
  await files.put(store.tenant, exportKeyOf(store.tenant, read.id, manifestName), body);
  const manifest = { name: manifestName, table: '', rows: 0, bytes: Buffer.byteLength(body), sha256: hashOf(body) };
  const done = { state: 'done' as const, movedAt: now, finishedAt: now, files: [...read.files, manifest], place: undefined };
  if ((await moveExport(store, read, done)) === 'behind') throw new Error('Somebody else writes this export');
}

const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** After the last attempt: people see that it failed, and may ask for another. */
export async function giveUp(store: TenantTable, { exportId }: ExportJob, now: number): Promise<void> {
  const read = await getExport(store, exportId);
  if (!read || read.state === 'done' || read.state === 'failed') return;
  const failure = 'It could not be written. Ask for it again; if that fails too, tell the operator of this service.';
  await moveExport(store, read, { state: 'failed', movedAt: now, finishedAt: now, failure, place: undefined });
}
