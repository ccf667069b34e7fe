/** Millionths of a US dollar as people write dollars: 0.006. */
export const dollarsOf = (micros: number): string => String(micros / 1_000_000);

/** Undefined: it is no price from 0 to 1 dollar. A comma is a point, as in many languages. */
export function microsIn(text: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  if (!/^\d(\.\d{1,6})?$/.test(plain)) return undefined;
  const micros = Math.round(Number(plain) * 1_000_000);
  return micros <= 1_000_000 ? micros : undefined;
}
