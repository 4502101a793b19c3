import { type Outcome, succeed } from '../foundation/index.ts';
import {
  certifyOptimality,
  type IntegerLimits,
  isFeasibleWithin,
  type LargeSolver,
  type LinearSolution,
  type MixedIntegerSolution,
  type Support,
  solveConvex,
  solveMixedInteger,
  tangentsAt,
} from '../optimise/index.ts';
import { CERTIFICATE_TOLERANCE } from './certificate.ts';
import { type FormulatedRebalance, withSupports } from './formulate.ts';
import { tidied } from './tidy-point.ts';

export type WholeSearch = {
  /** the program without supports */
  readonly asked: FormulatedRebalance;
  /** with those of its relaxation */
  readonly formulated: FormulatedRebalance;
  /** an optimum of the relaxed program, for its multipliers */
  readonly relaxation: LinearSolution;
  readonly limits: IntegerLimits;
  readonly large: LargeSolver | null;
};

/** What a search ended with: its point with smooth functions at their values, and the program with all supports that it came by. */
export type SearchedWhole = {
  readonly searched: MixedIntegerSolution;
  readonly formulated: FormulatedRebalance;
  readonly relaxation: LinearSolution;
};

/** Searches at most; where functions are smooth 2 to 6 are usual. */
const SEARCHES_MAX = 20;

type Point = { readonly values: readonly number[]; readonly objective: number };

/**
 * Branch and bound on the linear program with supports in place of smooth functions. What it finds may cost more than the supports say: the
 * convex program with the whole columns fixed there then gives the best point of those, and tangents with which no search comes back for
 * less. So until the best point is within the gap of what the supports say (outer approximation; Duran and Grossmann, 1986).
 *
 * @returns failures as `solveMixedInteger`
 */
export function searchWhole(search: WholeSearch): Outcome<SearchedWhole> {
  let { formulated, relaxation } = search;
  let best: Point | null = null;
  let proven = { bound: -Infinity, claimedBound: null as number | null };
  let spent = { nodes: 0, pivots: 0 };
  for (let round = 1; ; round += 1) {
    const limits = without(search.limits, spent);
    const found = solveMixedInteger(formulated.problem, formulated.sizes.whole, limits, search.large, relaxation);
    if (!found.ok) return found;
    const { values, bound, claimedBound, status } = found.value;
    spent = { nodes: spent.nodes + found.value.nodes, pivots: spent.pivots + found.value.pivots };
    if (formulated.epigraphs.length === 0) return succeed({ searched: found.value, formulated, relaxation });
    proven = { bound: Math.max(proven.bound, bound ?? -Infinity), claimedBound: claimedBound ?? proven.claimedBound };
    const point = values === null ? null : bestAt(search, formulated, values);
    if (point !== null && (best === null || point.objective < best.objective)) best = point;
    const isClosed =
      best !== null && isWithinGap(best.objective, Math.max(proven.bound, proven.claimedBound ?? -Infinity), limits);
    const tangents = point === null ? [] : tangentsAt(formulated.epigraphs, point.values);
    const added = withoutKnown(tangents, formulated.supports);
    if (isClosed || status !== 'optimal' || added.length === 0 || round === SEARCHES_MAX) {
      const ended = { ...spent, ...proven, ...(best ?? { values: null, objective: null }) };
      const searched = { ...found.value, ...ended, status: isClosed || best === null ? status : 'work-limit' } as const;
      return succeed({ searched, formulated, relaxation });
    }
    formulated = withSupports(search.asked, [...formulated.supports, ...added])!;
    relaxation = extended(relaxation, formulated.problem.rows.length);
  }
}

/** The best point with the whole columns as in some values. */
function bestAt(
  { asked, limits, large }: WholeSearch,
  formulated: FormulatedRebalance,
  values: readonly number[],
): Point | null {
  const columns = [...asked.relaxed.columns];
  for (const j of asked.sizes.whole) columns[j] = { ...columns[j]!, lower: values[j]!, upper: values[j]! };
  const { epigraphs, followers } = asked;
  const solved = solveConvex({ linear: { ...asked.relaxed, columns }, epigraphs, followers }, limits, large);
  const optimum = solved.ok && solved.value.termination === 'optimal' ? [solved.value.primal!.values] : [];
  const points = [...optimum, values].flatMap((each) => pointOf(formulated, each) ?? []);
  return points.toSorted((a, b) => a.objective - b.objective)[0] ?? null;
}

function pointOf(formulated: FormulatedRebalance, values: readonly number[]): Point | null {
  const { problem } = formulated;
  const x = tidied(formulated, values);
  const none = problem.rows.map(() => 0);
  const certificate = certifyOptimality(problem, x, none);
  return isFeasibleWithin(certificate, CERTIFICATE_TOLERANCE) ? { values: x, objective: certificate.objective } : null;
}

function without(limits: IntegerLimits, { nodes, pivots }: { nodes: number; pivots: number }): IntegerLimits {
  return { ...limits, nodes: Math.max(0, limits.nodes - nodes), pivots: Math.max(0, limits.pivots - pivots) };
}

function isWithinGap(objective: number, bound: number, { gapFraction = 0 }: IntegerLimits): boolean {
  return objective - bound <= (gapFraction + CERTIFICATE_TOLERANCE) * Math.max(1, Math.abs(objective));
}

/** The same multipliers where rows were added, which the optimum satisfies. */
function extended(relaxation: LinearSolution, nRows: number): LinearSolution {
  const { multipliers } = relaxation.dual!;
  const added = Array.from({ length: nRows - multipliers.length }, () => 0);
  return { ...relaxation, dual: { status: 'feasible-point', multipliers: [...multipliers, ...added] } };
}

function withoutKnown(supports: readonly Support[], known: readonly Support[]): Support[] {
  const keys = new Set(known.map(keyOf));
  return supports.filter((support) => !keys.has(keyOf(support)));
}

function keyOf({ id, slopes }: Support): string {
  return `${id}:${slopes.join()}`;
}
