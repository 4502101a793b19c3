import {
  type IntegerSolution,
  type LinearProblem,
  type LinearSolution,
  solveInteger,
  solveLinear,
} from '../../optimise/index.ts';
import { type Candidates, type IndexedOffset, measuresAgree } from './candidates.ts';
import { type Held, type PairingProgram, pairingProgram } from './pairing-program.ts';
import type { Measure, OptionSeries } from './series.ts';
import { type OptionLeg, spreadLoss } from './spread-loss.ts';
import { twoLegPairing } from './two-leg-pairing.ts';

/**
 * - `optimal`: no pairing in whole contracts needs less
 * - `relaxed`: the book holds parts of contracts, so the pairing may too
 * - `work-limit`, `numerical-trouble`: the best pairing found; `gap` is what may still be saved
 */
export type PairingStatus = 'optimal' | 'relaxed' | 'work-limit' | 'numerical-trouble';

/** How what is held of an underlying's series is paired, and what it needs so paired. */
export type Pairing = {
  readonly status: PairingStatus;
  /** Σ of the parts below */
  readonly requirement: number;
  /** what no pairing is below, proven by weak duality; null where nothing is */
  readonly bound: number | null;
  /** of the linear relaxation; null where it was not certified */
  readonly relaxation: number | null;
  readonly nodes: number;
  readonly offsets: readonly { readonly offset: IndexedOffset; readonly count: number }[];
  readonly spreads: readonly { readonly legs: readonly OptionLeg[]; readonly requirement: number }[];
  readonly singles: readonly { readonly held: Held; readonly requirement: number }[];
  /** of the relaxation towards the signed contracts of each series: duals of the pairing */
  readonly marginals: Float64Array;
};

/** Entries of the matrix that the pivots of one search may touch; and that they may until the first relaxation is solved. */
const SEARCH_WORK_MAX = 100_000_000;
const RELAXATION_WORK_MAX = 400_000_000;
const TWO_LEG_PIVOTS_MAX = 20_000;
const CELLS_MAX = 40_000_000;
const WHOLE_WITHIN = 1e-9;

/**
 * `pairHoldings` of some candidates, which keeps its last answer of each measure: a figure and its details are asked for in turn.
 * Where both measures ask the same of everything, as of options alone, there is one to be paired.
 */
export type Pairer = (quantities: ArrayLike<number>, measure: Measure) => Pairing;

export function pairerOf(candidates: Candidates): Pairer {
  const last = new Map<Measure, { readonly key: string; readonly pairing: Pairing }>();
  const isOne = measuresAgree(candidates);
  return (quantities, asked) => {
    const measure = isOne ? 'initial' : asked;
    const key = Array.from(quantities).join(' ');
    const known = last.get(measure);
    if (known?.key === key) return known.pairing;
    const pairing = pairHoldings(candidates, quantities, measure);
    last.set(measure, { key, pairing });
    return pairing;
  };
}

/**
 * The cheapest pairing of `quantities` (signed contracts per series), by branch and bound over its linear relaxation. Offsets of
 * two legs alone make a network, whose relaxation is whole already (Rudd and Schroeder 1982); with more legs the proof is `bound`.
 */
function pairHoldings(candidates: Candidates, quantities: ArrayLike<number>, measure: Measure): Pairing {
  const holdings = holdingsOf(quantities);
  const program = pairingProgram(candidates, holdings, measure);
  const solved = solve(candidates, program, holdings, measure);
  const parts = partsOf(candidates, holdings, program, solved.values, measure);
  const requirement = [...parts.offsets.map(costOf), ...parts.spreads, ...parts.singles].reduce(
    (total, each) => total + each.requirement,
    0,
  );
  return {
    status: solved.status,
    requirement,
    bound: solved.bound === null ? null : Math.min(solved.bound, requirement),
    relaxation: solved.relaxation?.certificate?.objective ?? null,
    nodes: solved.nodes,
    ...parts,
    marginals: marginalsOf(candidates, holdings, program, solved.relaxation, measure),
  };

  function costOf({ offset, count }: Pairing['offsets'][number]) {
    return { requirement: offset.offset.requirement[measure] * count };
  }
}

function holdingsOf(quantities: ArrayLike<number>): Held[] {
  return Array.from(quantities, (quantity, index): Held => {
    return { index, side: quantity > 0 ? 'long' : 'short', contracts: Math.abs(quantity) };
  }).filter((held) => held.contracts > 0);
}

type Solved = {
  readonly status: PairingStatus;
  /** of the program's columns; null where nothing but single positions is known to be feasible */
  readonly values: readonly number[] | null;
  readonly bound: number | null;
  readonly relaxation: LinearSolution | null;
  readonly nodes: number;
};

function solve(candidates: Candidates, program: PairingProgram, holdings: readonly Held[], measure: Measure): Solved {
  const { problem, whole } = program;
  if (problem.columns.length === 0) {
    return { status: 'optimal', values: [], bound: problem.constant, relaxation: null, nodes: 0 };
  }
  const limits = limitsOf(problem, candidates);
  if (!holdings.every((held) => isWhole(candidates, held))) {
    const solution = solveLinear(problem, limits);
    return solution.ok ? ofLinear(solution.value) : UNSOLVED;
  }
  const start =
    twoLegPairing(candidates, program, measure, { pivots: TWO_LEG_PIVOTS_MAX, cells: CELLS_MAX }) ?? undefined;
  const solution = solveInteger(problem, whole, limits, { start });
  return solution.ok ? ofInteger(solution.value) : { ...UNSOLVED, values: start ?? null };
}

function isWhole({ series }: Candidates, { index, contracts }: Held): boolean {
  return series[index]!.kind === 'stock' || Math.abs(contracts - Math.round(contracts)) <= WHOLE_WITHIN;
}

/** Fewer pivots where each is more work. */
function limitsOf({ columns, rows }: LinearProblem, { parameters }: Candidates) {
  const cells = columns.length * rows.length;
  const relaxation = Math.min(3 * (columns.length + rows.length), RELAXATION_WORK_MAX / cells);
  const pivots = Math.floor(Math.max(relaxation, SEARCH_WORK_MAX / cells));
  return { pivots, cells: CELLS_MAX, nodes: parameters.nodesMax };
}

const UNSOLVED: Solved = { status: 'work-limit', values: null, bound: null, relaxation: null, nodes: 0 };

function ofInteger({ status, values, bound, relaxation, nodes }: IntegerSolution): Solved {
  return { status, values, bound, relaxation: solvedOnly(relaxation), nodes };
}

/** An unfinished relaxation has no price that means anything. */
function solvedOnly(relaxation: LinearSolution): LinearSolution | null {
  return relaxation.termination === 'optimal' ? relaxation : null;
}

function ofLinear(relaxation: LinearSolution): Solved {
  const { termination, primal, certificate } = relaxation;
  const values = primal?.status === 'feasible-point' ? primal.values : null;
  const status =
    termination === 'optimal' ? 'relaxed' : termination === 'work-limit' ? 'work-limit' : 'numerical-trouble';
  return { status, values, bound: certificate?.bound ?? null, relaxation: solvedOnly(relaxation), nodes: 1 };
}

type Parts = Pick<Pairing, 'offsets' | 'spreads' | 'singles'>;

/** What the columns say, costed again from the rule: the program's own objective is not used. */
function partsOf(
  candidates: Candidates,
  holdings: readonly Held[],
  program: PairingProgram,
  values: readonly number[] | null,
  measure: Measure,
): Parts {
  const left = new Map(holdings.map((held) => [held.index, held.contracts]));
  const use = (index: number, contracts: number) => left.set(index, left.get(index)! - contracts);
  const counts = program.offsets.map(({ offset, column }) => ({ offset, count: values?.[column] ?? 0 }));
  const offsets = counts.filter(({ count }) => count > WHOLE_WITHIN);
  for (const { offset, count } of offsets) {
    for (const leg of offset.legs) use(leg.index, Math.abs(leg.quantity) * count);
  }
  const spreads = program.pools.flatMap(({ legs }) => {
    const used = legs.filter(({ column }) => (values?.[column] ?? 0) > WHOLE_WITHIN);
    for (const { held, column } of used) use(held.index, values![column]!);
    const signed = used.map(({ held, column }): OptionLeg => {
      const quantity = held.side === 'long' ? values![column]! : -values![column]!;
      return { series: candidates.series[held.index]! as OptionSeries, quantity };
    });
    return signed.length === 0 ? [] : [{ legs: signed, requirement: spreadLoss(signed) }];
  });
  const singles = holdings
    .map((held): Held => ({ ...held, contracts: left.get(held.index)! }))
    .filter((held) => held.contracts > WHOLE_WITHIN)
    .map((held) => ({ held, requirement: candidates.single(held.index, held.side, measure) * held.contracts }));
  return { offsets, spreads, singles };
}

/** A dual lowers what one more contract would need by itself. */
function marginalsOf(
  candidates: Candidates,
  holdings: readonly Held[],
  { problem }: PairingProgram,
  relaxation: LinearSolution | null,
  measure: Measure,
): Float64Array {
  const duals = relaxation?.dual?.status === 'feasible-point' ? relaxation.dual.multipliers : [];
  const byRow = new Map(problem.rows.map((row, i) => [row.id, duals[i] ?? 0]));
  const marginals = new Float64Array(candidates.series.length);
  for (const { index, side } of holdings) {
    const perContract = candidates.single(index, side, measure) + (byRow.get(`held/${index}`) ?? 0);
    marginals[index] = side === 'long' ? perContract : -perContract;
  }
  return marginals;
}
