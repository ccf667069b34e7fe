import { describe, expect, it } from 'vitest';
import { contentDisposition, savedName } from './file-name.ts';
import { opaque } from './types.ts';

describe('the name that a file is saved under', () => {
  it.each([
    ['عرض أسعار.pdf', 'application/pdf', 'عرض أسعار.pdf'],
    ['a\u202Egpj.exe', 'image/gif', 'agpj.exe.gif'],
    ['../../etc/passwd', opaque, 'etcpasswd'],
    ['C:\\Windows\\x.txt', 'text/plain', 'CWindowsx.txt'],
    ['photo.jpeg', 'image/jpeg', 'photo.jpeg'],
    ['photo.PNG', 'image/jpeg', 'photo.PNG.jpg'],
    ['offer.pdf.exe', 'application/pdf', 'offer.pdf.exe.pdf'],
    ['page.html', opaque, 'page.html.bin'],
    ['logo.svg', opaque, 'logo.svg.bin'],
    ['data.zip', opaque, 'data.zip'],
    ['quote"\r\nSet-Cookie: a=b', opaque, 'quoteSet-Cookie a=b'],
    ['half \ud800.pdf', 'application/pdf', 'half \ufffd.pdf'],
    ['', 'audio/ogg', 'voice.ogg'],
    ['...', opaque, 'voice'],
    ['\u202E\u2066', 'image/png', 'voice.png'],
  ])('%j as %s is %s', (given, type, saved) => expect(savedName(given, type, 'voice')).toBe(saved));

  it('is no longer than a file system takes', () => {
    expect([...savedName('😀'.repeat(300), 'image/png', 'x')].length).toBeLessThanOrEqual(124);
  });

  it('is put into a header in both ways that browsers know', () => {
    expect(contentDisposition('attachment', "عرض (1)'s.pdf")).toBe(
      `attachment; filename="___ (1)'s.pdf"; filename*=UTF-8''%D8%B9%D8%B1%D8%B6%20%281%29%27s.pdf`,
    );
    expect(contentDisposition('inline', 'a"b\\c%.png')).toBe(`inline; filename="a_b_c_.png"; filename*=UTF-8''a%22b%5Cc%25.png`);
  });
});
