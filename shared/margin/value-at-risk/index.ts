import type * as z from 'zod';
import type { Outcome } from '../../foundation/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Formulation, Method } from '../method.ts';
import { daysOfBook, pathsOfBook } from './basis.ts';
import { formulateDeltaGamma } from './delta-gamma.ts';
import { formulateDeltaNormal } from './delta-normal.ts';
import { formulateFiltered } from './filtered.ts';
import { formulateHistorical } from './historical.ts';
import { formulateMonteCarlo } from './monte-carlo.ts';
import {
  deltaGammaSchema,
  deltaNormalSchema,
  filteredSchema,
  historicalSchema,
  monteCarloSchema,
  type RiskMeasure,
} from './parameters.ts';
import {
  DELTA_GAMMA,
  DELTA_NORMAL,
  FILTERED,
  HISTORICAL,
  MONTE_CARLO,
  VALUE_AT_RISK_SOURCE,
  VALUE_AT_RISK_VERSION,
} from './versions.data.ts';

const MEASURES: Readonly<Record<RiskMeasure, string>> = {
  'value-at-risk': 'Value at risk',
  'expected-shortfall': 'Expected shortfall',
};

type Family<P> = {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodType<P>;
  readonly parameters: P;
  readonly approximations: readonly string[];
  readonly formulate: (measure: RiskMeasure) => (parameters: P) => (book: Book) => Outcome<Formulation>;
  readonly basisOf: (book: Book) => string;
};

/** The same way of looking at losses, once as a quantile and once as the mean beyond it. */
function bothMeasures<P>({
  name,
  description,
  schema,
  parameters,
  approximations,
  formulate,
  basisOf,
}: Family<P>): readonly Method<P>[] {
  return (Object.keys(MEASURES) as RiskMeasure[]).map((measure) => ({
    id: `${measure}-${name}`,
    title: `${MEASURES[measure]}, ${name.replaceAll('-', ' ')}`,
    description,
    schema,
    versions: [{ version: VALUE_AT_RISK_VERSION, source: VALUE_AT_RISK_SOURCE, parameters }],
    approximations,
    scenariosOf: () => [],
    formulate: formulate(measure),
    basisOf,
  }));
}

export const historicalMethods = bothMeasures({
  name: 'historical',
  description: "The market's past moves on today's book, revalued in full.",
  schema: historicalSchema,
  parameters: HISTORICAL,
  approximations: ['implied vols stay as they are: the history holds prices only'],
  formulate: formulateHistorical,
  basisOf: daysOfBook,
});

export const filteredMethods = bothMeasures({
  name: 'filtered',
  description: "Past moves scaled to today's volatility by EWMA or GARCH(1,1), revalued in full.",
  schema: filteredSchema,
  parameters: FILTERED,
  approximations: [
    'implied vols stay as they are: the history holds prices only',
    'GARCH(1,1) by variance targeting on a refined grid, to about 1e-4 in its parameters',
  ],
  formulate: formulateFiltered,
  basisOf: daysOfBook,
});

export const deltaNormalMethods = bothMeasures({
  name: 'delta-normal',
  description: 'Cash deltas under jointly normal moves: no options beyond their delta.',
  schema: deltaNormalSchema,
  parameters: DELTA_NORMAL,
  approximations: [
    'moves are jointly normal with the covariance of the history, about zero',
    'options count by their delta alone',
  ],
  formulate: formulateDeltaNormal,
  basisOf: daysOfBook,
});

export const deltaGammaMethods = bothMeasures({
  name: 'delta-gamma',
  description: 'A quadratic approximation under normal moves, by Cornish–Fisher or by exact inversion.',
  schema: deltaGammaSchema,
  parameters: DELTA_GAMMA,
  approximations: [
    'moves are jointly normal with the covariance of the history, about zero',
    'the book is a quadratic in its underlyings, vols fixed',
  ],
  formulate: formulateDeltaGamma,
  basisOf: daysOfBook,
});

export const monteCarloMethods = bothMeasures({
  name: 'monte-carlo',
  description: 'Seeded joint normal or Student-t moves, revalued in full on every path.',
  schema: monteCarloSchema,
  parameters: MONTE_CARLO,
  approximations: [
    'implied vols stay as they are: the history holds prices only',
    'a sample: the standard error is in the details',
  ],
  formulate: formulateMonteCarlo,
  basisOf: pathsOfBook,
});
