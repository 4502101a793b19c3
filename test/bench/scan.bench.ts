import { digest } from '../../shared/foundation/index.ts';
import { calculateMargin } from '../../shared/usecases/index.ts';
import { marketOf } from '../support/markets.ts';
import type { BenchRow } from './bench-row.ts';
import { optionBook } from './option-market.ts';
import { priceRow } from './price-baseline.ts';
import { countScanPrices, SCAN_METHODS, SCAN_SNAPSHOT } from './scan-request.ts';
import { leastMs } from './timing.ts';

const N_POSITIONS = 1000;
const REPEATS = 60;

/** One request of 1,000 positions under every scan method, as `POST /v1/margin` answers it, and the prices that it needs. */
export function run(): BenchRow[] {
  const portfolio = optionBook(SCAN_SNAPSHOT, N_POSITIONS);
  const market = marketOf(SCAN_SNAPSHOT);
  const subject = { portfolio, marketDigest: digest(SCAN_SNAPSHOT) };
  const request = { portfolio, methods: SCAN_METHODS.map((id) => ({ id })) };
  const value = leastMs(REPEATS, () => {
    // prices are kept with a market: a copy has none yet
    const answer = calculateMargin({ ...subject, market: { ...market } }, request);
    if (!answer.ok) throw new Error(answer.failure.detail);
  });
  const name = `scan: ${N_POSITIONS} positions, ${SCAN_METHODS.length} scan methods (${SCAN_METHODS.join(', ')})`;
  return [
    { name, value, unit: 'ms' },
    priceRow(`scan request of ${N_POSITIONS} positions`, countScanPrices(N_POSITIONS)),
  ];
}
