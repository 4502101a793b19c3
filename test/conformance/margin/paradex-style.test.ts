import { afterAll, describe, expect, it } from 'vitest';
import { chooseMethod, type MarginResult, marginOf } from '../../../shared/margin/index.ts';
import { readBook } from '../../../shared/risk/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { marketOf } from '../../support/markets.ts';
import { PARADEX_CASE_VERSION, PARADEX_CASES, type ParadexCase, paradexSubject } from '../../support/paradex-case.ts';

const RECORD = {
  method: 'paradex-style',
  set: "portfolio margin of the venue's engine",
  unit: 'USD',
  tolerance: "0.03 USD or 2e-5: the venue's normal cdf is Abramowitz–Stegun 7.1.26",
  source: 'tradeparadex/paradex-py @334a7f8 (MIT), run on our own inputs',
};

describe("paradex-style reproduces the venue's own engine", () => {
  it('reads all 20 portfolios', () => expect(PARADEX_CASES).toHaveLength(20));

  let largestError = 0;
  let cases = 0;
  afterAll(() => {
    if (cases === PARADEX_CASES.length) recordConformance({ ...RECORD, cases, largestError });
  });

  it.each(PARADEX_CASES.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const margin = marginOfCase(each);
    const { expected } = each;
    expectNear(margin.initial, expected['IMR']!);
    expectNear(margin.maintenance, expected['MMR']!);
    expectNear(component(margin, 'scan').initial, expected['worst_loss']!);
    expectNear(component(margin, 'min-delta').initial, expected['delta_min']!);
    expectNear(component(margin, 'funding').initial, expected['fund_p']!);
    expectNear(component(margin, 'fees').initial, expected['fee_provision_imr']!);
    expectNear(component(margin, 'fees').maintenance, expected['fee_provision_mmr']!);
    if (component(margin, 'scan').counted) {
      const [spotShockFraction, volShockFraction] = expected.worst_scenario;
      const binding = margin.scenarios.filter((row) => margin.bindingScenarios.some((bound) => bound.id === row.id));
      expect(binding).toContainEqual(expect.objectContaining({ spotShockFraction, volShockFraction }));
    }
    cases += 1;
    largestError = Math.max(largestError, Math.abs(margin.initial - expected['IMR']!));
    largestError = Math.max(largestError, Math.abs(margin.maintenance - expected['MMR']!));
  });

  it('explains each margin: contributions and unallocated add up', () => {
    for (const each of PARADEX_CASES) {
      const margin = marginOfCase(each);
      const sum = margin.contributions.reduce((total, { amount }) => total + amount, margin.unallocated);
      expect(Math.abs(sum - margin.initial)).toBeLessThanOrEqual(1e-12 * Math.abs(margin.initial));
    }
  });
});

/** The tolerance of the vectors: the vendor's normal cdf is an approximation. */
function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(2e-5 * Math.abs(expected), 0.03));
}

function component(margin: MarginResult, id: string) {
  return margin.components.find((each) => each.id === id)!;
}

function marginOfCase(each: ParadexCase): MarginResult {
  const { portfolio, market } = paradexSubject(each);
  const book = readBook(portfolio, marketOf(market));
  const method = chooseMethod({ id: 'paradex-style', version: PARADEX_CASE_VERSION }, '/methods/0');
  if (!book.ok || !method.ok) throw new Error('case does not read');
  const margin = marginOf(book.value, method.value);
  if (!margin.ok) throw new Error(margin.failure.detail);
  return margin.value;
}
