import { chain, decimal, decimalText, type Outcome, succeed } from '../foundation/index.ts';
import { type MarginResult, marginOf } from '../margin/index.ts';
import {
  type CostParts,
  costOfTrade,
  type GammaDrag,
  gammaDrag,
  isAllowed,
  isWithin,
  lotsOf,
  type NetBenefit,
  netBenefit,
  quantityOfLots,
  type Tradable,
  totalCost,
} from '../rebalance/index.ts';
import { applyTrades, asHeld, type Book } from '../risk/index.ts';
import { marginsOf } from './choose-methods.ts';
import type { MarginTerm } from './objective-terms.ts';
import { amountOf, type ObjectiveValues, objectiveValues } from './objective-values.ts';
import type { RebalanceTask } from './rebalance-model.ts';
import type { RebalanceRequest } from './requests.ts';

export type RebalanceTrade = {
  readonly instrument: string;
  readonly venue: string;
  readonly quantity: string;
  /** of the instrument, and how many of them the trade is, signed; null where it may be of any size */
  readonly lotSize: string | null;
  readonly lots: number | null;
  readonly midPrice: number;
  readonly cost: CostParts;
};

/** Of all trades together. */
export type CostTotals = CostParts & { readonly total: number };

type RebalanceCost = CostTotals & {
  /** Σ |quantity| · value traded (premium of options, notional of the rest) */
  readonly turnover: number;
};

/** What some trades are, do and cost. */
export type SettledTrades = {
  readonly trades: readonly RebalanceTrade[];
  readonly objective: ObjectiveValues;
  /** recomputed by the engine on the book after the trades */
  readonly after: readonly MarginResult[];
  readonly cost: RebalanceCost;
  /** null unless the request says what margin costs to fund */
  readonly benefit: NetBenefit | null;
  /** null unless the request says how often delta is hedged */
  readonly gammaDrag: { readonly before: readonly GammaDrag[]; readonly after: readonly GammaDrag[] } | null;
};

/** The book as it is: its margins in the order of a task's methods, and whether it may stay so. */
export type Standing = { readonly margins: readonly MarginResult[]; readonly mayStay: boolean };

/** @param task of the whole universe */
export function standingOf(task: RebalanceTask): Outcome<Standing> {
  const { book, methods, model } = task;
  return chain(marginsOf(asHeld(book), methods, true), ({ margins }) => {
    const none = model.trades.map(() => 0);
    return succeed({
      margins,
      mayStay: keepsMargins(task, margins) && isAllowed({ ...model, chargeLimits: [] }, none),
    });
  });
}

/**
 * The trades of a solution, with what was minimised before and after them. Those are not made which cost more than they save where margin has a
 * price, or after which what is minimised is more; unless the book as it is breaks a limit: then they are what keeping it costs.
 */
export function settleTrades(
  task: RebalanceTask,
  request: RebalanceRequest,
  standing: Standing,
  quantities: readonly number[],
): Outcome<SettledTrades & { readonly isWorthless: boolean }> {
  const settled = tradesOf(task, request, standing, quantities);
  if (!settled.ok || settled.value.trades.length === 0 || !standing.mayStay) return withVerdict(settled, false);
  if (!savesNothing(settled.value) && keepsMargins(task, settled.value.after)) return withVerdict(settled, false);
  const none = quantities.map(() => 0);
  return withVerdict(tradesOf(task, request, standing, none), true);
}

function keepsMargins(task: RebalanceTask, margins: readonly MarginResult[]): boolean {
  const { model, limited } = task;
  return model.chargeLimits.every(({ upper }, i) => isWithin(amountOf(task, margins, limited[i]!), upper));
}

/** Relative: what rounding may add to what is minimised. */
const SAME_WITHIN = 1e-9;

function savesNothing({ benefit, objective: { before, after } }: SettledTrades): boolean {
  if (benefit !== null) return benefit.netBenefit <= 0;
  return after - before > SAME_WITHIN * Math.max(1, Math.abs(before));
}

function withVerdict(settled: Outcome<SettledTrades>, isWorthless: boolean) {
  return settled.ok ? succeed({ ...settled.value, isWorthless }) : settled;
}

function tradesOf(
  task: RebalanceTask,
  { objective, costs = {} }: RebalanceRequest,
  { margins: before }: Standing,
  quantities: readonly number[],
): Outcome<SettledTrades> {
  const { book, methods, tradables } = task;
  const { funding, hedgeIntervalDays } = costs;
  const traded = applyTrades(book, doneTrades(tradables, quantities));
  const after: MarginResult[] = [];
  for (const method of methods) {
    const margin = marginOf(traded, method);
    if (!margin.ok) return margin;
    after.push(margin.value);
  }
  const trades = tradables.flatMap((tradable, j) => tradeOf(tradable, quantities[j]!));
  const turnover = tradables.reduce((sum, each, j) => sum + Math.abs(quantities[j]!) * each.turnoverPerUnit, 0);
  const cost = { ...costOf(trades), turnover };
  const { requirement = 'initial' } = objective as MarginTerm;
  const dragOf = (of: Book, days: number) => gammaDrag(of, tradables, days);
  return succeed({
    trades,
    objective: objectiveValues(task, quantities, { before, after }),
    after,
    cost,
    benefit:
      funding === undefined ? null : netBenefit(funding, before[0]![requirement] - after[0]![requirement], cost.total),
    gammaDrag:
      hedgeIntervalDays === undefined
        ? null
        : { before: dragOf(book, hedgeIntervalDays), after: dragOf(traded, hedgeIntervalDays) },
  });
}

/** Components of what trades cost, and their sum. */
export function costOf(trades: readonly RebalanceTrade[]): CostTotals {
  const sumOf = (part: keyof CostParts) => trades.reduce((sum, { cost }) => sum + cost[part], 0);
  const parts = { spread: sumOf('spread'), fees: sumOf('fees'), impact: sumOf('impact') };
  return { ...parts, total: parts.spread + parts.fees + parts.impact };
}

export function doneTrades(tradables: readonly Tradable[], quantities: readonly number[]) {
  return tradables.flatMap((tradable, j) => {
    const { line, midPrice, cash } = tradable;
    const quantity = quantities[j]!;
    return quantity === 0
      ? []
      : [{ line, quantity, price: midPrice, costs: totalCost(tradable, quantity) * cash!.unitsPerCost }];
  });
}

/** As it is answered; nothing of a trade that isn't made. */
export function tradeOf(tradable: Tradable, quantity: number): RebalanceTrade[] {
  if (quantity === 0) return [];
  const { instrument, venue, midPrice, sizes } = tradable;
  const { lotSize } = sizes;
  const lots = lotSize === null ? null : lotsOf(quantity, lotSize);
  const exact = lots === null ? decimal(quantity) : quantityOfLots(lots, lotSize!);
  return [
    {
      instrument,
      venue,
      quantity: decimalText(exact),
      lotSize: lotSize === null ? null : decimalText(decimal(lotSize)),
      lots,
      midPrice,
      cost: costOfTrade(tradable, quantity),
    },
  ];
}
