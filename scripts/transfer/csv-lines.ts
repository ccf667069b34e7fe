/**
 * One row, RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it, and so does one that begins
 * with an apostrophe, so that the import can take exactly one away again: https://owasp.org/www-community/attacks/CSV_Injection
 */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const guarded = /^[=+\-@\t\r\n']/.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
