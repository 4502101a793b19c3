import {
  cumulantsOf,
  distributionAt,
  formQuantile,
  type QuadraticForm,
  selectAscending,
} from '../../numerics/index.ts';
import type { RiskMeasure } from './parameters.ts';

export type ControlledFigure = {
  readonly amount: number;
  readonly standardError: number;
  /** the same figure of the quadratic approximation, exactly */
  readonly approximation: number;
};

export type ControlSpec = {
  readonly measure: RiskMeasure;
  readonly confidence: number;
  /** gains by full revaluation, and by the quadratic approximation on the same paths */
  readonly gains: Float64Array;
  readonly approximate: Float64Array;
  /** whose distribution the approximate gains have */
  readonly form: QuadraticForm;
};

/** Strata end at these multiples of the tail's probability, in the approximation's own distribution. */
const TAIL_MULTIPLES = [0.25, 0.5, 0.75, 1, 1.5, 2, 4];
/** Fewer paths than this in a stratum say nothing of its spread: it goes with the next. */
const N_PATHS_MIN = 10;

const N_TAILS_ORDERED = 10;

type Stratum = { probability: number; paths: number[] };

/**
 * The figure with the quadratic approximation as control: paths are post-stratified by their approximate gain, whose distribution is
 * known exactly, so that a sample with too many or too few bad paths is weighted back. What is left is the spread within strata.
 *
 * Standard error: √(Σ P_s²·v_s/n_s), over the density for a quantile, over 1 − c for a tail mean.
 *
 * @returns null where the approximation doesn't vary
 */
export function controlledFigure(spec: ControlSpec): ControlledFigure | null {
  const { measure, confidence, gains, form } = spec;
  const p = 1 - confidence;
  if (cumulantsOf(form)[1] === 0) return null;
  const strata = stratify(spec);
  const weights = new Float64Array(gains.length);
  for (const { probability, paths } of strata) for (const k of paths) weights[k] = probability / paths.length;
  const order = worstFirst(gains, p);
  const q = gains[order[reached(order, weights, p)]!]!;
  const exact = formQuantile(form, p);
  if (measure === 'value-at-risk') {
    const density = densityAt(gains, order, weights, p);
    const error = Math.sqrt(spread(strata, (k) => (gains[k]! <= q ? 1 : 0))) / density;
    return { amount: -q, standardError: error, approximation: -exact };
  }
  const shortfall = (k: number) => Math.max(0, q - gains[k]!);
  const mean = strata.reduce(
    (sum, { probability, paths }) => sum + (probability * total(paths, shortfall)) / paths.length,
    0,
  );
  const approximation = -exact + distributionAt(form, exact).shortfall / p;
  return { amount: -q + mean / p, standardError: Math.sqrt(spread(strata, shortfall)) / p, approximation };
}

function stratify({ confidence, approximate, form }: ControlSpec): Stratum[] {
  const levels = TAIL_MULTIPLES.map((multiple) => multiple * (1 - confidence)).filter((level) => level < 1);
  const ends = levels.map((level) => formQuantile(form, level));
  const strata: Stratum[] = [...levels, 1].map((level, s) => ({
    probability: level - (levels[s - 1] ?? 0),
    paths: [],
  }));
  for (const [k, gain] of approximate.entries()) {
    const s = ends.findIndex((end) => gain <= end);
    strata[s < 0 ? ends.length : s]!.paths.push(k);
  }
  return merged(strata);
}

/** Strata with enough paths each: what has too few goes with the next, the last with the one before. */
function merged(strata: readonly Stratum[]): Stratum[] {
  const kept: Stratum[] = [];
  let [probability, paths]: [number, number[]] = [0, []];
  for (const stratum of strata) {
    probability += stratum.probability;
    paths = paths.concat(stratum.paths);
    if (paths.length < N_PATHS_MIN) continue;
    kept.push({ probability, paths });
    [probability, paths] = [0, []];
  }
  const last = kept.at(-1);
  if (last === undefined) return [{ probability, paths }];
  last.probability += probability;
  last.paths = last.paths.concat(paths);
  return kept;
}

/** The paths with the lowest gains in ascending order: enough of them to hold several times the tail, whatever their weights. */
function worstFirst(gains: Float64Array, p: number): number[] {
  const place = Math.min(gains.length - 1, Math.ceil(N_TAILS_ORDERED * p * gains.length));
  const end = selectAscending(Float64Array.from(gains), place);
  const worst = Array.from(gains.keys()).filter((k) => gains[k]! <= end);
  return worst.toSorted((a, b) => gains[a]! - gains[b]! || a - b);
}

/** The first place in the order where the weights add up to p. */
function reached(order: readonly number[], weights: Float64Array, p: number): number {
  let mass = 0;
  for (const [place, k] of order.entries()) {
    mass += weights[k]!;
    if (mass >= p * (1 - 1e-12)) return place;
  }
  return order.length - 1;
}

/** Probability per unit of gain around the quantile, over half of the tail to either side. */
function densityAt(gains: Float64Array, order: readonly number[], weights: Float64Array, p: number): number {
  const low = gains[order[reached(order, weights, 0.5 * p)]!]!;
  const high = gains[order[reached(order, weights, 1.5 * p)]!]!;
  return p / Math.max(high - low, Number.MIN_VALUE);
}

function spread(strata: readonly Stratum[], of: (k: number) => number): number {
  return strata.reduce((sum, { probability, paths }) => {
    const mean = total(paths, of) / paths.length;
    const variance = total(paths, (k) => (of(k) - mean) * (of(k) - mean)) / Math.max(1, paths.length - 1);
    return sum + (probability * probability * variance) / paths.length;
  }, 0);
}

function total(paths: readonly number[], of: (k: number) => number): number {
  return paths.reduce((sum, k) => sum + of(k), 0);
}
