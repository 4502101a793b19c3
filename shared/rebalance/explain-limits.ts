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
  /** each needed for the contradiction; `lots` where trades need not be whole otherwise */
  readonly conflict: readonly string[];
  /** no fewer limits contradict each other */
  readonly isSmallest: boolean;
  /** the least total change that makes a feasible trade, each limit in its own unit */
  readonly smallestRelaxation: Readonly<Record<string, number>>;
  /** per limit of the conflict what it would have to give if it were the only one, in its own unit; without those that can't help */
  readonly relaxationAlone: Readonly<Record<string, number>>;
};

/** A prefix of the rows that are a limit of the client's, and of those that are sizes with a name of their own. */
const NAMED = /^(?:limit:|size:(?=minTicket\/|closeOnly\/))/;

/** The client's name of a limit; null for rows of the margin rule itself, and for what makes a size a size. */
function nameOf(id: string): string | null {
  return NAMED.test(id) ? id.replace(NAMED, '') : null;
}

/**
 * Of a program without supports that has no point even where trades need not be whole; proven by its multipliers. Where they must be whole,
 * the relaxations are those that leave whole trades.
 */
export function explainLimits(
  asked: FormulatedRebalance,
  limits: IntegerLimits,
  large: LargeSolver | null,
): Outcome<LimitConflict> {
  const { relaxed, sizes } = asked;
  return chain(explainInfeasible(relaxed, limits, groupOf, relaxedSolver(asked, large)), (reason) => {
    if (sizes.whole.length === 0) return succeed(inClientWords(reason));
    const relaxations = relaxWhole(wholeTask(asked, limits, large), reason.conflict);
    return chain(relaxations, (whole) => succeed(inClientWords({ ...reason, ...whole })));
  });
}

/** Of a program without supports that has points, but none in whole lots and with whole tickets. `lots` in the conflict is that trades are in lots. */
export function explainSizes(
  asked: FormulatedRebalance,
  limits: IntegerLimits,
  large: LargeSolver | null,
): Outcome<LimitConflict> {
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

/** With the smooth charges and costs of a rebalance. By work alone: what a clock ended would say nothing of a limit. */
function relaxedSolver({ epigraphs, followers }: FormulatedRebalance, large: LargeSolver | null) {
  return (linear: LinearProblem, { pivots, cells }: SolveLimits) =>
    solveConvex({ linear, epigraphs, followers }, { pivots, cells }, large);
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

function inClientWords({ conflict, isSmallest, relaxation, alone }: InfeasibilityReason): LimitConflict {
  const amounts = relaxation.map(({ id, amount }) => [nameOf(id) ?? id, amount] as const);
  return {
    conflict,
    isSmallest,
    smallestRelaxation: Object.fromEntries(amounts),
    relaxationAlone: Object.fromEntries(alone.map(({ id, amount }) => [id, amount])),
  };
}
