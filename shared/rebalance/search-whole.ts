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
  /** null where nothing has the sizes and keeps the limits, by the search's word */
  readonly searched: MixedIntegerSolution | null;
  readonly formulated: FormulatedRebalance;
  readonly relaxation: LinearSolution;
};

/** Searches at most; where functions are smooth 2 to 6 are usual. */
const SEARCHES_MAX = 20;

type Point = { readonly values: readonly number[]; readonly objective: number };

/**
 * Branch and bound on the linear program with supports in place of smooth functions. What it finds may cost more than the supports say, or
 * break a limit that they keep: the convex program with the whole columns fixed there then gives the best point of those, or shows that
 * there is none, and supports with which no search comes back for less. So until the best point is within the gap of what the supports say
 * (outer approximation; Duran and Grossmann, 1986).
 *
 * @returns failures as `solveMixedInteger`, but for `infeasible`
 */
export function searchWhole(search: WholeSearch): Outcome<SearchedWhole> {
  let { formulated, relaxation } = search;
  const progress = new Progress(search.limits);
  for (let round = 1; ; round += 1) {
    const limits = formulated.epigraphs.length === 0 ? search.limits : progress.nextLimits();
    const found = solveMixedInteger(formulated.problem, formulated.sizes.whole, limits, search.large, relaxation);
    if (!found.ok && found.failure.reason !== 'infeasible') return found;
    if (!found.ok) return succeed({ searched: progress.hasPoint() ? progress.ended() : null, formulated, relaxation });
    if (formulated.epigraphs.length === 0) return succeed({ searched: found.value, formulated, relaxation });
    const { values } = found.value;
    const priced = values === null ? NOTHING_FOUND : pricedAt({ ...search, limits }, formulated, values);
    progress.count(found.value, priced);
    const added = withoutKnown(priced.supports, formulated.supports);
    if (progress.isClosed() || !goesOn(found.value) || added.length === 0 || round === SEARCHES_MAX)
      return succeed({ searched: progress.ended(), formulated, relaxation });
    formulated = withSupports(search.asked, [...formulated.supports, ...added])!;
    relaxation = extended(relaxation, formulated.problem.rows.length);
  }
}

/** It ended, or came by a point before its share of the work did. */
function goesOn({ status, values, reproducible }: MixedIntegerSolution): boolean {
  return status === 'optimal' || (status === 'work-limit' && reproducible && values !== null);
}

/** The best point and the highest bounds of all searches so far, and their work. */
class Progress {
  readonly #limits: IntegerLimits;
  #best: Point | null = null;
  #last: MixedIntegerSolution | null = null;
  #proven = { bound: -Infinity, claimedBound: null as number | null };
  #spent = { nodes: 0, pivots: 0 };

  constructor(limits: IntegerLimits) {
    this.#limits = limits;
  }

  /** Half of what is left, as a first search knows the functions too little for all of it. */
  nextLimits(): IntegerLimits {
    const { nodes, pivots } = this.#limits;
    const left = {
      nodes: Math.ceil(Math.max(0, nodes - this.#spent.nodes) / 2),
      pivots: Math.ceil(Math.max(0, pivots - this.#spent.pivots) / 2),
    };
    return { ...this.#limits, ...left };
  }

  count(found: MixedIntegerSolution, { point, pivots }: Priced): void {
    const { bound, claimedBound } = this.#proven;
    this.#last = found;
    this.#spent = { nodes: this.#spent.nodes + found.nodes, pivots: this.#spent.pivots + found.pivots + pivots };
    this.#proven = {
      bound: Math.max(bound, found.bound ?? -Infinity),
      claimedBound: found.claimedBound ?? claimedBound,
    };
    if (point !== null && point.objective < (this.#best?.objective ?? Infinity)) this.#best = point;
  }

  hasPoint(): boolean {
    return this.#best !== null;
  }

  /** The best point is within the gap of what no point is below. */
  isClosed(): boolean {
    const { bound, claimedBound } = this.#proven;
    return (
      this.#best !== null && isWithinGap(this.#best.objective, Math.max(bound, claimedBound ?? -Infinity), this.#limits)
    );
  }

  /** Never `optimal` by what supports alone say. */
  ended(): MixedIntegerSolution {
    const last = this.#last!;
    const unclosed = last.status === 'optimal' ? 'work-limit' : last.status;
    const best = this.#best ?? { values: null, objective: null };
    return { ...last, ...this.#spent, ...this.#proven, ...best, status: this.isClosed() ? 'optimal' : unclosed };
  }
}

/** What the smooth functions themselves say of a choice of the whole columns. */
type Priced = { readonly point: Point | null; readonly supports: readonly Support[]; readonly pivots: number };

const NOTHING_FOUND: Priced = { point: null, supports: [], pivots: 0 };

/** The best point with the whole columns as in some values, and supports that leave the linear program no better one with those. */
function pricedAt(
  { asked, limits, large }: WholeSearch,
  formulated: FormulatedRebalance,
  values: readonly number[],
): Priced {
  const columns = [...asked.relaxed.columns];
  for (const j of asked.sizes.whole) columns[j] = { ...columns[j]!, lower: values[j]!, upper: values[j]! };
  const { epigraphs, followers } = asked;
  const solved = solveConvex({ linear: { ...asked.relaxed, columns }, epigraphs, followers }, limits, large);
  const optimum = solved.ok && solved.value.termination === 'optimal' ? [solved.value.primal!.values] : [];
  const points = [...optimum, values].flatMap((each) => pointOf(formulated, each) ?? []);
  const point = points.toSorted((a, b) => a.objective - b.objective)[0] ?? null;
  const tangents = tangentsAt(epigraphs, point?.values ?? tidied(formulated, values));
  const excluding = point === null && solved.ok ? solved.value.supports : [];
  return { point, supports: [...tangents, ...excluding], pivots: solved.ok ? solved.value.pivots : 0 };
}

function pointOf(formulated: FormulatedRebalance, values: readonly number[]): Point | null {
  const { problem } = formulated;
  const x = tidied(formulated, values);
  const none = problem.rows.map(() => 0);
  const certificate = certifyOptimality(problem, x, none);
  return isFeasibleWithin(certificate, CERTIFICATE_TOLERANCE) ? { values: x, objective: certificate.objective } : null;
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
