import { describe, expect, it } from 'vitest';
import type { MarginResult } from '../../../shared/margin/index.ts';
import type { QuotedInstrument } from '../../../shared/market/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { marginUnder } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Expected = {
  standard_by_bucket?: number[];
  aggregated_after_pnl_offset?: number[];
  aggregated_negative_side?: number[];
  perp_by_bucket?: number[];
  future_by_bucket?: number[];
  extended_before_dampener?: number[];
  extended_after_dampener?: number[];
  worst_case: number;
  worst_case_bucket: string;
  roll_shock: number;
  delta_shock?: number;
  correlation_contingency?: number;
  risk_matrix_margin: number;
  mmp_margin?: number;
  open_orders_margin?: number;
  initial_margin: number;
  maintenance_margin: number;
};
type Case = {
  id: string;
  currency: string;
  index_price: number;
  ticker: Record<string, number>;
  positions: Record<string, number>;
  valuation_ts_ms?: number;
  expiry_ts_s?: Record<string, number>;
  expected: Expected;
};

const TEXT = sharedVectors('margin/deribit/pme_simulate_vectors.json');
const CASES = (TEXT === null ? [] : (JSON.parse(TEXT) as { cases: Case[] }).cases).filter((each) => each.positions);
const VERSIONS: Readonly<Record<string, string>> = { ETH: '2026-02-15', BTC: '2024-06-17' };
const DISPLAYED = 0.5e-9;
/** of the published 16 digits */
const EXACT = 1e-15;

const RECORD = {
  method: 'deribit-style',
  set: 'figures of two published pme/simulate responses',
  unit: 'coin',
  tolerance: '1e-15; totals within half of their ninth decimal, to which the venue rounds the worst case and the total',
  source: 'docs.deribit.com private/pme/simulate (17 June 2024); logged response (15 February 2026): numbers only',
  deviations: ['no option in either response: option cells are checked against the rule as a procedure, not the venue'],
};

let figures = 0;
let largest = 0;

function expectFigure(actual: number | undefined, expected: number, tolerance = EXACT): void {
  const error = Math.abs(actual! - expected);
  figures += 1;
  if (tolerance === EXACT) largest = Math.max(largest, error);
  expect(error).toBeLessThanOrEqual(tolerance);
}

function expectFigures(actual: readonly number[], expected: readonly number[] | undefined): void {
  for (const [k, value] of (expected ?? []).entries()) expectFigure(actual[k], value);
}

describe.skipIf(TEXT === null)("deribit-style reproduces the venue's own simulations", () => {
  it.each(CASES.map((each) => [each.id, each] as const))('%s', (_, each) => {
    const { expected } = each;
    const margin = marginOfCase(each);
    const { standard, extended } = vectorsOf(margin, each);
    expectFigures(everyThird(standard), expected.standard_by_bucket);
    expectFigures(extended, expected.extended_before_dampener);
    const aggregated = margin.scenarios.map(({ pnl }) => pnl);
    expectFigures(everyThird(aggregated.slice(0, 27)), expected.aggregated_after_pnl_offset);
    expectFigures(everyThird(aggregated.slice(0, 27)), expected.aggregated_negative_side);
    expectFigures(aggregated.slice(27), expected.extended_after_dampener);
    expectParts(margin, expected);
    expectFigure(margin.initial, expected.initial_margin, DISPLAYED);
    expectFigure(margin.maintenance, expected.maintenance_margin, DISPLAYED);
    const [bucket] = expected.worst_case_bucket.split('/');
    expect(margin.bindingScenarios.map(({ id }) => id)).toEqual(
      ['vol-down', 'vol-same', 'vol-up'].map((vol) => `${each.currency}/bucket-${bucket}/${vol}`),
    );
  });

  it('each instrument by itself has its published vector', () => {
    const each = CASES.find(({ id }) => id === 'BTC-perp-plus-future')!;
    const [perp, future] = Object.entries(each.positions).map(([id, size]) => {
      const alone = { ...each, positions: { [id]: size } };
      return everyThird(vectorsOf(marginOfCase(alone), each).standard);
    });
    expectFigures(perp!, each.expected.perp_by_bucket);
    expectFigures(future!, each.expected.future_by_bucket);
  });

  it('compares every figure of both responses', () => {
    expect(CASES).toHaveLength(2);
    expect(figures).toBeGreaterThan(65);
    recordConformance({ ...RECORD, cases: figures, largestError: largest });
  });
});

function expectParts(margin: MarginResult, expected: Expected): void {
  const part = (id: string) => margin.components.find((each) => each.id === id)!.initial;
  expectFigure(part('worst_case'), expected.worst_case);
  expectFigure(part('roll_shock'), expected.roll_shock);
  expectFigure(part('delta_shock'), expected.delta_shock ?? 0);
  expectFigure(part('correlation_contingency'), expected.correlation_contingency ?? 0);
  // The venue rounds its worst case to nine decimals before it adds the rest; rounding is no part of the expression.
  const matrix =
    rounded(part('worst_case')) + part('roll_shock') + part('delta_shock') + part('correlation_contingency');
  expectFigure(matrix, expected.risk_matrix_margin);
  expectFigure(0.8 * matrix, expected.maintenance_margin);
  const initialOnly = part('spot_margin') + part('mmp_margin') + part('open_orders_margin');
  expectFigure(rounded(matrix + initialOnly), expected.initial_margin);
}

function rounded(amount: number): number {
  return Number(amount.toFixed(9));
}

function everyThird(values: readonly number[]): number[] {
  return values.filter((_, k) => k % 3 === 1);
}

function vectorsOf(margin: MarginResult, { currency }: Case): { standard: number[]; extended: number[] } {
  const { preAggregatedRiskVectors } = margin.details as Record<
    string,
    Record<string, Record<string, { standard: number[]; extended: number[] }>>
  >;
  return preAggregatedRiskVectors![currency]![currency]!;
}

/** The venue's position sizes are in coin at the mark; a contract is one dollar. */
function marginOfCase(each: Case): MarginResult {
  const { currency, ticker, expected } = each;
  const market = marketOf(
    marketSnapshot({
      asOf: new Date(each.valuation_ts_ms ?? 1_771_197_609_587).toISOString(),
      underlyings: [{ id: currency, price: each.index_price, assetClass: 'crypto-major', rate: 0, dividendYield: 0 }],
      instruments: Object.keys(each.positions).map((id) => contractOf(each, id)),
    }),
  );
  const positions = Object.entries(each.positions).map(([id, size]) => ({
    instrument: id,
    quantity: String(size * ticker[id]!),
    venue: 'main',
  }));
  return marginUnder({ baseCurrency: currency, positions, collateral: [], orders: [] }, market, {
    id: 'deribit-style',
    version: VERSIONS[currency]!,
    parameters: {
      stated: {
        [currency]: { mmpMargin: expected.mmp_margin ?? 0, openOrdersMargin: expected.open_orders_margin ?? 0 },
      },
    },
  });
}

function contractOf({ currency, ticker, expiry_ts_s }: Case, id: string): QuotedInstrument {
  const expiry = expiry_ts_s?.[id];
  return instrument({
    id,
    kind: expiry === undefined ? 'perpetual' : 'future',
    underlying: currency,
    payoff: 'inverse',
    mark: ticker[id]!,
    ...(expiry === undefined ? {} : { expiry: new Date(expiry * 1000).toISOString() }),
  });
}
