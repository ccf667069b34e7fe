import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writtenPdf } from '../../test/helpers/written-pdf.ts';
import { asRead, pdfText } from './pdf-text.ts';

describe('a PDF that is made to hurt', () => {
  it('ends when its time is over', async () => {
    expect(await pdfText(writtenPdf(['Text']), { ms: 1, megabytes: 800 })).toEqual({ outcome: 'failed', failure: 'too-slow' });
  });

  it('ends when it unpacks to more than there is', async () => {
    // 160 MB of nothing in 160 KB.
    const packed = deflateSync(Buffer.alloc(160 * 2 ** 20, 'q '));
    const head = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`;
    const plain = writtenPdf(['Text']).toString('latin1');
    const bomb = plain.replace(
      /<< \/Length \d+ >>\nstream\n[\s\S]*?\nendstream/,
      () => `${head}${packed.toString('latin1')}\nendstream`,
    );
    const megabytes = process.memoryUsage.rss() / 2 ** 20 + 100;
    expect(await pdfText(Buffer.from(bomb, 'latin1'), { ms: 15_000, megabytes })).toEqual({
      outcome: 'failed',
      failure: 'too-large',
    });
  });
});

it('reads Arabic that was drawn letter by letter from left to right', () => {
  expect(asRead('رﺎﻌﺳﻷا')).toBe('الأسعار');
  expect(asRead('USD 50 ﺮﻌﺴﻟا')).toBe('السعر 50 USD');
  expect(asRead('السعر 50')).toBe('السعر 50');
});
