import { chain, fail, type Outcome, succeed } from '../../foundation/index.ts';
import { elasticProblem, type LinearProblem, type SolveLimits, solveLinear } from '../../optimise/index.ts';
import { certifyRebalance, type RebalanceCertificate } from '../certificate.ts';
import type { LimitConflict } from '../explain-limits.ts';
import type { Price } from '../prices.ts';
import { explainUncovered } from './explain-uncovered.ts';
import {
  type CollateralModel,
  type FormulatedCollateral,
  formulateCollateral,
  requirementName,
  shareName,
  termsOf,
} from './formulate.ts';

export type Allocation = {
  readonly asset: string;
  readonly heldAt: string | null;
  readonly venue: string;
  /** in the base currency, before the haircut and after it */
  readonly amount: number;
  readonly counted: number;
  readonly cost: number;
};

export type CoveredVenue = {
  readonly id: string;
  readonly requirement: number;
  readonly counted: number;
  /** of the smallest total shortfall; 0 where the requirement is met */
  readonly shortfall: number;
  /** what one unit more of the requirement would cost, what it adds to concentration limits included; null where infeasible */
  readonly shadowPrice: number | null;
};

export type CollateralAllocation = {
  readonly termination: 'optimal' | 'infeasible';
  readonly allocations: readonly Allocation[];
  readonly cost: number | null;
  readonly venues: readonly CoveredVenue[];
  /** change of the cost per unit of slack; never positive */
  readonly prices: readonly Price[];
  /** null where `optimal` */
  readonly infeasible: LimitConflict | null;
  readonly certificate: RebalanceCertificate | null;
  readonly pivots: number;
};

/** Amounts and multipliers below this share of the largest are rounding. */
const FLOOR = 1e-11;

/**
 * The cheapest way to cover every venue, certified; else the limits that contradict each other, what would help, and the smallest total shortfall.
 *
 * Accuracy: vector K1, cost and shadow prices; test/conformance/rebalance/collateral.test.ts; shadow prices by moving requirements.
 *
 * @returns `limit-exceeded` where the program is larger than `limits.cells` or takes more pivots; `unsupported` where no answer is certified
 */
export function allocateCollateral(model: CollateralModel, limits: SolveLimits): Outcome<CollateralAllocation> {
  const formulated = formulateCollateral(model);
  const solved = solveLinear(formulated.relaxed, limits);
  if (!solved.ok) return solved;
  const { termination, primal, dual, pivots } = solved.value;
  if (termination === 'optimal') {
    return succeed(optimalAllocation(model, formulated, primal!.values, dual!.multipliers, pivots));
  }
  if (termination === 'infeasible') return uncovered(model, formulated.relaxed, limits, pivots);
  return fail(termination === 'work-limit' ? 'limit-exceeded' : 'unsupported', `the allocation ended ${termination}`);
}

function optimalAllocation(
  model: CollateralModel,
  { problem, postings }: FormulatedCollateral,
  values: readonly number[],
  multipliers: readonly number[],
  pivots: number,
): CollateralAllocation {
  const noise = FLOOR * Math.max(0, ...values);
  const amounts = values.map((value) => (value > noise ? value : 0));
  const allocations = postings.flatMap(({ source, venue, terms, costFraction }, j) => {
    const amount = amounts[j]!;
    const counted = amount * (1 - terms.haircutFraction);
    const { asset, heldAt } = source;
    return amount === 0 ? [] : [{ asset, heldAt, venue, amount, counted, cost: amount * costFraction }];
  });
  const certificate = certifyRebalance({ problem, epigraphs: [], supports: [], measure: null }, values, multipliers);
  const multiplierOf = new Map(problem.rows.map(({ id }, i) => [id, multipliers[i]!]));
  return {
    termination: 'optimal',
    allocations,
    cost: certificate.objective,
    venues: model.venues.map(({ id, requirement }) => ({
      id,
      requirement,
      counted: allocations.reduce((sum, each) => (each.venue === id ? sum + each.counted : sum), 0),
      shortfall: 0,
      shadowPrice: shadowPrice(model, id, multiplierOf),
    })),
    prices: pricesOf(problem, multipliers),
    infeasible: null,
    certificate,
    pivots,
  };
}

/** The requirement's own multiplier, and those of the limits that are shares of it. */
function shadowPrice(model: CollateralModel, venue: string, multiplierOf: ReadonlyMap<string, number>): number {
  const assets = new Set(model.sources.map((source) => source.asset));
  let price = multiplierOf.get(requirementName(venue))!;
  for (const asset of assets) {
    const share = termsOf(model.accepted, asset, venue)?.maxShareOfRequirement;
    if (share !== undefined) price += share * multiplierOf.get(shareName(asset, venue))!;
  }
  return price;
}

function pricesOf(problem: LinearProblem, multipliers: readonly number[]): Price[] {
  const noise = FLOOR * Math.max(0, ...multipliers.map(Math.abs));
  return problem.rows.flatMap(({ id }, i) => {
    const size = Math.abs(multipliers[i]!);
    return size > noise ? [{ constraint: id, objectivePerUnit: -size }] : [];
  });
}

function uncovered(
  model: CollateralModel,
  problem: LinearProblem,
  limits: SolveLimits,
  pivots: number,
): Outcome<CollateralAllocation> {
  const reason = explainUncovered(model, limits);
  if (!reason.ok) return reason;
  return chain(shortfallsOf(model, problem, limits), (short) =>
    succeed({
      termination: 'infeasible',
      allocations: [],
      cost: null,
      venues: model.venues.map(({ id, requirement }, v) => {
        const shortfall = short.amounts[v]!;
        return { id, requirement, counted: requirement - shortfall, shortfall, shadowPrice: null };
      }),
      prices: [],
      infeasible: reason.value.infeasible,
      certificate: null,
      pivots: pivots + reason.value.pivots + short.pivots,
    }),
  );
}

type Shortfalls = { readonly amounts: readonly number[]; readonly pivots: number };

/** Per venue what it is short of, in all as little as can be, all limits being as they are. */
function shortfallsOf(model: CollateralModel, problem: LinearProblem, limits: SolveLimits): Outcome<Shortfalls> {
  const names = model.venues.map(({ id }) => requirementName(id));
  const elastic = elasticProblem(problem, ({ id }) => names.includes(id));
  return chain(solveLinear(elastic.problem, limits), ({ termination, primal, pivots }) => {
    if (termination !== 'optimal')
      return fail('limit-exceeded', `the smallest shortfall was not found: ${termination}`);
    const amounts = elastic.amounts(primal!.values);
    const noise = FLOOR * Math.max(...model.venues.map(({ requirement }) => requirement));
    const byName = new Map(problem.rows.map(({ id }, i) => [id, amounts[i]! > noise ? amounts[i]! : 0]));
    return succeed({ amounts: names.map((name) => byName.get(name)!), pivots });
  });
}
