import { afterAll, describe, expect, it } from 'vitest';
import { frontierCurve, type LinearProblem, solveLinear } from '../../../shared/optimise/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { budgetProblem, covarianceOfSeries, traced } from '../../support/frontier/budget-frontier.ts';
import {
  absoluteDeviationProgram,
  expectedShortfallProgram,
  worstLossProgram,
} from '../../support/frontier/scenario-risk.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const weightsText = sharedVectors('optimisation/riskfolio/Classic_MinRisk.csv');
const pricesText = sharedVectors('optimisation/riskfolio/stock_prices.csv.gz');
const TAIL_FRACTION = 0.05;
/** Theirs are of the last 200 days: of all windows, only on this one do their MV weights have equal marginal variances (to 2e-7). */
const WINDOW = 200;

function rowsOf(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
}

const TAKEN = new Set(['MV', 'CVaR', 'MAD', 'WR']);

function measuresOf(file: string): string[] {
  const [header = []] = rowsOf(sharedVectors(`optimisation/riskfolio/${file}.csv`)!);
  return header.filter((measure) => measure !== '');
}

/** Their weights by measure, and the returns of the same names: one row per date. */
function readCase() {
  const [measures = [], ...lines] = rowsOf(weightsText!);
  const names = lines.map(([name]) => name!);
  const weights = (measure: string) => lines.map((line) => Number(line[measures.indexOf(measure)]));
  const [header = [], ...days] = rowsOf(pricesText!);
  const prices = days.map((day) => names.map((name) => Number(day[header.indexOf(name)])));
  const returns = prices.slice(1).map((row, t) => row.map((price, i) => price / prices[t]![i]! - 1));
  return { names, weights, returns: returns.slice(-WINDOW) };
}

type Returns = readonly (readonly number[])[];

function portfolioReturns(returns: Returns, weights: readonly number[]): number[] {
  return returns.map((row) => row.reduce((sum, value, i) => sum + value * weights[i]!, 0));
}

/** The three measures as they are defined, not as linear programs. */
const MEASURES = {
  CVaR: (gains: readonly number[]) => {
    const count = TAIL_FRACTION * gains.length;
    const whole = Math.floor(count);
    const losses = gains.map((gain) => -gain).toSorted((a, b) => b - a);
    const worst = losses.slice(0, whole).reduce((sum, loss) => sum + loss, 0);
    return (worst + (count - whole) * losses[whole]!) / count;
  },
  MAD: (gains: readonly number[]) => {
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    return gains.reduce((sum, gain) => sum + Math.abs(gain - mean), 0) / gains.length;
  },
  WR: (gains: readonly number[]) => -Math.min(...gains),
} as const;

const PROGRAMS = {
  CVaR: (returns: Returns) => expectedShortfallProgram(returns, TAIL_FRACTION),
  MAD: absoluteDeviationProgram,
  WR: worstLossProgram,
} as const;

function optimumOf(problem: LinearProblem): { readonly objective: number; readonly values: readonly number[] } {
  const solved = solveLinear(problem, { pivots: 100_000, cells: 5_000_000 });
  if (!solved.ok || solved.value.termination !== 'optimal') throw new Error(JSON.stringify(solved).slice(0, 200));
  return { objective: solved.value.certificate!.objective, values: solved.value.primal!.values };
}

describe.skipIf(weightsText === null)('Riskfolio-Lib, least risk', () => {
  let [cases, largestError] = [0, 0];
  afterAll(() => {
    recordConformance({
      method: 'least risk',
      set: 'Riskfolio-Lib: MV, CVaR, MAD, WR',
      cases,
      largestError,
      unit: 'relative risk',
      tolerance: '1e-6',
      source: "Riskfolio-Lib's tests, Classic_MinRisk.csv",
    });
  });

  it('compares four measures, and lists what it leaves out', () => {
    const leastRisk = measuresOf('Classic_MinRisk');
    const others = leastRisk.filter((measure) => !TAKEN.has(measure));
    const [parity, hierarchical] = [measuresOf('Classic_RP'), measuresOf('HC_HRP')];
    console.log(
      `Riskfolio-Lib left out: least risk by ${others.join(', ')}; risk parity by ${parity.length} measures; hierarchical risk parity by ${hierarchical.length}`,
    );
    expect([leastRisk.length, others.length, parity.length, hierarchical.length]).toEqual([18, 14, 14, 27]);
  });

  const note = (ours: number, theirs: number) => {
    const error = Math.abs(ours / theirs - 1);
    expect(error).toBeLessThan(1e-6);
    largestError = Math.max(largestError, error);
    cases += 1;
  };

  it('MV by the critical line', () => {
    const { names, weights, returns } = readCase();
    const covariance = covarianceOfSeries(
      names.map((_, i) => returns.map((row) => row[i]!)),
      1,
    );
    const problem = budgetProblem({ means: names.map(() => 0), covariance });
    const [least] = frontierCurve(problem, traced(problem)).corners;
    const theirs = weights('MV');
    note(
      least!.variance,
      theirs.reduce((sum, a, i) => sum + theirs.reduce((inner, b, j) => inner + a * b * covariance[i]![j]!, 0), 0),
    );
  });

  it.each(['CVaR', 'MAD', 'WR'] as const)('%s by its linear program', (measure) => {
    const { names, weights, returns } = readCase();
    const { objective, values } = optimumOf(PROGRAMS[measure](returns));
    const risk = MEASURES[measure];
    const ours = risk(portfolioReturns(returns, values.slice(0, names.length)));
    expect(Math.abs(ours / objective - 1)).toBeLessThan(1e-9);
    note(ours, risk(portfolioReturns(returns, weights(measure))));
  });
});
