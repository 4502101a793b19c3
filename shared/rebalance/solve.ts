import { fail, type Outcome, succeed } from '../foundation/index.ts';
import {
  certifyOptimality,
  explainInfeasible,
  isOptimalWithin,
  type LargeSolver,
  type LinearProblem,
  type LinearSolution,
  type SolveLimits,
  solveLinear,
} from '../optimise/index.ts';
import { CERTIFICATE_TOLERANCE, certifyRebalance, type RebalanceCertificate } from './certificate.ts';
import { type FormulatedRebalance, formulateRebalance, totalCost } from './formulate.ts';
import type { RebalanceModel } from './model.ts';
import { isAllowed, objectiveOf } from './objective.ts';
import { type Price, pricesOf } from './prices.ts';

/** How a rebalance ended; every ending but the first leaves the book as it is. */
export type RebalanceResult =
  | {
      readonly termination: 'optimal';
      /** `approximate`: optimal for a bound that stands for a part of a charge, and short of the charge itself at these trades */
      readonly exactness: 'exact' | 'approximate';
      /** what the charges and costs say of the trades; above the certificate's objective where `approximate` */
      readonly objective: number;
      /** per trade of the model, signed */
      readonly trades: readonly number[];
      readonly certificate: RebalanceCertificate;
      readonly prices: readonly Price[];
      readonly pivots: number;
    }
  | {
      readonly termination: 'infeasible';
      /** names of limits that contradict each other, each needed for the contradiction */
      readonly conflict: readonly string[];
      /** the least total change of the limits that makes a feasible trade, in each limit's own unit */
      readonly smallestRelaxation: Readonly<Record<string, number>>;
      readonly pivots: number;
    }
  | { readonly termination: 'work-limit' | 'unbounded' | 'numerical-trouble'; readonly pivots: number };

/**
 * Formulates and solves a rebalance. Deterministic: equal models and limits give equal trades.
 *
 * @returns `unsupported` where a charge isn't convex, has a bound too loose to trade by, or falls by more than the costs that are paid; `limit-exceeded` where the program is larger than `limits.cells`
 */
export function solveRebalance(
  model: RebalanceModel,
  limits: SolveLimits,
  large: LargeSolver | null = null,
): Outcome<RebalanceResult> {
  const formulated = formulateRebalance(model);
  if (!formulated.ok) return formulated;
  const { relaxed } = formulated.value;
  const solved = solveLinear(relaxed, limits, large);
  if (!solved.ok) return solved;
  const { termination, pivots } = solved.value;
  if (termination === 'infeasible') return explained(relaxed, limits, pivots);
  if (termination !== 'optimal') return succeed({ termination, pivots });
  const result = optimal(model, formulated.value, solved.value);
  if (result !== null) return worsens(model, result) ? fail('unsupported', BOUND_TOO_LOOSE) : succeed(result);
  return paysToWash(model, formulated.value.columns, solved.value.primal!.values)
    ? fail('unsupported', COSTS_REWARDED)
    : succeed({ termination: 'numerical-trouble', pivots });
}

const COSTS_REWARDED =
  'costs paid out of collateral that is itself margined lower this objective: weigh the cost at least as much as the margin';

const BOUND_TOO_LOOSE =
  'the bound that stands for a part of this rule is too loose here: the trades that are best for it are worse than none';

/** True where trades that are best for a bound are worse by the rule itself than to do nothing, which the limits allow. */
function worsens(model: RebalanceModel, result: Optimal): boolean {
  const none = model.trades.map(() => 0);
  return result.exactness === 'approximate' && isAllowed(model, none) && result.objective > objectiveOf(model, none);
}

/** True where the program buys and sells one instrument at once only to spend its costs: its bound is then not reached by trades. */
function paysToWash(
  model: RebalanceModel,
  columns: FormulatedRebalance['columns'],
  values: readonly number[],
): boolean {
  return model.trades.some((trade, j) => {
    const { buy, sell } = columns[j]!;
    const both = Math.min(values[buy]! - Math.max(0, trade.minTrade), values[sell]! - Math.max(0, -trade.maxTrade));
    return totalCost(trade) > 0 && both > SNAP;
  });
}

type Optimal = Extract<RebalanceResult, { termination: 'optimal' }>;

/**
 * Null where the point, once its dust is gone, is no longer certified or its claim isn't what the charges say there: a claim that is
 * a bound may be below that.
 */
function optimal(
  model: RebalanceModel,
  { problem, columns, exactness }: FormulatedRebalance,
  solution: LinearSolution,
): Optimal | null {
  const x = netted(problem, columns, solution.primal!.values);
  const y = solution.dual!.multipliers;
  const trades = columns.map(({ buy, sell }) => x[buy]! - x[sell]!);
  const certified = certifyOptimality(problem, x, y);
  if (!isOptimalWithin(certified, CERTIFICATE_TOLERANCE)) return null;
  const objective = objectiveOf(model, trades);
  const tolerance = CERTIFICATE_TOLERANCE * Math.max(1, Math.abs(certified.objective));
  const reached = Math.abs(objective - certified.objective) <= tolerance;
  if (!reached && !(exactness === 'approximate' && objective > certified.objective)) return null;
  return {
    termination: 'optimal',
    exactness: reached ? 'exact' : 'approximate',
    objective,
    trades,
    certificate: certifyRebalance(problem, x, y),
    prices: pricesOf(model, problem, columns, y),
    pivots: solution.pivots,
  };
}

/** Distance below which a solver's value is its bound. */
const SNAP = 1e-9;

/**
 * Values without rounding dust (within 1e-9 of a bound or beyond it they are on it) and without buying and selling the same line at once,
 * which a costless program may do and which never helps.
 */
function netted(problem: LinearProblem, columns: FormulatedRebalance['columns'], values: readonly number[]): number[] {
  const x = values.map((value, j) => snapped(value, problem.columns[j]!));
  for (const { buy, sell } of columns) {
    const room = Math.min(x[buy]! - problem.columns[buy]!.lower, x[sell]! - problem.columns[sell]!.lower);
    if (room > 0) {
      x[buy]! -= room;
      x[sell]! -= room;
    }
  }
  return x;
}

function snapped(value: number, { lower, upper }: { readonly lower: number; readonly upper: number }): number {
  if (value - lower <= SNAP * Math.max(1, Math.abs(lower))) return lower;
  if (upper - value <= SNAP * Math.max(1, Math.abs(upper))) return upper;
  return value;
}

const LIMIT = 'limit:';

/** The client's name of a limit; null for rows of the margin rule itself. */
function nameOf(id: string): string | null {
  return id.startsWith(LIMIT) ? id.slice(LIMIT.length) : null;
}

function explained(problem: LinearProblem, limits: SolveLimits, pivots: number): Outcome<RebalanceResult> {
  const reason = explainInfeasible(problem, limits, (row) => nameOf(row.id));
  if (!reason.ok) return reason;
  return succeed({
    termination: 'infeasible',
    conflict: reason.value.conflict,
    smallestRelaxation: Object.fromEntries(reason.value.relaxation.map(({ id, amount }) => [nameOf(id) ?? id, amount])),
    pivots,
  });
}
