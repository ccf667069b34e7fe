import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../test/helpers/csv.ts';
import { csvFile, csvLine } from './csv.ts';

const cells = (lines: readonly string[], delimiter = ','): string[][] => readCsv(csvFile(lines), delimiter);
const onlyCell = (value: string): string => cells([csvLine([value])])[0]?.[0] ?? '';

describe('a table for spreadsheets', () => {
  it('starts with a byte order mark and ends lines as RFC 4180 says', () => {
    expect(csvFile([csvLine(['اسم', 'a "b"']), csvLine(['', 'x,y'])])).toBe('\uFEFF"اسم","a ""b"""\r\n"","x,y"\r\n');
  });

  it.each([
    '=1+1',
    '+HYPERLINK("x")',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '\u0000=1',
    '\u200B=1',
    '"=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
  ])('makes %j text', (value) => {
    const read = onlyCell(value);
    expect(read.startsWith("'")).toBe(true);
    expect(read.replaceAll("'", '')).toBe(value);
  });

  it.each(['+15550783881', '106540352242922', '0012', '012345678901', '123e45'])('keeps %s as it is written', (value) => {
    expect(onlyCell(value)).toBe(`'${value}`);
  });

  it.each(['Nour', '12', '2026-11-20T09:00:00.000Z', '{"name":"A"}', '01jd0000000000000000000e11', 'a=b', '', "O'Hara"])(
    'leaves %j alone',
    (value) => {
      expect(onlyCell(value)).toBe(value);
    },
  );

  it.each([';', '\t', '|'])('makes no formula of a part of a cell where cells are parted by %j', (delimiter) => {
    const evil = ['a', `b${delimiter}=cmd`, `c${delimiter}"=cmd"`, `d${delimiter} @x`, `e\r\n=cmd`, `f\n+1`];
    for (const read of cells([csvLine(evil)], delimiter).flat()) expect(read.replace(/^[\s"]+/, '')).not.toMatch(/^[=+\-@]/);
    // Nor where quotes mean nothing.
    for (const part of csvLine(evil).split(delimiter === '|' ? /[|\r\n]/ : new RegExp(`[${delimiter}\r\n]`)))
      expect(part.replace(/^[\s"]+/, '')).not.toMatch(/^[=+\-@]/);
  });

  it('never shows a formula, and never loses a letter, whatever is written', () => {
    const letter = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' ', ';', '|', ',', '"', "'", 'a', '1', '\u200F', '＝');
    const text = fc.oneof(fc.string({ unit: letter, maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (values) => {
        const [read = []] = cells([csvLine(values)]);
        expect(read).toHaveLength(values.length);
        for (const [index, value] of read.entries()) {
          expect(value.replace(/^[\s\p{C}"]*/u, '')).not.toMatch(/^[=+\-@＝＋－＠]/);
          expect(value.replaceAll("'", '')).toBe(values[index]?.replaceAll("'", ''));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
