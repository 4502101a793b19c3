import { describe, expect, it } from 'vitest';
import type { StandardParameters } from '../../../shared/margin/derive-standard-style/parameters.ts';
import type { MarginResult } from '../../../shared/margin/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { type BookCase, bookMarket, bookPortfolio } from '../../support/derive/book-case.ts';
import { isWithinContract, marginOfCase } from '../../support/derive/margin-of-case.ts';
import { bookOfPortfolio, type Environment, type PortfolioCase } from '../../support/derive/portfolio-case.ts';
import { bookOfStandard, type StandardCase, standardWindow } from '../../support/derive/standard-case.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const PORTFOLIOS = sharedVectors('margin/derive/test-cases-portfolio.json');
const STANDARD = sharedVectors('margin/derive/test-cases.json');
const ENVIRONMENT = sharedVectors('margin/derive/case_environment.json');
const environment = () => JSON.parse(ENVIRONMENT!) as Environment;
/** Both suites have the parameters that the environment states for the integer one, but for this: crypto-margin.md §3.6. */
const BASE_FACTOR = 0.1;

const SOURCE = 'derivexyz/v2-core @7736900 (GPL-3.0-or-later, beside the repository)';

type Suite = Readonly<Record<string, number>>;

function parametersOf(suite: Suite): Partial<StandardParameters> {
  const names = ['eth', 'btc', 'ETH', 'BTC'];
  return {
    maxSpotFraction: suite['maxSpot']!,
    minSpotFraction: suite['minSpot']!,
    maintenanceCallFraction: suite['mmCall']!,
    maintenancePutFraction: suite['mmPut']!,
    maintenancePutMarkFraction: suite['mmPutMtM']!,
    initialPutFactor: suite['mmOffset']!,
    unpairedInitialFactor: suite['unpairedIM']!,
    unpairedMaintenanceFactor: suite['unpairedMM']!,
    perpetuals: [{ underlyings: names, maintenanceFraction: suite['perpMM']!, initialFraction: suite['perpIM']! }],
    bases: names.map((asset) => ({ asset, maintenanceFactor: suite['baseFactor']!, initialScale: 1 })),
    confidenceThreshold: suite['oracleThreshold']!,
    confidenceFactor: suite['oracleScale']!,
    pegThreshold: suite['depegThreshold']!,
    pegFactor: suite['depegFactor']!,
  };
}

function marginOfBook(each: BookCase, parameters: Partial<StandardParameters>): MarginResult {
  return marginOfCase(bookMarket(each), bookPortfolio(each), { id: 'derive-standard-style', parameters });
}

describe("derive-standard-style reproduces the venue's standard manager", () => {
  it.skipIf(PORTFOLIOS === null || ENVIRONMENT === null)('in 42 portfolios, to the whole dollar', () => {
    const cases = Object.entries(JSON.parse(PORTFOLIOS!) as Record<string, PortfolioCase>);
    const shared = environment();
    const { parameters, overrides } = shared['test-cases-portfolio.json']!;
    const errors = cases.map(([name, each]) => {
      const book = bookOfPortfolio(each, shared, overrides[name]);
      expect(isWithinContract(bookMarket(book), bookPortfolio(book))).toBe(true);
      const { excess } = marginOfBook(book, parametersOf(parameters as Suite));
      const { im, mm } = (each.results ?? each.result)!;
      return Math.max(Math.abs(cut(excess.initial) - im), Math.abs(cut(excess.maintenance) - mm));
    });
    const largestError = Math.max(...errors);
    expect(errors).toHaveLength(42);
    expect(largestError).toBe(0);
    const record = { method: 'derive-standard-style', set: 'portfolios', unit: 'USD', source: SOURCE };
    const tolerance = 'equal once cut to whole dollars';
    recordConformance({ ...record, tolerance, cases: errors.length, largestError });
  });

  it.skipIf(STANDARD === null || ENVIRONMENT === null)('in the 28 cases of test-cases', () => {
    const cases = Object.entries(JSON.parse(STANDARD!) as Record<string, StandardCase>);
    const suite = environment()['test-cases-portfolio.json']!.parameters as Suite;
    const parameters = (each: StandardCase) => ({
      ...parametersOf({ ...suite, baseFactor: BASE_FACTOR }),
      ...standardWindow(each),
    });
    const errors = cases.map(([, each]) => {
      const { excess } = marginOfBook(bookOfStandard(each), parameters(each));
      return Math.max(
        relative(excess.initial, each.Result.realIM / 1e18),
        relative(excess.maintenance, each.Result.realMM / 1e18),
      );
    });
    const largestError = Math.max(...errors);
    expect(errors).toHaveLength(28);
    expect(largestError).toBeLessThanOrEqual(1e-8);
    const record = { method: 'derive-standard-style', set: 'test-cases', unit: 'relative', source: SOURCE };
    const tolerance = '1e-8, where the venue’s suite allows 1e-3';
    recordConformance({ ...record, tolerance, cases: errors.length, largestError });
  });
});

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
}

/** To whole units towards zero; a figure that is whole but for the rounding of doubles is taken as whole. */
function cut(figure: number): number {
  return Math.trunc(figure + Math.sign(figure) * 1e-9);
}
