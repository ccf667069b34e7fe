import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CannedResponse } from '../../../../contract/canned-responses.ts';
import { fromCsv, toCsv } from './csv.ts';
import { asCsv, asJson, readFile } from './file.ts';

const one = {
  id: 'x',
  title: 'Opening hours, all',
  shortcut: 'hours',
  category: '',
  text: { en: 'We open at "nine".\n=SUM(1)', ar: 'نفتح في التاسعة' },
  uses: 3,
  version: 1,
} as unknown as CannedResponse;
const fields = { title: one.title, shortcut: 'hours', category: '', text: one.text };

describe('files of canned responses', () => {
  it('come back as they went, in both forms', () => {
    expect(readFile(asJson([one]))).toEqual([fields]);
    expect(readFile(asCsv([one]))).toEqual([fields]);
  });

  it('are taken as spreadsheets write them', () => {
    expect(readFile('title;shortcut;category;text:en;text:ar\r\nHi;/hi;;Hello;\r\n')).toEqual([
      { title: 'Hi', shortcut: 'hi', category: '', text: { en: 'Hello' } },
    ]);
  });

  it('are refused when they are something else', () => {
    expect(readFile('<html>')).toBeUndefined();
    expect(readFile('{"items": [{"title": 1}]}')).toBeUndefined();
    expect(readFile('')).toBeUndefined();
  });

  it('keep every cell, and none is a formula', () => {
    const row = fc.array(fc.string(), { minLength: 2, maxLength: 4 }).filter((cells) => cells.some((value) => value !== ''));
    void fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        // Only a guard that the sheet itself wrote is taken off; a cell that begins with one is left out here.
        const plain = rows.map((cells) => ['h', ...cells.map((value) => value.replace(/^'+/, '').replace(/^\ufeff/, ''))]);
        expect(fromCsv(toCsv(plain))).toEqual(plain);
      }),
    );
    expect(toCsv([['=1+1', '+49', '@x']])).toBe("\ufeff'=1+1,'+49,'@x\r\n");
  });
});
