/** Excel takes a file without it for the encoding of the country. */
const byteOrderMark = '\uFEFF';

/** Spaces, quotes and characters without a shape, which spreadsheets drop before they look at a cell. */
const unseen = '[\\s\\p{C}"]*';
/** What begins a formula, also in the full-width form of East Asian keyboards: https://owasp.org/www-community/attacks/CSV_Injection */
const formula = '[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]';
const startsFormula = new RegExp(`^(?:${unseen}${formula}|[\\t\\r\\n])`, 'u');
/** Programs that part cells at other characters than the comma see a new cell after these. */
const insideCell = new RegExp(`([;\\t\\r\\n|]${unseen})(?=${formula})`, 'gu');
/** Shown rounded, or without its zeros, as soon as a spreadsheet takes it for a number: phone numbers and ids. */
const looksLikeLongNumber = /^(?:0\d+|\d{12,}|\d+e\d+)$/i;

function cell(value: string): string {
  const mark = startsFormula.test(value) || looksLikeLongNumber.test(value) ? "'" : '';
  return `"${mark}${value.replace(insideCell, "$1'").replaceAll('"', '""')}"`;
}

/**
 * One line of a table for spreadsheets (RFC 4180). An apostrophe makes formulas, phone numbers and long ids into text: the
 * cells are what people wrote, and people include customers.
 */
export const csvLine = (values: readonly string[]): string => `${values.map(cell).join(',')}\r\n`;

/** Lines as `csvLine` makes them, as UTF-8 that Excel understands. */
export const csvFile = (lines: readonly string[]): string => byteOrderMark + lines.join('');
