import { describe, expect, it } from 'vitest';
import type { MarginResult } from '../../shared/margin/index.ts';
import type { MarginAnswer } from '../../shared/usecases/index.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';
import {
  PARADEX_CASE_VERSION,
  PARADEX_CASES,
  PARADEX_TABLE,
  type ParadexCase,
  paradexSubject,
} from '../support/paradex-case.ts';
import { useTermApi } from '../support/term-api.ts';

const { post, send } = useTermApi();
const METHOD = { id: 'paradex-style', version: PARADEX_CASE_VERSION };

async function marginOfCase(each: ParadexCase): Promise<MarginResult> {
  const { margins } = await post<MarginAnswer>('/margin', { ...paradexSubject(each), methods: [METHOD] });
  return margins[0]!;
}

/** Half a cent, to which figures are compared. */
const CENT = 0.005;
/**
 * The venue's engine takes the normal cdf from Abramowitz and Stegun 7.1.26, wrong by up to 7.5e-8. What that is of a price is at most
 * that of forward and strike together; a P&L is a difference of two.
 */
const CDF_ERROR = 7.5e-8;

function engineError({ positions, orders, market_data }: ParadexCase, spotShockFraction: number): number {
  const options = [...positions, ...orders].filter(({ market }) => market_data[market]!.mark_iv !== null);
  return options.reduce((sum, { market, size }) => {
    const forward = market_data[market]!.underlying_price;
    const strike = Number(/-(\d+)-[CP]$/.exec(market)![1]);
    return sum + CDF_ERROR * size * (forward * (2 + spotShockFraction) + 2 * strike);
  }, 0);
}

describe('term 17: risk-based portfolio margin', () => {
  it('has the 24 published scenarios with their tail weights, as data', async () => {
    const { json } = await send('GET', '/methods/paradex-style');
    const { versions } = json as { versions: { version: string; parameters: { tiers: { scenarios: object[] }[] } }[] };
    const dated = versions.find(({ version }) => version === PARADEX_CASE_VERSION)!;
    expect(PARADEX_TABLE).toHaveLength(24);
    expect(dated.parameters.tiers[0]!.scenarios).toEqual(PARADEX_TABLE);
    expect(PARADEX_TABLE.some(({ weight }) => weight < 0.05)).toBe(true);
  });

  it("gives the margins of the venue's engine to the cent, but for the error of its normal distribution", async () => {
    let exact = 0;
    let largest = 0;
    for (const each of PARADEX_CASES) {
      const { initial, maintenance } = await marginOfCase(each);
      const [move] = each.expected.worst_scenario;
      const error = Math.max(Math.abs(initial - each.expected['IMR']!), Math.abs(maintenance - each.expected['MMR']!));
      expect(error, each.name).toBeLessThan(CENT + engineError(each, move));
      if (error < CENT) exact += 1;
      largest = Math.max(largest, error);
    }
    console.log(
      `paradex-style: ${PARADEX_CASES.length} cases, ${exact} to the cent, largest error ${largest.toPrecision(2)} (USD)`,
    );
    expect(exact).toBeGreaterThanOrEqual(10);
  });

  it('nets delta, gamma and vega: a spread and a straddle need less than their legs', async () => {
    for (const name of ['short_call_spread_80_90', 'short_straddle', 'iron_condor', 'synthetic_forward_vs_perp']) {
      const { initial, standalone } = await marginOfCase(PARADEX_CASES.find((each) => each.name === name)!);
      expect(initial).toBeLessThan(0.75 * standalone);
    }
  });

  const strikes = [60, 70, 80, 90, 100];
  const verticals = ['C', 'P'].flatMap((right) =>
    strikes.flatMap((low) => strikes.filter((high) => high > low).map((high) => ({ right, low, high }))),
  );

  it.each([-1, 1])('never charges a vertical more than its payoff can lose, bought or sold (%i)', async (side) => {
    for (const { right, low, high } of verticals) {
      const [first, second] = [low, high].map((strike) => `BTC-26JUN26-${strike}000-${right}`);
      const positions = [
        { instrument: first!, quantity: String(side) },
        { instrument: second!, quantity: String(-side) },
      ];
      const methods = [{ id: 'scenario-grid' }, METHOD];
      const body = { portfolio: { ...OPTION_BOOK, positions }, market: OPTION_MARKET, methods };
      const [grid, scan] = (await post<MarginAnswer>('/margin', body)).margins;
      const value = grid!.equity - 500_000;
      const worstPayoff = Math.min(0, side * (right === 'C' ? 1 : -1) * (high - low) * 1_000);
      for (const charge of [grid!.initial, scan!.components.find(({ id }) => id === 'scan')!.initial]) {
        expect(charge).toBeGreaterThan(0);
        expect(charge).toBeLessThanOrEqual(value - worstPayoff + 1e-6);
      }
    }
  });
});
