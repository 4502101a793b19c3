import { chain, fail, type Outcome, succeed } from '../foundation/index.ts';
import {
  explainInfeasible,
  explainWholeInfeasible,
  type InfeasibilityReason,
  type IntegerLimits,
  type LargeSolver,
  type LinearProblem,
  relaxWhole,
  type SolveLimits,
  solveConvex,
  solveMixedInteger,
  type WholeSolver,
} from '../optimise/index.ts';
import { type FormulatedRebalance, withSupports } from './formulate.ts';
import { searchWhole } from './search-whole.ts';

/** Which of the client's limits contradict each other, and the least change of them that helps. */
export type LimitConflict = {
  /** limits that contradict each other; `lots` where trades need not be whole otherwise */
  readonly conflict: readonly string[];
  /** each of them is needed for that */
  readonly isIrreducible: boolean;
  /** no fewer limits contradict each other */
  readonly isSmallest: boolean;
  /** the least total change that makes a feasible trade, each limit in its own unit; null where the work allowed ended first */
  readonly smallestRelaxation: Readonly<Record<string, number>> | null;
  /** per limit of the conflict what it would have to give if it were the only one, in its own unit; without those that can't help */
  readonly relaxationAlone: Readonly<Record<string, number>>;
};

/** With the work that it took to tell. */
type ExplainedConflict = LimitConflict & Pick<InfeasibilityReason, 'pivots' | 'reproducible'>;

/** A prefix of the rows that are a limit of the client's, and of those that are sizes with a name of their own. */
const NAMED = /^(?:limit:|size:(?=minTicket\/|closeOnly\/))/;

/** The client's name of a limit; null for rows of the margin rule itself, and for what makes a size a size. */
function nameOf(id: string): string | null {
  return NAMED.test(id) ? id.replace(NAMED, '') : null;
}

/**
 * Of a program without supports that has no point even where trades need not be whole; proven by its multipliers. Where they must be whole,
 * the relaxations are those that leave whole trades.
 *
 * @param ray multipliers of its rows that prove it
 */
export function explainLimits(
  asked: FormulatedRebalance,
  ray: readonly number[],
  limits: IntegerLimits,
  large: LargeSolver | null,
): Outcome<ExplainedConflict> {
  const { relaxed, sizes } = asked;
  return chain(explainInfeasible(relaxed, limits, groupOf, relaxedSolver(asked, large), ray), (reason) => {
    if (sizes.whole.length === 0) return succeed(inClientWords(reason));
    return chain(relaxWhole(wholeTask(asked, limits, large), reason.conflict), (whole) => {
      const pivots = reason.pivots + whole.pivots;
      const reproducible = reason.reproducible && whole.reproducible;
      return succeed(inClientWords({ ...reason, ...whole, pivots, reproducible }));
    });
  });
}

/** Of a program without supports that has points, but none in whole lots and with whole tickets. `lots` in the conflict is that trades are in lots. */
export function explainSizes(
  asked: FormulatedRebalance,
  limits: IntegerLimits,
  large: LargeSolver | null,
): Outcome<ExplainedConflict> {
  return chain(explainWholeInfeasible(wholeTask(asked, limits, large)), (reason) => succeed(inClientWords(reason)));
}

function groupOf({ id }: { readonly id: string }): string | null {
  return nameOf(id);
}

function wholeTask(asked: FormulatedRebalance, limits: IntegerLimits, large: LargeSolver | null) {
  const { problem, sizes } = asked;
  const lots = { name: 'lots', columns: sizes.lots.filter((column) => column !== null) };
  const solvers = {
    solve: wholeSolver(asked, limits, large),
    solveRelaxed: (linear: LinearProblem) => relaxedSolver(asked, large)(linear, limits),
  };
  return { problem, whole: sizes.whole, asked: lots, groupOf, ...solvers };
}

/** With the smooth charges and costs of a rebalance. */
function relaxedSolver({ epigraphs, followers }: FormulatedRebalance, large: LargeSolver | null) {
  return (linear: LinearProblem, limits: SolveLimits) => solveConvex({ linear, epigraphs, followers }, limits, large);
}

function wholeSolver(asked: FormulatedRebalance, limits: IntegerLimits, large: LargeSolver | null): WholeSolver {
  if (asked.epigraphs.length === 0) return (linear, whole) => solveMixedInteger(linear, whole, limits, large);
  return (linear, whole) => {
    const own = { ...asked, problem: linear, relaxed: linear, sizes: { ...asked.sizes, whole } };
    return chain(relaxedSolver(asked, large)(linear, limits), (relaxation) => {
      const { termination, supports } = relaxation;
      if (termination === 'infeasible') return fail('infeasible', 'the relaxation has no feasible point');
      if (termination !== 'optimal') return fail('limit-exceeded', `the relaxation was not solved: ${termination}`);
      const search = { asked: own, formulated: withSupports(own, supports)!, relaxation, limits, large };
      return chain(searchWhole(search), ({ searched }) =>
        searched === null ? fail('infeasible', 'no trades of the sizes allowed') : succeed(searched),
      );
    });
  };
}

function inClientWords({ relaxation, alone, ...reason }: InfeasibilityReason): ExplainedConflict {
  const amounts = relaxation?.map(({ id, amount }) => [nameOf(id) ?? id, amount] as const);
  return {
    ...reason,
    smallestRelaxation: amounts === undefined ? null : Object.fromEntries(amounts),
    relaxationAlone: Object.fromEntries(alone.map(({ id, amount }) => [id, amount])),
  };
}
