/** One row of a table as an export writes it: what `scripts/transfer/columns.ts` calls each column first. */
export interface ExportedRow {
  readonly table: ExportedTable;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What an import reads back, and then what is there to be kept and read by people. */
export const importedTables = ['services', 'customers', 'conversations', 'messages', 'annotations', 'bookings'] as const;
export const recordTables = [
  'business',
  'channels',
  'employees',
  'roles',
  'retention',
  'canned',
  'labels',
  'files',
  'audit',
] as const;
export type ExportedTable = (typeof importedTables)[number] | (typeof recordTables)[number];

/** What says which files belong to an export, and whether they are as they were written. */
export interface ExportFile {
  readonly name: string;
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export const manifestName = 'manifest.json';

/** Without anything that changes from one export to the next but the files themselves. */
export const manifestOf = (business: string, exportedAt: number, files: readonly ExportFile[]) => ({
  format: 'frontdesk' as const,
  version: 1 as const,
  business,
  exportedAt: new Date(exportedAt).toISOString(),
  files,
});

/** NDJSON: one object a line. */
export const lineOf = (row: ExportedRow['row']): string => `${JSON.stringify(row)}\n`;
