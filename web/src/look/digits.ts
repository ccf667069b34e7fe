/** The first six digits in what was typed or pasted; Arabic and Persian ones as the Latin ones the API takes. */
export const digitsOf = (text: string): string =>
  [...text]
    .map((sign) => {
      const code = sign.codePointAt(0) ?? 0;
      if (code >= 0x0660 && code <= 0x0669) return String(code - 0x0660);
      if (code >= 0x06f0 && code <= 0x06f9) return String(code - 0x06f0);
      return /[0-9]/.test(sign) ? sign : '';
    })
    .join('')
    .slice(0, 6);
