import { collect, type Outcome, succeed } from '../foundation/index.ts';
import {
  type Affine,
  columnAffine,
  combineAffine,
  constantAffine,
  type Epigraph,
  type LinearProblem,
  ProblemBuilder,
  type Support,
  supportedProblem,
  valueAt,
} from '../optimise/index.ts';
import { compile, graphOf } from '../requirement/index.ts';
import { linearCost } from './cost-of-trade.ts';
import { addSizes, type SizeColumns, type TradeColumns } from './formulate-sizes.ts';
import type { LineLimit, Measure, RebalanceModel, TradeVariable } from './model.ts';

/** The program of a rebalance, and where its trades are. */
export type FormulatedRebalance = {
  /** linear but for the epigraphs, which supports stand for */
  readonly problem: LinearProblem;
  /** without the bounds that rows imply, for the solver: same optimum, fewer rows, and prices that lean on no implied bound */
  readonly relaxed: LinearProblem;
  readonly epigraphs: readonly Epigraph[];
  /** columns whose value follows from others */
  readonly followers: readonly number[];
  /** that the problem has as rows */
  readonly supports: readonly Support[];
  /** per trade: its two columns, both ≥ 0 */
  readonly columns: readonly TradeColumns[];
  /** what must be whole; nothing where trades may have any size */
  readonly sizes: SizeColumns;
  /** `approximate` where a bound stands for a part of a charge: the program then bounds the objective from below */
  readonly exactness: 'exact' | 'approximate';
  /** of the model */
  readonly measure: Measure | null;
};

/**
 * `min Σ w·charge(q) + w_c·cost   s.t.  q = q₀ + buy − sell, cash pays premium and costs, limits, budgets, trade bounds`.
 *
 * Where trades are in whole lots or have a smallest size, the program has whole columns too (`addSizes`). The charges are the very
 * expressions that `evaluate` computes, compiled to rows, so the optimum is that of the margin rule; smooth charges and impact
 * costs become epigraphs. Every column has finite bounds, so weak duality always gives a finite bound.
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
  const traded = columns.map(({ buy, sell }, j) => tradedOf(builder, model.trades[j]!, buy, sell));
  const quantities = lineQuantities(model, traded);
  const cost = combineAffine(traded.map((each) => [1, each.cost] as const));
  addLimits(builder, model, traded, { quantities, cost });
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
  const problem = builder.minimise(combineAffine([[model.costWeight, cost], ...terms]));
  return succeed({
    problem,
    relaxed: builder.withoutImpliedBounds(problem),
    epigraphs: builder.epigraphs,
    followers: builder.followers,
    supports: [],
    columns,
    sizes,
    exactness: compiled.value.every((each) => each.exactness === 'exact') ? 'exact' : 'approximate',
    measure: model.measure,
  });
}

/** The same with supports in place of the epigraphs: linear, and nowhere above it. Null where they are no supports of them. */
export function withSupports(
  formulated: FormulatedRebalance,
  supports: readonly Support[],
): FormulatedRebalance | null {
  const { problem, relaxed, epigraphs, followers } = formulated;
  const supported = supportedProblem({ linear: problem, epigraphs, followers }, supports);
  const free = supportedProblem({ linear: relaxed, epigraphs, followers }, supports);
  return supported === null || free === null ? null : { ...formulated, problem: supported, relaxed: free, supports };
}

function addLimits(
  builder: ProblemBuilder,
  { limits, trades, costBudget, turnoverBudget }: RebalanceModel,
  traded: readonly Traded[],
  { quantities, cost }: { readonly quantities: readonly Affine[]; readonly cost: Affine },
): void {
  for (const limit of limits) {
    builder.addRow(`limit:${limit.id}`, limitExpression(limit, quantities), limit.lower, limit.upper);
  }
  if (costBudget !== null) builder.addRow('limit:costBudget', cost, -Infinity, costBudget);
  if (turnoverBudget === null) return;
  const turnover = combineAffine(traded.map(({ gross }, j) => [trades[j]!.turnoverPerUnit, gross] as const));
  builder.addRow('limit:turnoverBudget', turnover, -Infinity, turnoverBudget);
}

type Traded = { readonly net: Affine; readonly gross: Affine; readonly cost: Affine };

function tradedOf(builder: ProblemBuilder, trade: TradeVariable, buy: number, sell: number): Traded {
  const gross = grossOf(buy, sell);
  const impact = addImpact(builder, trade, gross);
  const cost = combineAffine([[linearCost(trade), gross], ...(impact === null ? [] : [[1, impact] as const])]);
  return { net: netOf(buy, sell), gross, cost };
}

/** What impact costs, at least: the gross trade in its power. */
function addImpact(
  builder: ProblemBuilder,
  { id, impact, minTrade, maxTrade }: TradeVariable,
  gross: Affine,
): Affine | null {
  if (impact === null) return null;
  const { exponent, coefficient } = impact;
  const most = Math.max(0, maxTrade) + Math.max(0, -minTrade);
  if (exponent === 1 || most === 0) return combineAffine([[exponent === 1 ? coefficient : 0, gross]]);
  const fn = { kind: exponent === 2 ? ('squares' as const) : ('threeHalves' as const) };
  const least = Math.max(0, minTrade, -maxTrade);
  const column = builder.addEpigraph(`impact/${id}`, fn, [gross], valueAt(fn, [least]), valueAt(fn, [most]));
  return columnAffine(column, coefficient);
}

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
function lineQuantities(model: RebalanceModel, traded: readonly Traded[]): Affine[] {
  const parts = Array.from(model.quantities, (quantity): (readonly [number, Affine])[] => [
    [1, constantAffine(quantity)],
  ]);
  for (const [j, { line, cash }] of model.trades.entries()) {
    const { net, cost } = traded[j]!;
    parts[line]!.push([1, net]);
    if (cash === null) continue;
    parts[cash.line]!.push([-cash.premiumPerUnit, net], [-cash.unitsPerCost, cost]);
  }
  return parts.map(combineAffine);
}

function limitExpression({ lines, coefficients }: LineLimit, quantities: readonly Affine[]): Affine {
  return combineAffine(lines.map((line, j) => [coefficients[j]!, quantities[line]!] as const));
}
