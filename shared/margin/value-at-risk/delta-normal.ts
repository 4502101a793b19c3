import type { Outcome } from '../../foundation/index.ts';
import { normalPdf, normalQuantile } from '../../numerics/index.ts';
import { line, named, norm, scale } from '../../requirement/index.ts';
import { type Book, cashDelta, oncePerMoving, underlyingOf } from '../../risk/index.ts';
import type { Formulation } from '../method.ts';
import { jointMoves } from './joint-moves.ts';
import { formulateMeasured } from './measured-book.ts';
import type { DeltaNormalParameters, RiskMeasure } from './parameters.ts';
import { approximationWarnings } from './sensitivities.ts';

/**
 * Delta-normal: `z(c)·√(δᵀΣδ·h)`, or for the tail mean `φ(z)/(1 − c)` in place of z; δ the cash deltas, Σ the covariance of daily
 * returns, moves about zero. A norm of lines: convex and homogeneous.
 *
 * Accuracy: 1e-10 against 6 histories, and E1 of tradfi-margin.md §6.5; test/conformance/margin/value-at-risk.
 */
export function formulateDeltaNormal(measure: RiskMeasure) {
  return (parameters: DeltaNormalParameters) => {
    const movesOf = oncePerMoving((book: Book) => jointMoves(book, parameters));
    return (book: Book): Outcome<Formulation> => {
      const moves = movesOf(book);
      if (!moves.ok) return moves;
      const { factors, factor, warnings } = moves.value;
      const size = factors.length;
      const rowOf = new Map(factors.map((id, i) => [id, i]));
      const deviations = deviationsPerFigure(measure, parameters.confidence);
      const loading = (index: number, axis: number) =>
        cashDelta(book, index) * factor[rowOf.get(underlyingOf(book, book.lines[index]!)!)! * size + axis]!;
      const figureOf = (id: string, lines: readonly number[]) => {
        const moving = lines.filter((index) => rowOf.has(underlyingOf(book, book.lines[index]!) ?? ''));
        const axes = factors.map((_, axis) =>
          line(
            moving,
            moving.map((index) => loading(index, axis)),
          ),
        );
        return { charge: named(id, scale(deviations, norm(axes))), scan: null };
      };
      return formulateMeasured(book, parameters, {
        figureOf,
        label: `${measure} of a linear book at ${parameters.confidence}`,
        scenarios: [],
        warnings: [...warnings, ...approximationWarnings(book, true)],
      });
    };
  };
}

/** Standard deviations that the figure is worth. */
function deviationsPerFigure(measure: RiskMeasure, confidence: number): number {
  const z = normalQuantile(confidence);
  return measure === 'value-at-risk' ? z : normalPdf(z) / (1 - confidence);
}
