import { readFileSync } from 'node:fs';
import type { BenchRow } from './bench-row.ts';

const COMMITTED = JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8')) as Record<string, number>;

/** How many scenario prices a request may need: what was counted when it was committed. */
export function committedPrices(request: string): number {
  const prices = COMMITTED[request];
  if (prices === undefined) throw new Error(`test/bench/baseline.json has no count of ${request}`);
  return prices;
}

/** The prices counted against those committed. */
export function priceRow(request: string, value: number): BenchRow {
  const committed = committedPrices(request);
  const baseline = `committed: ${committed}`;
  return { name: `prices: ${request}`, value, unit: 'prices', baseline, ratio: value / committed };
}
