import { type Outcome, succeed } from '../../foundation/index.ts';
import type { Book } from '../../risk/index.ts';
import type { ScenarioSet } from '../../scenarios/index.ts';
import type { Formulation } from '../method.ts';
import { type JointMoves, jointMoves } from './joint-moves.ts';
import { formulateMeasured } from './measured-book.ts';
import type { MonteCarloParameters, RiskMeasure } from './parameters.ts';
import { pathReturns } from './path-moves.ts';
import { returnScenarios } from './return-scenarios.ts';
import { sampledFigures } from './sampled-figure.ts';
import { simulationDetails } from './simulation-details.ts';

type Source = { readonly set: ScenarioSet; readonly moves: JointMoves; readonly warnings: readonly string[] };

/**
 * Monte Carlo: seeded joint normal or Student-t moves of the underlyings over the horizon, the book revalued in full on each path.
 * Spot moves to `S·exp(x − ½σ²)`, so that its mean is S; a Student-t move is scaled to the same variance.
 *
 * The same seed gives the same paths for the same underlyings. Standard error: `POST /v1/risk`.
 */
export function formulateMonteCarlo(measure: RiskMeasure) {
  return (parameters: MonteCarloParameters) => {
    const sources = new WeakMap<Book['valuations'], Outcome<Source>>();
    return (book: Book): Outcome<Formulation> => {
      const source = sources.get(book.valuations) ?? simulate(book, parameters);
      sources.set(book.valuations, source);
      if (!source.ok) return source;
      const { set, moves, warnings } = source.value;
      const { confidence, paths, distribution } = parameters;
      const figureOf = sampledFigures(book, { set, measure, confidence, quantileType: 1, prudence: { kind: 'none' } });
      const label = `${measure} at ${confidence} of ${paths} ${distribution.kind} paths`;
      return formulateMeasured(book, parameters, {
        figureOf,
        label,
        scenarios: set.scenarios,
        warnings,
        details: simulationDetails(book, moves, measure, parameters),
      });
    };
  };
}

function simulate(book: Book, parameters: MonteCarloParameters): Outcome<Source> {
  const moves = jointMoves(book, parameters);
  if (!moves.ok) return moves;
  const { paths, daysForward } = parameters;
  const shocks = {
    returns: pathReturns(moves.value, parameters),
    ids: Array.from({ length: paths }, (_, k) => `path-${k + 1}`),
    factors: moves.value.factors,
    daysForward,
  };
  return succeed({ set: returnScenarios(shocks), moves: moves.value, warnings: moves.value.warnings });
}
