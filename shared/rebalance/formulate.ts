import { collect, type Outcome, succeed } from '../foundation/index.ts';
import {
  type Affine,
  columnAffine,
  combineAffine,
  constantAffine,
  type LinearProblem,
  ProblemBuilder,
} from '../optimise/index.ts';
import { compile, graphOf } from '../requirement/index.ts';
import { addSizes, type SizeColumns, type TradeColumns } from './formulate-sizes.ts';
import type { LineLimit, RebalanceModel, TradeVariable } from './model.ts';

/** The linear program of a rebalance, and where its trades are. */
export type FormulatedRebalance = {
  readonly problem: LinearProblem;
  /** without the bounds that rows imply, for the solver: same optimum, fewer rows, and prices that lean on no implied bound */
  readonly relaxed: LinearProblem;
  /** per trade: its two columns, both ≥ 0 */
  readonly columns: readonly TradeColumns[];
  /** what must be whole; nothing where trades may have any size */
  readonly sizes: SizeColumns;
  /** `approximate` where a bound stands for a part of a charge: the program then bounds the objective from below */
  readonly exactness: 'exact' | 'approximate';
};

/**
 * `min Σ w·charge(q) + w_c·cost   s.t.  q = q₀ + buy − sell, cash pays premium and costs, limits, budgets, trade bounds`.
 *
 * Where trades are in whole lots or have a smallest size, the program has whole columns too (`addSizes`).
 * The charges are the very expressions that `evaluate` computes, compiled to rows, so the optimum is that of the margin rule.
 * Every column has finite bounds, so weak duality always gives a finite bound.
 *
 * @returns `unsupported` where a charge isn't convex and no bound stands for what isn't
 */
export function formulateRebalance(model: RebalanceModel): Outcome<FormulatedRebalance> {
  const builder = new ProblemBuilder();
  const columns = model.trades.map((trade) => ({
    buy: builder.addColumn(`buy/${trade.id}`, Math.max(0, trade.minTrade), Math.max(0, trade.maxTrade)),
    sell: builder.addColumn(`sell/${trade.id}`, Math.max(0, -trade.maxTrade), Math.max(0, -trade.minTrade)),
  }));
  const sizes = addSizes(builder, model, columns);
  const bought = columns.map(({ buy, sell }) => ({ net: netOf(buy, sell), gross: grossOf(buy, sell) }));
  const quantities = lineQuantities(model, bought);
  const perTrade = (amount: (trade: TradeVariable) => number) =>
    combineAffine(model.trades.map((trade, j) => [amount(trade), bought[j]!.gross] as const));
  const cost = perTrade(totalCost);

  for (const limit of model.limits) {
    builder.addRow(`limit:${limit.id}`, limitExpression(limit, quantities), limit.lower, limit.upper);
  }
  if (model.costBudget !== null) builder.addRow('limit:costBudget', cost, -Infinity, model.costBudget);
  if (model.turnoverBudget !== null) {
    builder.addRow(
      'limit:turnoverBudget',
      perTrade((trade) => trade.turnoverPerUnit),
      -Infinity,
      model.turnoverBudget,
    );
  }
  const charges = [...model.charges, ...model.chargeLimits];
  const compiled = collect(
    charges.map(({ id, expression }) => compile(graphOf([expression]), quantities, builder, { prefix: `${id}/` })),
  );
  if (!compiled.ok) return compiled;
  const required = compiled.value.map(({ requirements }) => requirements[0]!);
  const terms = model.charges.map(({ weight }, i) => [weight, required[i]!] as const);
  for (const [i, { id, upper }] of model.chargeLimits.entries()) {
    builder.addRow(`limit:${id}`, required[model.charges.length + i]!, -Infinity, upper);
  }
  const exactness = compiled.value.every((each) => each.exactness === 'exact') ? 'exact' : 'approximate';
  const problem = builder.minimise(combineAffine([[model.costWeight, cost], ...terms]));
  return succeed({ problem, relaxed: builder.withoutImpliedBounds(problem), columns, sizes, exactness });
}

/** Cost of one unit traded, bought or sold. */
export function totalCost({ costPerUnit }: TradeVariable): number {
  return costPerUnit.spread + costPerUnit.fees;
}

type Traded = { readonly net: Affine; readonly gross: Affine };

function netOf(buy: number, sell: number): Affine {
  return combineAffine([
    [1, columnAffine(buy)],
    [-1, columnAffine(sell)],
  ]);
}

function grossOf(buy: number, sell: number): Affine {
  return combineAffine([
    [1, columnAffine(buy)],
    [1, columnAffine(sell)],
  ]);
}

/** Each line's quantity after the trades: positions move with their trade, cash lines pay for it. */
function lineQuantities(model: RebalanceModel, bought: readonly Traded[]): Affine[] {
  const parts = Array.from(model.quantities, (quantity): (readonly [number, Affine])[] => [
    [1, constantAffine(quantity)],
  ]);
  for (const [j, { line, cash }] of model.trades.entries()) {
    const { net, gross } = bought[j]!;
    parts[line]!.push([1, net]);
    if (cash === null) continue;
    parts[cash.line]!.push([-cash.premiumPerUnit, net], [-cash.costsPerUnit, gross]);
  }
  return parts.map(combineAffine);
}

function limitExpression({ lines, coefficients }: LineLimit, quantities: readonly Affine[]): Affine {
  return combineAffine(lines.map((line, j) => [coefficients[j]!, quantities[line]!] as const));
}
