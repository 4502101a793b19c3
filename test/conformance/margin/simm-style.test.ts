import { afterAll, describe, expect, it } from 'vitest';
import type { MarginResult } from '../../../shared/margin/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';
import { csvRecords, simmMargin } from '../../support/simm.ts';

const VECTORS = sharedVectors('margin/simm/simm_v2_5_test_vectors.csv');
const CASES = csvRecords(VECTORS ?? '');
const SENSITIVITIES = new Map(
  csvRecords(sharedVectors('margin/simm/simm_v2_5_sensitivities.csv') ?? '').map((row) => [row['id']!, row]),
);
const ADD_ONS = csvRecords(sharedVectors('margin/simm/simm_v2_5_addons.csv') ?? '');

const ADD_ON_ROWS = new Map([
  ['Notional', 'Notional'],
  ['FixedAmount', 'Param_AddOnFixedAmount'],
]);

const VECTOR_RECORD = {
  method: 'simm-style',
  set: 'SIMM 2.5, 10 days and 1 day, with each margin type and add-ons',
  unit: 'USD',
  tolerance: '0.50 USD: the expected figures are rounded to the dollar',
  source: 'AcadiaSoft/simm-lib (MIT)',
};
const ORE_RECORD = {
  method: 'simm-style',
  set: 'ORE CRIF under SIMM 2.4, 2.5A and 2.6, both sides',
  unit: 'USD',
  tolerance: '1e-6 USD: the expected figures have nine decimals',
  source: 'OpenSourceRisk/Engine (modified BSD)',
};

type Case = Record<string, string>;

describe.skipIf(VECTORS === null)('simm-style reproduces the SIMM 2.5 vectors to the dollar', () => {
  const errors = new Map<string, number>();

  afterAll(() => {
    if (errors.size === CASES.length) recordConformance({ ...VECTOR_RECORD, ...summary([...errors.values()]) });
  });

  it.each([...new Set(CASES.map((each) => each['group']!))])('%s', (group) => {
    for (const each of CASES.filter((other) => other['group'] === group)) {
      const name = `${each['test']} ${each['horizon']} ${each['element']}`;
      const compared = comparisons(each, marginOfCase(each));
      const error = Math.max(...compared.map(([got, want]) => Math.abs(got - want)));
      expect(error, `${name}: ${JSON.stringify(compared)}`).toBeLessThanOrEqual(0.5000001);
      errors.set(name, error);
    }
    const own = CASES.filter((each) => each['group'] === group).length;
    console.log(`simm-style ${group}: ${own} cases`);
  });

  it('explains each margin: contributions and unallocated add up', () => {
    for (const each of CASES) {
      const { contributions, unallocated, initial, maintenance } = marginOfCase(each);
      const sum = contributions.reduce((total, { amount }) => total + amount, unallocated);
      const gross = contributions.reduce((total, { amount }) => total + Math.abs(amount), Math.abs(unallocated));
      expect(Math.abs(sum - initial)).toBeLessThanOrEqual(1e-12 * Math.max(gross, initial));
      expect(maintenance).toBe(initial);
    }
  });
});

const ORE_FILES = [
  ['2.4_10D', '2.4', 10],
  ['2.4_1D', '2.4', 1],
  ['2.5A_10D_calibration', '2.5A', 10],
  ['2.6_10D', '2.6', 10],
  ['2.6_1D', '2.6', 1],
] as const;
const ORE_CRIF = sharedVectors('margin/simm/ore/crif.csv');

describe.skipIf(ORE_CRIF === null)("simm-style reproduces Open Source Risk Engine's results for its CRIF", () => {
  const errors: number[] = [];

  afterAll(() => {
    if (errors.length === 5 * 34) recordConformance({ ...ORE_RECORD, ...summary(errors) });
  });

  it.each(ORE_FILES)('%s', (file, version, marginPeriodDays) => {
    const rows = csvRecords(sharedVectors(`margin/simm/ore/expected_SIMM${file}_simm.csv`)!);
    for (const row of rows.filter((each) => !isIntermediate(each))) {
      const side = row['SimmSide'] === 'Call' ? 'collect' : 'post';
      const margin = simmMargin(oreRows(), { version, parameters: { marginPeriodDays, side } });
      const error = Math.abs(oreFigure(margin, row) - Number(row['InitialMargin']));
      expect(error, JSON.stringify(row)).toBeLessThanOrEqual(1e-6);
      errors.push(error);
    }
  });
});

function comparisons(each: Case, margin: MarginResult): [number, number][] {
  const types = margin.details!['marginTypes'] as Record<string, number>;
  return [
    [margin.initial, Number(each['expected_total_im_usd'])],
    [types['delta']!, Number(each['delta_im'])],
    [types['vega']!, Number(each['vega_im'])],
    [types['curvature']!, Number(each['curvature_im'])],
    [types['base-correlation']!, Number(each['basecorr_im'])],
    [addOnsIn(margin), Number(each['addon_im'])],
  ];
}

/** The vectors count the multipliers among the add-ons. */
function addOnsIn({ components, pools }: MarginResult): number {
  const multipliers = components.filter(({ id }) => id === 'multiplier');
  return [...multipliers, ...pools.filter(({ id }) => id === 'add-ons')].reduce((sum, { initial }) => sum + initial, 0);
}

function summary(errors: readonly number[]) {
  return { cases: errors.length, largestError: Math.max(...errors) };
}

function marginOfCase(each: Case): MarginResult {
  const ids = each['sensitivity_ids']!.split(' ').filter((id) => id !== '');
  const addOns = addOnsOf(each['addon_inputs']!);
  const rows = ids.map((id) => SENSITIVITIES.get(id)!);
  return simmMargin(
    [
      ...rows.map((row) => ({
        id: row['id'],
        productClass: row['product_class'],
        riskType: row['risk_type']!,
        qualifier: row['qualifier'],
        bucket: row['bucket'],
        label1: row['label1'],
        label2: row['label2'],
        amountUSD: row['amount_usd'],
      })),
      ...addOns
        .filter(({ kind }) => ADD_ON_ROWS.has(kind!))
        .map((row) => ({ riskType: ADD_ON_ROWS.get(row['kind']!)!, qualifier: row['product'], amountUSD: row['usd'] })),
    ],
    {
      version: '2.5',
      parameters: {
        marginPeriodDays: each['horizon'] === '10D' ? 10 : 1,
        productClassMultipliers: {
          RatesFX: 1,
          Credit: 1,
          Equity: 1,
          Commodity: 1,
          ...Object.fromEntries(valuesOf(addOns, 'ProductMultiplier', 1)),
        },
        addOnNotionalFactors: Object.fromEntries(valuesOf(addOns, 'NotionalFactor_pct', 0.01)),
      },
    },
  );
}

function valuesOf(addOns: readonly Case[], kind: string, unit: number): [string, number][] {
  return addOns.filter((row) => row['kind'] === kind).map((row) => [row['product']!, Number(row['value']) * unit]);
}

/** `factors:S_AN_1 notional:S_AN_3`, or a prefix for all of a kind. */
function addOnsOf(inputs: string): Case[] {
  const kinds: Record<string, string> = {
    fixed: 'FixedAmount',
    factors: 'NotionalFactor_pct',
    notional: 'Notional',
    multipliers: 'ProductMultiplier',
  };
  return inputs.split(' ').flatMap((input) => {
    const [kind, id] = input.split(':');
    const all = ADD_ONS.filter((row) => row['kind'] === kinds[kind!]);
    const named = all.filter((row) => row['id'] === id);
    return named.length > 0 ? named : all;
  });
}

function oreRows() {
  return csvRecords(ORE_CRIF!).map((row) => ({
    tradeId: row['TradeID'],
    productClass: row['ProductClass'],
    riskType: row['RiskType']!,
    qualifier: row['Qualifier'],
    bucket: row['Bucket'],
    label1: row['Label1'],
    label2: row['Label2'],
    amount: row['Amount'],
    amountCurrency: row['AmountCurrency'],
    collectRegulations: row['collect_regulations'],
    postRegulations: row['post_regulations'],
  }));
}

/** The one row of each side that is no margin but the square root inside one: the curvature of the bucket USD before θ and λ. */
function isIntermediate(row: Case): boolean {
  return row['MarginType'] === 'Curvature' && row['Bucket'] === 'USD';
}

/** The book has one product class and one risk class, so that a figure over all of them is that of the one. */
function oreFigure(margin: MarginResult, row: Case): number {
  const component = (type: string) => margin.components.find(({ id }) => id === `interest-rate/${type}`)!.initial;
  if (row['MarginType'] === 'All') return margin.initial;
  return component(row['MarginType']!.toLowerCase());
}
