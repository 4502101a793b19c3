import { type Outcome, succeed } from '../../foundation/index.ts';
import { type Book, gainsMatrix, oncePerMoving } from '../../risk/index.ts';
import type { ScenarioSet } from '../../scenarios/index.ts';
import type { Formulation } from '../method.ts';
import { type JointMoves, jointMoves } from './joint-moves.ts';
import { formulateMeasured } from './measured-book.ts';
import type { MonteCarloParameters, RiskMeasure } from './parameters.ts';
import { pathMoves, pathReturns } from './path-moves.ts';
import { quadraticGains } from './quadratic-gains.ts';
import { returnScenarios } from './return-scenarios.ts';
import { sampledFigures } from './sampled-figure.ts';
import { approximationWarnings } from './sensitivities.ts';
import { simulationDetails } from './simulation-details.ts';

type Source = {
  /** null where nothing is revalued */
  readonly set: ScenarioSet | null;
  readonly moves: JointMoves;
  /** `[factors × paths]` */
  readonly pathMoves: Float64Array;
  readonly axis: readonly string[];
};

/**
 * Monte Carlo: seeded joint normal or Student-t moves of the underlyings over the horizon, scaled to their covariance.
 *
 * `full`: spot moves to `S·exp(x − ½σ²)`, so that its mean is S, and everything is revalued on each path. `delta-gamma`: each line gains
 * `δx + ½Γx²`. The same seed gives the same paths for the same underlyings. Standard error and control variate are in the details.
 */
export function formulateMonteCarlo(measure: RiskMeasure) {
  return (parameters: MonteCarloParameters) => {
    const sourceOf = oncePerMoving((book: Book) => simulate(book, parameters));
    return (book: Book): Outcome<Formulation> => {
      const source = sourceOf(book);
      if (!source.ok) return source;
      const { set, moves, axis, pathMoves: each } = source.value;
      const { confidence, paths, distribution } = parameters;
      const gains =
        set === null
          ? quadraticGains(book, moves.factors, each, axis)
          : gainsMatrix(book, [...book.lines.keys()], set, { start: 'model' });
      const figureOf = sampledFigures({ gains, measure, confidence, quantileType: 1, prudence: { kind: 'none' } });
      return formulateMeasured(book, parameters, {
        figureOf,
        label: `${measure} at ${confidence} of ${paths} ${distribution.kind} paths`,
        // A sample says no more of the distribution than its standard error allows.
        exactness: () => 'approximate',
        scenarios: set?.scenarios ?? axis.map((id) => ({ id, weight: 1, spotShockFraction: 0 })),
        warnings: [...moves.warnings, ...(set === null ? approximationWarnings(book, false) : [])],
        details: simulationDetails(book, { moves, pathMoves: each }, measure, parameters),
      });
    };
  };
}

function simulate(book: Book, parameters: MonteCarloParameters): Outcome<Source> {
  const moves = jointMoves(book, parameters);
  if (!moves.ok) return moves;
  const { paths, daysForward, valuation } = parameters;
  const axis = Array.from({ length: paths }, (_, k) => `path-${k + 1}`);
  const each = pathMoves(moves.value, parameters);
  const source = { moves: moves.value, pathMoves: each, axis };
  if (valuation === 'delta-gamma') return succeed({ ...source, set: null });
  const { factors, factor } = moves.value;
  const returns = pathReturns(each, factor, factors.length);
  return succeed({ ...source, set: returnScenarios({ returns, ids: axis, factors, daysForward }) });
}
