import type { Call } from '../api/client.ts';

/** Everything that is kept of one customer, page by page, as one file. */
export async function customerFile(call: Call, id: string): Promise<Blob> {
  const lines: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/customers/{id}/export', { params: { id }, query: cursor === undefined ? {} : { cursor } });
    lines.push(...page.items.map((row) => JSON.stringify(row)));
    cursor = page.next;
  } while (cursor !== undefined);
  return new Blob([`${lines.join('\n')}\n`], { type: 'application/x-ndjson' });
}

/** The file is named by the id: a name of a person does not belong into the list of downloads. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
