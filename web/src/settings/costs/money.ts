// In Arabic too: its own way writes US$ behind the number, and letters between it and the sign turn it round.
const dollars = (maximumFractionDigits: number) =>
  new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits,
  });
const [small, large] = [dollars(4), dollars(2)];

/** Millionths of a US dollar, as money: small sums with four places, because an answer costs less than a cent. */
export const money = (micros: number): string => (micros < 1_000_000 ? small : large).format(micros / 1_000_000);
