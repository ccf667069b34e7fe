/** A PDF with a line of text for each line of each page. `encrypted`: as a program writes one that opens with a password only. */
export function writtenPdf(
  pages: readonly string[],
  { title = '', encrypted = false }: { readonly title?: string; readonly encrypted?: boolean } = {},
): Buffer {
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const drawn = (text: string): string =>
    text === ''
      ? '0 0 10 10 re f'
      : `BT /F1 12 Tf 14 TL 20 180 Td ${text
          .split('\n')
          .map((line) => `(${line}) Tj T*`)
          .join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((text, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
      `<< /Length ${drawn(text).length} >>\nstream\n${drawn(text)}\nendstream`,
    ]),
    `<< /Title (${title}) >>`,
    // Of another password than the empty one: 32 bytes each that fit nothing.
    `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`,
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  const id = '00'.repeat(16);
  const locked = encrypted ? ` /Encrypt ${objects.length} 0 R /ID [<${id}> <${id}>]` : '';
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length - 1} 0 R${locked} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
