import { describe, expect, it } from 'vitest';
import type { PmrmParameters } from '../../../shared/margin/derive-pmrm-style/parameters.ts';
import type { MarginResult } from '../../../shared/margin/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { type BookCase, bookMarket, bookPortfolio } from '../../support/derive/book-case.ts';
import { marginOfCase } from '../../support/derive/margin-of-case.ts';
import { bookOfPortfolio, type Environment, type PortfolioCase } from '../../support/derive/portfolio-case.ts';
import { bookOfScenario, type ScenarioCase, settlementWindow } from '../../support/derive/scenario-case.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const VERIFIED = sharedVectors('margin/derive/testAndVerifyScenarios.json');
const PORTFOLIOS = sharedVectors('margin/derive/test-cases-portfolio-pm.json');
const ENVIRONMENT = sharedVectors('margin/derive/case_environment.json');
const environment = () => JSON.parse(ENVIRONMENT!) as Environment;

const SOURCE = 'derivexyz/v2-core @7736900 (GPL-3.0-or-later, beside the repository)';

/** The parameters of a suite under our names. */
function parametersOf(suite: Readonly<Record<string, number>>): Partial<PmrmParameters> {
  const { basePercent, optPercent, perpPercent } = suite;
  return {
    scenarios: [0.15, 0.1, 0.05, 0, -0.05, -0.1, -0.15].flatMap((spotShockFraction) =>
      (['up', 'none', 'down'] as const).map((vol) => ({ spotShockFraction, vol, dampeningFactor: 1 })),
    ),
    volShock: {
      upFraction: suite['volRangeUp']!,
      downFraction: suite['volRangeDown']!,
      shortPower: 0.3,
      longPower: 0.13,
      floorDays: 1,
      minUpAnnual: 0,
    },
    staticDiscount: {
      long: { base: suite['staticBase']!, rateMultiple: suite['rateMult']!, rateAdd: suite['rateAdd']! },
      short: { base: 1, rateMultiple: 0, rateAdd: 0 },
    },
    basis: {
      upFraction: 0.05,
      downFraction: -0.05,
      addFactor: suite['basisAdd']!,
      perYearFactor: suite['basisMult']!,
    },
    initialFactor: suite['imFactor']!,
    perpetual: { maintenanceFraction: perpPercent!, initialFraction: 0 },
    nakedOption: { maintenanceFraction: optPercent!, initialFraction: 0 },
    collateral: ['ETH', 'eth'].map((asset) => ({ asset, maintenanceFraction: basePercent!, initialFraction: 0 })),
    confidenceThreshold: suite['confThreshold']!,
    confidenceFactor: suite['confMargin']!,
    pegThreshold: suite['pegThreshold']!,
    pegFactor: suite['pegFactor']!,
  };
}

function marginOfBook(each: BookCase, parameters: Partial<PmrmParameters>): MarginResult {
  const selection = { id: 'derive-pmrm-style', version: '2023-12-31', parameters };
  return marginOfCase(bookMarket(each), bookPortfolio(each), selection);
}

describe('derive-pmrm-style reproduces PMRM v1', () => {
  it.skipIf(VERIFIED === null || ENVIRONMENT === null)('in the 21 cases of testAndVerifyScenarios', () => {
    const cases = Object.entries(JSON.parse(VERIFIED!) as Record<string, ScenarioCase>);
    const suite = environment()['testAndVerifyScenarios.json']!.parameters as Record<string, number>;
    const errors = cases.map(([, each]) => {
      const margin = marginOfBook(bookOfScenario(each), { ...parametersOf(suite), ...settlementWindow(each) });
      return Math.max(
        relative(margin.excess.initial, each.Result['InitialMarginHand']! / 1e18),
        relative(margin.excess.maintenance, each.Result['MaintenanceMarginHand']! / 1e18),
      );
    });
    const largestError = Math.max(...errors);
    expect(errors).toHaveLength(21);
    expect(largestError).toBeLessThanOrEqual(1e-8);
    const record = {
      method: 'derive-pmrm-style',
      set: 'PMRM v1, verified scenarios',
      unit: 'relative',
      tolerance: '1e-8',
    };
    recordConformance({ ...record, cases: errors.length, largestError, source: SOURCE });
  });

  it.skipIf(PORTFOLIOS === null || ENVIRONMENT === null)('in 44 portfolios, to the whole dollar', () => {
    const cases = Object.entries(JSON.parse(PORTFOLIOS!) as Record<string, PortfolioCase>);
    const shared = environment();
    const { parameters, overrides } = shared['test-cases-portfolio-pm.json']!;
    const errors = cases.map(([name, each]) => {
      const book = bookOfPortfolio(each, shared, overrides[name]);
      const { excess } = marginOfBook(book, parametersOf(parameters as Record<string, number>));
      const { im, mm } = (each.results ?? each.result)!;
      return Math.max(Math.abs(Math.trunc(excess.initial) - im), Math.abs(Math.trunc(excess.maintenance) - mm));
    });
    const largestError = Math.max(...errors);
    expect(errors).toHaveLength(44);
    expect(largestError).toBe(0);
    const record = {
      method: 'derive-pmrm-style',
      set: 'PMRM v1, portfolios',
      unit: 'USD',
      tolerance: 'equal once cut to whole dollars',
    };
    recordConformance({ ...record, cases: errors.length, largestError, source: SOURCE });
  });
});

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
}
