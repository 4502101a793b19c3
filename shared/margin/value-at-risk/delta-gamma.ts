import type { Outcome } from '../../foundation/index.ts';
import { type Evaluation, type Expression, local, named, valueOf } from '../../requirement/index.ts';
import { type Book, oncePerMoving } from '../../risk/index.ts';
import type { Formulation } from '../method.ts';
import { type JointMoves, jointMoves, movesOfLines } from './joint-moves.ts';
import { formulateMeasured } from './measured-book.ts';
import type { DeltaGammaParameters, RiskMeasure } from './parameters.ts';
import { bothFigures, isExpanded, type QuadraticFigureSpec, quadraticFigure } from './quadratic-figure.ts';
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
  return (parameters: DeltaGammaParameters) => {
    const movesOf = oncePerMoving((book: Book) => jointMoves(book, parameters));
    return (book: Book): Outcome<Formulation> => {
      const moves = movesOf(book);
      return moves.ok ? formulateQuadratic(book, moves.value, measure, parameters) : moves;
    };
  };
}

function formulateQuadratic(book: Book, moves: JointMoves, measure: RiskMeasure, parameters: DeltaGammaParameters) {
  const { confidence, quantile, horizonDays } = parameters;
  const specs = new Map<Expression, QuadraticFigureSpec>();
  const figureOf = (id: string, lines: readonly number[]) => {
    const { factors, factor } = movesOfLines(book, lines, moves);
    const spec = { factor, horizonYears: horizonDays / YEAR_DAYS, measure, confidence, quantile };
    const children = argumentsOf(book, factors, lines, parameters);
    const homogeneous = quantile === 'cornish-fisher';
    const charge = named(id, local({ children, homogeneous, fn: quadraticFigure(spec) }));
    specs.set(charge, spec);
    return { charge, scan: null };
  };
  return formulateMeasured(book, parameters, {
    figureOf,
    label: `${measure} of the quadratic approximation at ${confidence}`,
    scenarios: [],
    isReadOff: false,
    warnings: [...moves.warnings, ...approximationWarnings(book, false)],
    exactness: ({ charge }) => {
      return (evaluation) =>
        isExpanded(argumentsAt(evaluation, charge), specs.get(charge)!) ? 'approximate' : 'exact';
    },
    details: ({ charge }) => ({
      nodes: [charge],
      read: (evaluation) => bothFigures(argumentsAt(evaluation, charge), specs.get(charge)!),
    }),
  });
}

function argumentsAt(evaluation: Evaluation, charge: Expression): Float64Array {
  const { children } = charge as Extract<Expression, { kind: 'local' }>;
  return Float64Array.from(children, (child) => valueOf(evaluation, child));
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
