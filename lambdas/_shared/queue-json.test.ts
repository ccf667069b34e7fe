import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opaqueId, queueJson } from './queue-json.ts';

describe('JSON for the queue', () => {
  it('means the same, in characters that SQS accepts', () => {
    // What an XML 1.0 document may hold; the queue refuses the rest.
    const accepted = /^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
    const odd = fc.constantFrom('\u0000', '\u000b', '\ufffe', '\uffff', '\ud800', '\udc00', '\\', '"', '😀');
    fc.assert(
      fc.property(fc.array(fc.oneof(odd, fc.string({ unit: 'binary' }))), (parts) => {
        const json = queueJson({ text: parts.join('') });
        expect(json).toMatch(accepted);
        expect(JSON.parse(json)).toEqual({ text: parts.join('') });
      }),
    );
  });

  it('ids show nothing and do not run into each other', () => {
    expect(opaqueId('a', 'bc')).not.toBe(opaqueId('ab', 'c'));
    expect(opaqueId('12025550143')).toMatch(/^[\w-]{43}$/);
  });
});
