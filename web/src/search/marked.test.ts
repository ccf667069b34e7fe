import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marked } from './marked.ts';

describe('what was found in a text', () => {
  it('is marked', () => {
    expect(marked('a coffee cup', [{ start: 2, end: 8 }])).toEqual([
      { text: 'a ', mark: false },
      { text: 'coffee', mark: true },
      { text: ' cup', mark: false },
    ]);
  });

  it('never changes the text, wherever the spans are', () => {
    const span = fc.record({ start: fc.nat(30), end: fc.nat(40) });
    void fc.assert(
      fc.property(fc.string(), fc.array(span), (text, spans) => {
        expect(
          marked(text, spans)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
