import { StringDecoder } from 'node:string_decoder';

/** Longest row of any file, in characters: ten times the largest item the table takes. */
export const longestRow = 4_000_000;

export type Read =
  | { readonly row: number; readonly cells: unknown }
  /** What was there could not be read. */
  | { readonly row: number; readonly problem: string };

/** One JSON value a line; empty lines do not count as rows but keep their number. */
export async function* ndjsonRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Read> {
  let row = 0;
  for await (const { line, tooLong } of lines(chunks)) {
    row += 1;
    if (tooLong) yield { row, problem: `is longer than ${longestRow} characters` };
    else if (line.trim() !== '') yield parsed(row, line);
  }
}

function parsed(row: number, text: string): Read {
  try {
    return { row, cells: JSON.parse(text) };
  } catch {
    return { row, problem: 'is not JSON' };
  }
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<{ line: string; tooLong: boolean }> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      yield { line, tooLong: tooLong || line.length > longestRow };
      tooLong = false;
    }
    if (rest.length > longestRow) {
      rest = '';
      tooLong = true;
    }
  }
  rest += decoder.end();
  if (rest !== '' || tooLong) yield { line: rest, tooLong };
}

/** The elements of one array, however large it is: each is cut out by its brackets and parsed on its own. */
export async function* arrayRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Read> {
  const decoder = new StringDecoder('utf8');
  let row = 0;
  let text = '';
  let depth = 0;
  let quoted = false;
  let escaped = false;
  for await (const chunk of chunks) {
    const piece = decoder.write(chunk);
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const char = piece[at];
      if (quoted) {
        if (escaped) escaped = false;
        else if (char === '\\') escaped = true;
        else if (char === '"') quoted = false;
        continue;
      }
      if (char === '"') quoted = true;
      else if (char === '{' || char === '[') {
        depth += 1;
        if (depth === 1) from = at + 1;
      } else if (char === '}' || char === ']') {
        depth -= 1;
        if (depth === 0 && (text + piece.slice(from, at)).trim() !== '') {
          row += 1;
          yield parsed(row, text + piece.slice(from, at));
          text = '';
          from = at;
        }
      } else if (char === ',' && depth === 1) {
        row += 1;
        yield parsed(row, text + piece.slice(from, at));
        text = '';
        from = at + 1;
      }
    }
    if (depth > 0) text += piece.slice(from);
    if (text.length > longestRow) throw new Error(`An element after row ${row} is longer than ${longestRow} characters`);
  }
  if (depth > 0) yield { row: row + 1, problem: 'is cut off: the file ends inside it' };
}
