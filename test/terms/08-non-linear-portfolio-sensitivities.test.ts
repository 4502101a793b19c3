import { describe, expect, it } from 'vitest';
import type { ExposureAnswer } from '../../shared/usecases/index.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const EXPIRY_MS = Date.parse('2026-06-26T08:00:00Z');
const AS_OF_MS = Date.parse('2026-04-22T00:00:00Z');
const YEAR_MS = 365 * 86_400_000;
type State = { readonly spot: number; readonly vol: number; readonly yearsAhead: number };
const BASE: State = { spot: 100, vol: 0.45, yearsAhead: 0 };

/** A strangle and a call spread, priced by the service at another state of the market. */
async function exposureAt({ spot, vol, yearsAhead }: State) {
  const legs = [
    ['call', 110, '3'],
    ['put', 95, '-2'],
    ['call', 120, '-5'],
  ] as const;
  const market = marketSnapshot({
    asOf: new Date(AS_OF_MS + yearsAhead * YEAR_MS).toISOString(),
    underlyings: [{ id: 'X', price: spot, rate: 0, dividendYield: 0 }],
    // A quoted forward moves in proportion with spot and stays where it is as time passes.
    expiries: [{ underlying: 'X', expiry: new Date(EXPIRY_MS).toISOString(), forward: 1.01 * spot, rate: 0.04 }],
    instruments: legs.map(([right, strike]) =>
      instrument({
        id: `${strike}-${right}`,
        kind: 'option',
        underlying: 'X',
        expiry: new Date(EXPIRY_MS).toISOString(),
        strike,
        right,
        impliedVol: vol,
      }),
    ),
  });
  const positions = legs.map(([right, strike, quantity]) => ({ instrument: `${strike}-${right}`, quantity }));
  const answer = await post<ExposureAnswer>('/exposure', { portfolio: { baseCurrency: 'USD', positions }, market });
  return answer.byUnderlying[0]!.raw;
}

/** Central difference of one Greek along one direction, by Richardson's two steps: the error falls with the fourth power. */
async function slope(greek: 'delta' | 'gamma' | 'vega', along: keyof State, step: number): Promise<number> {
  const at = async (h: number) => {
    const [up, down] = [
      await exposureAt({ ...BASE, [along]: BASE[along] + h }),
      await exposureAt({ ...BASE, [along]: BASE[along] - h }),
    ];
    return (up[greek] - down[greek]) / (2 * h);
  };
  return (4 * (await at(step / 2)) - (await at(step))) / 3;
}

describe('term 8: second and third order sensitivities', () => {
  it.each([
    ['gamma', 'delta', 'spot', 0.1],
    ['vanna', 'delta', 'vol', 0.002],
    ['vanna', 'vega', 'spot', 0.1],
    ['volga', 'vega', 'vol', 0.002],
    ['charm', 'delta', 'yearsAhead', 86_400_000 / YEAR_MS],
    ['speed', 'gamma', 'spot', 0.1],
    ['zomma', 'gamma', 'vol', 0.002],
    ['colour', 'gamma', 'yearsAhead', 86_400_000 / YEAR_MS],
  ] as const)('%s is the slope of %s along %s', async (greek, of, along, step) => {
    const closed = (await exposureAt(BASE))[greek];
    expect(Math.abs((await slope(of, along, step)) / closed - 1)).toBeLessThan(1e-6);
  });
});
