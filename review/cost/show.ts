import type { CostTotal } from './cost';

/** Dollars as people write them: `$1,234`, or with cents below ten. */
export function money(usd: number): string {
  const digits = Math.abs(usd) < 10 ? 2 : 0;
  const sign = usd < 0 ? '-' : '';
  const text = Math.abs(usd).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${sign}$${text}`;
}

/** A difference of dollars, with its sign. */
export function difference(usd: number): string {
  return Math.abs(usd) < 0.005 ? 'as before' : `${usd > 0 ? '+' : ''}${money(usd)}`;
}

/** A sum, which is only the least it can be where something has no price. */
export function total({ usd, dbu, unpriced }: CostTotal): string {
  const sum = `${money(usd)} a month, ${dbu.toLocaleString('en-US', { maximumFractionDigits: 0 })} DBU`;
  return unpriced > 0 ? `at least ${sum}; ${unpriced} without a price` : sum;
}
