import type { Locale } from '../../clock/format.ts';

/** Millionths of a US dollar, as money: small sums with four places, because an answer costs less than a cent. */
export function moneyOf(locale: Locale): (micros: number) => string {
  const make = (maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB', {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
      maximumFractionDigits,
    });
  const [small, large] = [make(4), make(2)];
  return (micros) => (micros < 1_000_000 ? small : large).format(micros / 1_000_000);
}
