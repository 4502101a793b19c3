import { outcomesOf, valueOf } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Formulation, MethodDetails } from '../method.ts';
import { controlledFigure } from './controlled-figure.ts';
import type { JointMoves } from './joint-moves.ts';
import type { Figure } from './measured-book.ts';
import type { MonteCarloParameters, RiskMeasure } from './parameters.ts';
import { formAt } from './quadratic-figure.ts';
import { factorSensitivities } from './sensitivities.ts';
import { standardError } from './standard-error.ts';

/**
 * The sampling error of a simulated figure, and the figure with the delta-gamma approximation of the same paths as control; that
 * needs normal moves, whose quadratic form has a known distribution.
 */
export function simulationDetails(
  book: Book,
  { moves, pathMoves }: { readonly moves: JointMoves; readonly pathMoves: Float64Array },
  measure: RiskMeasure,
  parameters: MonteCarloParameters,
): (figure: Figure) => NonNullable<Formulation['details']> {
  const { confidence, paths, distribution } = parameters;
  const held = [...book.lines.keys()].filter((index) => book.lines[index]!.kind !== 'order');
  const sensitivities = factorSensitivities(book, moves.factors, held);
  const nodes = [...sensitivities.map(({ delta }) => delta), ...sensitivities.map(({ gamma }) => gamma)];
  const isControlled = distribution.kind === 'normal' && held.length === book.lines.length;
  return ({ scan }) => ({
    nodes: [scan!.gains, ...nodes],
    read: (evaluation): MethodDetails => {
      const gains = outcomesOf(evaluation, scan!.gains);
      const plain = standardError(gains, { measure, confidence, quantileType: 1 });
      if (!isControlled) return { outcomes: paths, standardError: plain };
      const x = Float64Array.from(nodes, (node) => valueOf(evaluation, node));
      const form = formAt(x, { factor: moves.factor, horizonYears: 0 });
      const approximate = approximateGains(x, pathMoves, paths);
      const controlVariate = controlledFigure({ measure, confidence, gains, approximate, form });
      return { outcomes: paths, standardError: plain, controlVariate };
    },
  });
}

/** `Σ δ_i·x_i + ½·Γ_i·x_i²` on each path. */
function approximateGains(x: Float64Array, moves: Float64Array, paths: number): Float64Array {
  const gains = new Float64Array(paths);
  const size = x.length / 2;
  for (let i = 0; i < size; i++) {
    const [delta, gamma] = [x[i]!, x[size + i]!];
    for (let k = 0; k < paths; k++) {
      const move = moves[i * paths + k]!;
      gains[k]! += move * (delta + 0.5 * gamma * move);
    }
  }
  return gains;
}
