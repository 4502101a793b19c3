import { afterAll, describe, expect, it } from 'vitest';
import type { MarginResult } from '../../../shared/margin/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';
import { spanMargin } from '../../support/span/fixture.ts';
import { pa2Arrays, pa2Record } from '../../support/span/small-pa2.ts';

type Expected = {
  scan_risk: number;
  active_scenario: number;
  net_delta_by_month: Record<string, number>;
  intra_charge: number;
  spreads: [string, string, number, number][];
  short_option_min: number;
  span_requirement: number;
  net_option_value: number;
  total: number;
  total_unfloored: number;
};

/** The legs that the names of the portfolios stand for. */
const LEGS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  S1: { 'ZZ-202509': 1 },
  S2: { 'ZZ-202509': -1 },
  S3: { 'ZZ-202509': 1, 'ZZ-202510': -1 },
  S4: { 'ZZ-202509': 1, 'ZZ-202602': -1 },
  S5: { 'ZZ-202510': 2, 'ZZ-202512': -3 },
  S6: { 'OZ-202512-P-3200': -1 },
  S7: { 'OZ-202512-C-3600': -1 },
  S8: { 'OZ-202512-C-3600': 1 },
  S9: { 'OZ-202512-C-3600': -1, 'OZ-202512-P-3600': -1 },
  S10: { 'ZZ-202512': 1, 'OZ-202512-C-3600': -1 },
  S11: { 'OZ-202512-C-3600': -1, 'OZ-202512-C-3800': 1 },
  S12: { 'ZZ-202512': 1, 'OZ-202512-P-3600': 1, 'OZ-202512-C-3600': -1 },
};

type Commodity = {
  scans: { activeScenario: number; loss: number }[];
  netDeltas: Record<string, number>;
  intraCommoditySpreads: { legs: string[]; count: number; rate: number }[];
  netOptionValue: number;
};

const FILE = sharedVectors('margin/span/span_synthetic.pa2');
const EXPECTED = JSON.parse(sharedVectors('margin/span/span_synthetic_expected.json') ?? '{}') as Record<
  string,
  Expected
>;

const errors: number[] = [];

describe.skipIf(FILE === null)('span-style reproduces the synthetic file’s portfolios to the cent', () => {
  afterAll(() => {
    expect(errors).toHaveLength(13);
    recordConformance({
      method: 'span-style',
      set: 'portfolios on a synthetic .pa2 file, with breakdown, and a credit between commodities',
      cases: errors.length,
      largestError: Math.max(...errors),
      unit: 'USD',
      tolerance: '0.005 USD',
      source: 'the engine of riskkit (MIT) on its synthetic file; tradfi-margin.md §2.4',
    });
  });

  it('reads 12 portfolios', () => expect(Object.keys(EXPECTED)).toHaveLength(12));

  it.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    const margin = marginOfCase(name);
    const [commodity] = margin.details!['commodities'] as unknown as Commodity[];
    errors.push(Math.abs(margin.initial - expected.total));
    expectCents(margin.initial, expected.total);
    expectCents(margin.maintenance, expected.total);
    expectCents(margin.details!['maintenanceUnfloored'] as number, expected.total_unfloored);
    expectCents(component(margin, 'scan'), expected.scan_risk);
    expectCents(component(margin, 'intra-commodity'), expected.intra_charge);
    expectCents(component(margin, 'short-option-minimum'), expected.short_option_min);
    expectCents(component(margin, 'risk'), expected.span_requirement);
    expectCents(commodity!.netOptionValue, expected.net_option_value);
    expect(commodity!.scans[0]!.activeScenario).toBe(expected.active_scenario);
    expect(Object.keys(commodity!.netDeltas)).toEqual(Object.keys(expected.net_delta_by_month));
    for (const [month, delta] of Object.entries(expected.net_delta_by_month)) {
      expect(commodity!.netDeltas[month]).toBeCloseTo(delta, 12);
    }
    expect(commodity!.intraCommoditySpreads.map(({ legs, count, rate }) => [...legs, count, rate])).toEqual(
      expected.spreads,
    );
  });

  it('gives the credit between commodities', () => {
    const margin = spanMargin({ 'ZZ-202512': 1, 'YY-202512': -1 }, { file: { text: FILE! } });
    const credits = margin.details!['interCommodityCredits'];
    errors.push(Math.abs(margin.initial - 7500));
    expectCents(margin.initial, 7500);
    expect(credits).toEqual([
      {
        priority: 1,
        count: 1,
        legs: [
          { commodity: 'CC-ZZ', credit: 6000 },
          { commodity: 'CC-YY', credit: 1500 },
        ],
      },
    ]);
    expectCents(spanMargin({ 'ZZ-202512': -1, 'YY-202512': 1 }, { file: { text: FILE! } }).initial, 7500);
    expectCents(spanMargin({ 'ZZ-202512': 1, 'YY-202512': 1 }, { file: { text: FILE! } }).initial, 15_000);
  });

  it('explains each: contributions and unallocated add up', () => {
    for (const name of Object.keys(EXPECTED)) {
      const margin = marginOfCase(name);
      const sum = margin.contributions.reduce((total, { amount }) => total + amount, margin.unallocated);
      expect(Math.abs(sum - margin.initial)).toBeLessThanOrEqual(1e-9);
    }
  });
});

const MCMILLAN = sharedVectors('margin/span/mcmillan_spx_covered_write.csv');

describe.skipIf(MCMILLAN === null)('span-style on the arrays of a book on options', () => {
  it('gives the published SPAN of a long call and of a covered write', () => {
    const rows = MCMILLAN!.trim().split('\n').slice(1);
    const columns = rows.map((row) => row.split(',').slice(-3).map(Number));
    const text = arraysFile(
      columns.map(([future]) => -future!),
      columns.map(([, call]) => -call!),
    );
    const parameters = { file: { text }, optionValue: 'combined-commodity' };
    const published = [
      { book: { 'OZ-202512-C-3600': 1 }, scan: 3990, scenario: 14 },
      { book: { 'ZZ-202512': 1, 'OZ-202512-C-3600': -1 }, scan: 6620, scenario: 13 },
    ];
    const misses = published.map(({ book, scan, scenario }) => {
      const margin = spanMargin(book, parameters);
      const [commodity] = margin.details!['commodities'] as unknown as Commodity[];
      expect(commodity!.scans[0]!.activeScenario).toBe(scenario);
      return Math.abs(component(margin, 'scan') - scan);
    });
    recordConformance({
      method: 'span-style',
      set: 'SPAN of a long call and a covered write from published arrays',
      cases: misses.length,
      largestError: Math.max(...misses),
      unit: 'USD',
      tolerance: '0.005 USD',
      source: 'McMillan, Options as a Strategic Investment, chapter 34',
    });
    for (const miss of misses) expect(miss).toBeLessThan(0.005);
  });
});

function priceFormat(product: string, type: string): string {
  return pa2Record('P ', { 3: 'XYZ', 6: product, 16: type, 34: '002000', 42: '00001000000000', 66: 'USD', 74: '00' });
}

/** A file with one future and one call on it. */
function arraysFile(future: readonly number[], call: readonly number[]): string {
  const month = '202512';
  const price = '0000100';
  return [
    pa2Record('0 ', { 3: 'SYN', 9: '20250912S', 36: 'U2' }),
    priceFormat('ZZ', 'FUT'),
    priceFormat('OZ', 'OOF'),
    pa2Record('2 ', { 3: 'XYZ', 7: 'CC-ZZ', 13: '0USD', 18: 'P', 23: 'ZZ', 33: 'FUT', 39: 'OZ', 49: 'OOF' }),
    pa2Record('B ', { 3: 'XYZ', 6: 'OZ', 16: 'OOF', 19: month, 28: month, 86: '010000', 92: '20251124' }),
    ...pa2Arrays({ product: 'ZZ', type: 'FUT', month, losses: future, delta: 1, price }),
    ...pa2Arrays({
      product: 'OZ',
      type: 'OOF',
      right: 'C',
      month,
      optionMonth: month,
      strike: '0003600',
      losses: call,
      delta: 0.5,
      price,
    }),
  ].join('\n');
}

function marginOfCase(name: string): MarginResult {
  return spanMargin(LEGS[name.split(' ')[0]!]!, { file: { text: FILE! } });
}

/** 0 where the method doesn't have the part. */
function component(margin: MarginResult, id: string): number {
  return margin.components.find((each) => each.id === id)?.initial ?? 0;
}

function expectCents(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(0.005);
}
