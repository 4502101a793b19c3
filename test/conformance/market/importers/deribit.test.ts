import { describe, expect, it } from 'vitest';
import { marketSnapshot } from '../../../../shared/contract/market.ts';
import { importDeribit } from '../../../../shared/market/importers/deribit.ts';
import { indexMarket, type MarketSnapshot, type QuotedInstrument } from '../../../../shared/market/index.ts';
import { black76Value } from '../../../../shared/pricing/index.ts';
import { type ChainRow, DERIBIT_CHAINS, deribitBody, readChain } from '../../../support/deribit-chain.ts';

/** INDEX.md, "Deribit conventions (measured)". */
const MEDIAN_ERROR_COIN = 7e-6;
const P99_ERROR_COIN = 2e-4;
/** Read while the market stood still: forward and mark of a row are of one instant. The other four are one crash. */
const CALM: ReadonlySet<string> = new Set([
  '20251230T173115Z',
  '20260301T044701Z',
  '20260501T062123Z',
  '20260801T060623Z',
]);
const CHAINS = DERIBIT_CHAINS.map((instant) => ({ instant, rows: readChain(instant) }));
const PRESENT = CHAINS.flatMap(({ instant, rows }) => (rows === null ? [] : [{ instant, rows }]));
const YEAR_MS = 365 * 86_400_000;

function importChain(rows: readonly ChainRow[]): MarketSnapshot {
  const outcome = importDeribit(JSON.parse(JSON.stringify(deribitBody(rows))));
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  expect(outcome.value.skipped).toEqual([]);
  return outcome.value.market;
}

function optionsOf(market: MarketSnapshot): QuotedInstrument[] {
  return market.instruments.filter((each) => each.kind === 'option');
}

/** |Black-76 ÷ F − mark| in coin. */
function repriceError(market: MarketSnapshot, option: QuotedInstrument, forward: number): number {
  const timeYears = (Date.parse(option.expiry!) - Date.parse(market.asOf)) / YEAR_MS;
  const terms = { type: option.right!, forward, strike: option.strike!, timeYears, volAnnual: option.impliedVol! };
  return Math.abs(black76Value({ ...terms, discount: 1 }) / forward - option.mark!);
}

function quantile(values: readonly number[], probability: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(probability * values.length)]!;
}

function expectSmall(errors: readonly number[]): void {
  expect(quantile(errors, 0.5)).toBeLessThanOrEqual(MEDIAN_ERROR_COIN);
  expect(quantile(errors, 0.99)).toBeLessThanOrEqual(P99_ERROR_COIN);
}

describe.skipIf(PRESENT.length === 0)('a real Deribit chain', () => {
  it('is there eight times, with all its options', () => {
    const counts = PRESENT.map(({ rows }) => rows.length);
    console.log(`deribit chains: ${counts.reduce((sum, count) => sum + count, 0)} options in ${counts.length} chains`);
    expect(counts).toEqual([1304, 1652, 1782, 1840, 1884, 1878, 1712, 1614]);
  });

  it.each(PRESENT)('$instant: every option comes in as the exchange has it', ({ rows }) => {
    const market = importChain(rows);
    const byId = new Map(optionsOf(market).map((option) => [option.id, option]));
    expect(byId.size).toBe(rows.length);
    for (const row of rows) {
      const option = byId.get(row.instrument_name)!;
      expect(option).toMatchObject({
        underlying: row.currency,
        strike: row.strike,
        right: row.option_type,
        mark: row.mark_price,
      });
      expect(option).toMatchObject({
        payoff: 'inverse',
        settlementCurrency: row.currency,
        multiplier: 1,
        bid: row.bid_price,
      });
      expect(Date.parse(option.expiry!)).toBe(Date.parse(row.expiry_datetime));
      expect(option.forward ?? null).toBe(row.futures_price);
      expect(option.impliedVol).toBeCloseTo(row.implied_volatility, 12);
    }
  });

  it.each(PRESENT)('$instant: makes a market that the contract accepts and whose references hold', ({ rows }) => {
    const market = importChain(rows);
    expect(marketSnapshot.parse(market)).toEqual(market);
    expect(indexMarket(market).ok).toBe(true);
    expect(market.underlyings.map((each) => each.id)).toEqual(['BTC', 'ETH']);
  });

  it.each(PRESENT.filter(({ instant }) => CALM.has(instant)))(
    '$instant: marks reprice at the stated forwards',
    ({ rows }) => {
      const market = importChain(rows);
      const options = optionsOf(market).filter((option) => option.forward !== undefined);
      expect(options.length).toBeGreaterThan(0.8 * rows.length);
      expectSmall(options.map((option) => repriceError(market, option, option.forward!)));
    },
  );

  /**
   * In a crash the forward of a row is older than its mark. A call and a put together tell the forward that both were
   * marked on, C − P = 1 − K/F in coin: at that one the marks of every chain reprice.
   */
  it.each(PRESENT)('$instant: marks reprice at the forwards that calls and puts imply', ({ rows }) => {
    const market = importChain(rows);
    const puts = new Map(
      optionsOf(market).map((option) => [
        `${option.expiry}/${option.strike}/${option.underlying}/${option.right}`,
        option,
      ]),
    );
    const errors = optionsOf(market).flatMap((call) => {
      const put = puts.get(`${call.expiry}/${call.strike}/${call.underlying}/put`);
      if (call.right === 'put' || put === undefined) return [];
      const forward = call.strike! / (1 - call.mark! + put.mark!);
      return [repriceError(market, call, forward), repriceError(market, put, forward)];
    });
    expect(errors).toHaveLength(rows.length);
    expectSmall(errors);
  });
});
