import { describe, expect, it } from 'vitest';
import type { ExposureAnswer } from '../../shared/usecases/index.ts';
import { MIXED_IDS, MIXED_MARKET } from '../support/mixed-market.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const GREEKS = [
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
  'colour',
] as const;

/** Everything in the mixed market, split over two venues as `venueOf` says. */
function book(venueOf: (index: number) => string) {
  return {
    baseCurrency: 'USD',
    positions: MIXED_IDS.map((id, i) => ({ instrument: id, quantity: String((i % 5) - 2 || 3), venue: venueOf(i) })),
    collateral: [{ asset: 'BTC', quantity: '1.5', venue: venueOf(0) }],
  };
}

async function exposure(venueOf: (index: number) => string) {
  return post<ExposureAnswer>('/exposure', { portfolio: book(venueOf), market: MIXED_MARKET });
}

function near(actual: number, expected: number, scale: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * scale);
}

describe('term 11: portfolio risk exposure', () => {
  it('has totals that are the sums of the cells underlying × expiry × venue, for every factor', async () => {
    const { cells, byUnderlying, total } = await exposure((i) => (i % 2 === 0 ? 'main' : 'second'));
    expect(new Set(cells.map(({ venue }) => venue)).size).toBe(2);
    for (const greek of GREEKS) {
      const gross = cells.reduce((sum, { cash }) => sum + Math.abs(cash[greek]), 0);
      near(
        cells.reduce((sum, { cash }) => sum + cash[greek], 0),
        total.cash[greek],
        gross,
      );
      for (const { underlying, raw } of byUnderlying) {
        const own = cells.filter((cell) => cell.underlying === underlying);
        near(
          own.reduce((sum, cell) => sum + cell.raw[greek], 0),
          raw[greek],
          own.reduce((sum, cell) => sum + Math.abs(cell.raw[greek]), 0),
        );
      }
    }
  });

  it('does not change in total when a position moves to another venue', async () => {
    const [together, apart] = [await exposure(() => 'main'), await exposure((i) => (i % 3 === 0 ? 'third' : 'main'))];
    for (const greek of GREEKS) {
      const gross = apart.cells.reduce((sum, { cash }) => sum + Math.abs(cash[greek]), 0);
      near(together.total.cash[greek], apart.total.cash[greek], gross);
    }
    expect(apart.cells.length).toBeGreaterThan(together.cells.length);
  });
});
