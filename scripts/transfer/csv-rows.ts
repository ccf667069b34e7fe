import { StringDecoder } from 'node:string_decoder';
import { longestRow, type Read } from './json-rows.ts';

/**
 * RFC 4180 with a header, in UTF-8 with or without a byte order mark. Rows are numbered as spreadsheets do: the header is row 1,
 * and a row with line breaks inside quotes is one. A row that breaks the rules costs that line and no other: reading goes on
 * at the next line, which the common libraries cannot do once a quotation mark is left open.
 *
 * `guarded`: cells of an export, where an apostrophe keeps spreadsheets from taking text for a formula.
 */
export async function* csvRows(chunks: AsyncIterable<Buffer>, { guarded }: { readonly guarded: boolean }): AsyncGenerator<Read> {
  let header: readonly string[] | undefined;
  let delimiter = ',';
  let row = 0;
  for await (const record of records(chunks, (first) => (delimiter = delimiterOf(first)))) {
    row += 1;
    if (typeof record === 'string') {
      yield { row, problem: record };
      continue;
    }
    if (!header) {
      header = record;
      continue;
    }
    if (record.length === 1 && record[0] === '') continue;
    if (record.length !== header.length) {
      yield { row, problem: `has ${record.length} cells where the header has ${header.length}` };
      continue;
    }
    yield { row, cells: Object.fromEntries(header.map((name, index) => [name, unguarded(record[index] ?? '', guarded)])) };
  }
  // Said here, because a file of one line would otherwise be taken for an empty one.
  if (!header && row > 0) yield { row: 1, problem: `has no header (columns are separated by "${delimiter}")` };
}

const unguarded = (cell: string, guarded: boolean): string => (guarded && cell.startsWith("'") ? cell.slice(1) : cell);

/** Spreadsheets of countries that write 1,5 separate by semicolons. */
function delimiterOf(header: string): string {
  const line = header.slice(0, header.search(/[\r\n]|$/)).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((one) => ({ one, count: line.split(one).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.one ?? ',';
}

type Parsed =
  | { readonly kind: 'record'; readonly cells: string[]; readonly next: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'broken'; readonly problem: string };

/** Cells of each record, or what is wrong with the line. */
async function* records(chunks: AsyncIterable<Buffer>, begin: (first: string) => string): AsyncGenerator<string[] | string> {
  const decoder = new StringDecoder('utf8');
  let delimiter: string | undefined;
  let text = '';
  let skipping = false;
  async function* pieces(): AsyncGenerator<{ piece: string; end: boolean }> {
    for await (const chunk of chunks) yield { piece: decoder.write(chunk), end: false };
    yield { piece: decoder.end(), end: true };
  }
  for await (const { piece, end } of pieces()) {
    text += piece;
    if (delimiter === undefined) {
      if (!end && !text.includes('\n')) continue;
      text = text.replace(/^\ufeff/, '');
      delimiter = begin(text);
    }
    let at = 0;
    while (at < text.length) {
      if (skipping) {
        const line = text.indexOf('\n', at);
        if (line < 0) {
          at = text.length;
          break;
        }
        skipping = false;
        at = line + 1;
        continue;
      }
      let parsed = parseRecord(text, at, delimiter, end);
      if (parsed.kind === 'more' && text.length - at > longestRow) {
        parsed = { kind: 'broken', problem: `is longer than ${longestRow} characters, or a quotation mark is never closed` };
      }
      if (parsed.kind === 'more') break;
      if (parsed.kind === 'record') {
        at = parsed.next;
        yield parsed.cells;
      } else {
        skipping = true;
        yield parsed.problem;
      }
    }
    text = text.slice(at);
  }
}

function parseRecord(text: string, start: number, delimiter: string, end: boolean): Parsed {
  const cells: string[] = [];
  for (let at = start; ; ) {
    const cell = text[at] === '"' ? quoted(text, at, end) : plain(text, at, delimiter, end);
    if ('kind' in cell) return cell;
    cells.push(cell.value);
    const after = text[cell.next];
    if (after === delimiter) {
      at = cell.next + 1;
      continue;
    }
    if (after === undefined) return { kind: 'record', cells, next: cell.next };
    if (after === '\n') return { kind: 'record', cells, next: cell.next + 1 };
    if (after === '\r' && text[cell.next + 1] === '\n') return { kind: 'record', cells, next: cell.next + 2 };
    return { kind: 'broken', problem: 'has a quotation mark in the wrong place' };
  }
}

type Cell = { readonly value: string; readonly next: number } | Extract<Parsed, { kind: 'more' | 'broken' }>;

function quoted(text: string, start: number, end: boolean): Cell {
  for (let from = start + 1; ; ) {
    const close = text.indexOf('"', from);
    if (close < 0) return end ? { kind: 'broken', problem: 'has a quotation mark that is never closed' } : { kind: 'more' };
    // Both a second quotation mark and \r\n may still be on their way.
    if (close + 2 >= text.length && !end) return { kind: 'more' };
    if (text[close + 1] === '"') {
      from = close + 2;
      continue;
    }
    const value = text.slice(start + 1, close);
    return { value: value.includes('""') ? value.replaceAll('""', '"') : value, next: close + 1 };
  }
}

function plain(text: string, start: number, delimiter: string, end: boolean): Cell {
  const line = text.indexOf('\n', start);
  if (line < 0 && !end) return { kind: 'more' };
  const stop = line < 0 ? text.length : line;
  const next = text.indexOf(delimiter, start);
  if (next >= 0 && next < stop) return { value: text.slice(start, next), next };
  const last = line > start && text[line - 1] === '\r' ? line - 1 : stop;
  return { value: text.slice(start, last), next: last };
}
