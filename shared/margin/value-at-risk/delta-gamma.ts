import type { Outcome } from '../../foundation/index.ts';
import { type Expression, local, named, valueOf } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Formulation } from '../method.ts';
import { jointMoves } from './joint-moves.ts';
import { formulateMeasured } from './measured-book.ts';
import type { DeltaGammaParameters, RiskMeasure } from './parameters.ts';
import { bothFigures, quadraticFigure } from './quadratic-figure.ts';
import { approximationWarnings, factorSensitivities, thetaLine } from './sensitivities.ts';

const YEAR_DAYS = 365;

/**
 * Delta-gamma: the gain is `θh + δᵀr + ½ rᵀ·diag(Γ)·r` with normal returns r over the horizon; the figure is a quantile or tail mean of that
 * quadratic form, by the Cornish–Fisher expansion or by inverting its characteristic function. No option here depends on two
 * underlyings, so there are no cross gammas.
 *
 * Source: tradfi-margin.md §6.1; V2 of §6.5 in test/unit/numerics/quadratic-form.
 */
export function formulateDeltaGamma(measure: RiskMeasure) {
  return (parameters: DeltaGammaParameters) =>
    (book: Book): Outcome<Formulation> => {
      const moves = jointMoves(book, parameters);
      if (!moves.ok) return moves;
      const { factors, factor, warnings } = moves.value;
      const { confidence, quantile, horizonDays } = parameters;
      const spec = { factor, horizonYears: horizonDays / YEAR_DAYS, measure, confidence, quantile };
      const fn = quadraticFigure(spec);
      const homogeneous = quantile === 'cornish-fisher';
      const figureOf = (id: string, lines: readonly number[]) => ({
        charge: named(id, local({ children: argumentsOf(book, factors, lines, parameters), homogeneous, fn })),
        scan: null,
      });
      return formulateMeasured(book, parameters, {
        figureOf,
        label: `${measure} of the quadratic approximation at ${confidence}`,
        scenarios: [],
        warnings: [...warnings, ...approximationWarnings(book, false)],
        details: ({ charge }) => ({
          nodes: [charge],
          read: (evaluation) => {
            const { children } = charge as Extract<Expression, { kind: 'local' }>;
            return bothFigures(
              Float64Array.from(children, (child) => valueOf(evaluation, child)),
              spec,
            );
          },
        }),
      });
    };
}

/** (δ₁…δₙ, Γ₁…Γₙ[, θ]) of some lines. */
function argumentsOf(
  book: Book,
  factors: readonly string[],
  lines: readonly number[],
  { theta }: DeltaGammaParameters,
): Expression[] {
  const sensitivities = factorSensitivities(book, factors, lines);
  const passing = theta ? [thetaLine(book, lines)] : [];
  return [...sensitivities.map(({ delta }) => delta), ...sensitivities.map(({ gamma }) => gamma), ...passing];
}
