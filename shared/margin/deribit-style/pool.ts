import {
  capped,
  constant,
  type Expression,
  grossLong,
  local,
  max,
  named,
  scale,
  sum,
  worst,
} from '../../requirement/index.ts';
import { type Book, baseRate, underlyingPrice, worthOfLine } from '../../risk/index.ts';
import { DOLLAR } from '../dollars.ts';
import type { Component, Pool } from '../method.ts';
import { deltaShock, rollShock } from './contingencies.ts';
import { type PairGains, pairGains } from './pair-gains.ts';
import type { DeribitPair, DeribitParameters, StatedAmounts } from './parameters.ts';
import { CROSS_POOL, isBalance, type PoolPlan } from './pool-plan.ts';
import type { RiskMatrix } from './risk-matrix.ts';

export type PoolSpec = {
  readonly plan: PoolPlan;
  readonly parameters: DeribitParameters;
  readonly matrixOf: (plan: PoolPlan, underlying: string) => RiskMatrix;
};

export type DeribitPool = { readonly pool: Pool; readonly gains: readonly PairGains[] };

/**
 * `initial = matrix + spot + market-maker protection + open orders (+ haircuts)`, `maintenance = factor · matrix`,
 * `matrix = worst case + roll shock + delta shock + correlation contingency`.
 */
export function deribitPool(book: Book, { plan, parameters, matrixOf }: PoolSpec): DeribitPool {
  const dollarRate = baseRate(book, DOLLAR);
  const gains = plan.pairs.map((lines) =>
    pairGains(book, { plan, lines, matrix: matrixOf(plan, lines.underlying), dollarRate }),
  );
  const { worstCase, scan } = worstCaseOf(plan.id, gains);
  const stated = statedAmount(book, plan, parameters);
  const factor = parameters.maintenanceFraction;
  const ofMatrix = (id: string, label: string, charge: Expression): Component => ({
    id,
    label,
    initial: charge,
    maintenance: scale(factor, charge),
  });
  const shocks = [
    ofMatrix('worst_case', 'Worst row of the risk matrix', worstCase),
    ofMatrix('roll_shock', 'Roll shock', named(`${plan.id}/roll_shock`, rollShocks(book, plan))),
    ofMatrix('delta_shock', 'Delta (liquidity) shock', named(`${plan.id}/delta_shock`, deltaShocks(book, plan))),
    ofMatrix('correlation_contingency', 'Correlation contingency, as stated', stated('correlationContingency')),
  ];
  const initialOnly = [
    component('spot_margin', 'Spot margin, as stated', stated('spotMargin')),
    component('mmp_margin', 'Market-maker protection, as stated', stated('mmpMargin')),
    component('open_orders_margin', 'Open orders', openOrders(plan, gains, stated, parameters)),
    ...(plan.id === CROSS_POOL ? [component('haircut', 'Collateral haircuts', haircuts(book, parameters))] : []),
  ];
  const components = [...shocks, ...initialOnly];
  const pool = {
    id: plan.id,
    initial: sum(components.map((each) => each.initial!)),
    maintenance: sum(shocks.map((each) => each.maintenance!)),
    components,
    scan,
  };
  return { pool, gains };
}

function component(id: string, label: string, initial: Expression): Component {
  return { id, label, initial, maintenance: null };
}

/**
 * With one pair no gain offsets a loss, so `worst(aggregated) = worst(x+d)`, which is convex. With several, the exact value stands in
 * a node that programs see through its convex bound from below.
 */
function worstCaseOf(id: string, gains: readonly PairGains[]): { worstCase: Expression; scan: Pool['scan'] } {
  const [first, ...others] = gains;
  if (first === undefined) return { worstCase: constant(0), scan: null };
  const aggregated = others.length === 0 ? first.aggregated : sum(gains.map((pair) => pair.aggregated));
  const exact = named(`${id}/worst_case`, worst(others.length === 0 ? first.losses : aggregated));
  const scan = { initial: exact, gains: named(`${id}/gains`, aggregated) };
  if (exact.curvature.convex) return { worstCase: exact, scan };
  const bounded = local({
    children: [exact],
    fn: ([x]) => ({ value: x!, partials: [1] }),
    below: [convexBound(gains)],
  });
  return { worstCase: named(`${id}/worst_case_bounded`, bounded), scan };
}

/** Above so many combinations of pieces the bound has a column for each pair and row in place of their rows. */
const COMBINATIONS_MAX = 81;

/**
 * `worst(Σ_pairs min of pieces)`: a sum of minima is the least of the sums of one piece each, which needs rows of a program in place of
 * columns. Sums of caps alone are no loss.
 */
function convexBound(gains: readonly PairGains[]): Expression {
  const chosen = combinations(gains.map((pair) => pair.piecesAtMost));
  if (chosen.length > COMBINATIONS_MAX) return worst(sum(gains.map((pair) => pair.aggregatedAtMost)));
  const sums = chosen.map((pieces) => sum(pieces)).filter((each) => each.sort === 'outcome');
  return max(sums.map((each) => worst(each)));
}

/** One of each list, in every way, up to one way more than are used. */
function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (all, list) =>
      all.length > COMBINATIONS_MAX ? all : all.flatMap((chosen) => list.map((each) => [...chosen, each])),
    [[]],
  );
}

function rollShocks(book: Book, plan: PoolPlan): Expression {
  return sum(plan.pairs.map((lines) => rollShock(book, lines)));
}

function deltaShocks(book: Book, plan: PoolPlan): Expression {
  return sum(
    plan.pairs.flatMap((lines) => {
      const terms = deltaShockTerms(book, lines.underlying, lines.pair);
      return terms === null ? [] : [deltaShock(book, lines, terms)];
    }),
  );
}

function deltaShockTerms(book: Book, underlying: string, pair: DeribitPair) {
  const { deltaShockPerCoin: perCoin, deltaShockThresholdUsd, maxDeltaShockFraction: maxFraction } = pair;
  if (perCoin === null || deltaShockThresholdUsd === null || maxFraction === null) return null;
  const thresholdCoins = (deltaShockThresholdUsd * baseRate(book, DOLLAR)) / underlyingPrice(book, underlying);
  return { perCoin, thresholdCoins, maxFraction };
}

type StatedAmount = (field: keyof StatedAmounts) => Expression;

function statedAmount(book: Book, { id, currency }: PoolPlan, { stated }: DeribitParameters): StatedAmount {
  const amounts: StatedAmounts = Object.hasOwn(stated, id) ? stated[id]! : {};
  const rate = baseRate(book, currency);
  return (field) => named(`${id}/${field}`, constant((amounts[field] ?? 0) * rate));
}

/** As stated, else the worst row of the matrix on what fills of the orders would lose, each at its worst. */
function openOrders(
  plan: PoolPlan,
  gains: readonly PairGains[],
  stated: StatedAmount,
  parameters: DeribitParameters,
): Expression {
  const losses = gains.flatMap(({ orderLosses }) => orderLosses ?? []);
  if (losses.length === 0 || ordersAreStated(plan, parameters)) return stated('openOrdersMargin');
  return named(`${plan.id}/open_orders_margin`, worst(sum(losses.map(dampenedLoss))));
}

/** A dampener larger than a loss is no gain for the other pairs. */
function dampenedLoss(losses: Expression): Expression {
  return capped(0, losses);
}

export function ordersAreStated({ id }: PoolPlan, { stated }: DeribitParameters): boolean {
  return Object.hasOwn(stated, id) && stated[id]!.openOrdersMargin !== undefined;
}

function haircuts(book: Book, parameters: DeribitParameters): Expression {
  const lines = [...book.lines.keys()].filter((index) => haircutOf(book, index, parameters) !== undefined);
  const rates = lines.map((index) => haircutOf(book, index, parameters)! * worthPerUnit(book, index));
  return named(`${CROSS_POOL}/haircut`, grossLong(lines, rates));
}

function haircutOf(book: Book, index: number, { haircuts: table }: DeribitParameters): number | undefined {
  const each = book.lines[index]!;
  if (!isBalance(each)) return undefined;
  const asset = each.kind === 'asset' ? each.asset : each.contract.instrument.id;
  return Object.hasOwn(table, asset) ? table[asset] : undefined;
}

function worthPerUnit(book: Book, index: number): number {
  return worthOfLine(book, { ...book.lines[index]!, quantity: 1 });
}
