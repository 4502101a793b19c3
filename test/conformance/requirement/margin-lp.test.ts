import { describe, expect, it } from 'vitest';
import {
  columnAffine,
  combineAffine,
  constantAffine,
  ProblemBuilder,
  solveLinear,
} from '../../../shared/optimise/index.ts';
import {
  bindingOf,
  compile,
  evaluate,
  explain,
  graphOf,
  named,
  outcomes,
  outcomesOf,
  tail,
  valueOf,
  worst,
} from '../../../shared/requirement/index.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const BUDGETS = ['0', '250', '500', '1000', '2000', 'None'] as const;

type Optimum = { lp_t: number; binding: number[]; duals: number[] };
type Vectors = {
  C1: { pnl: number[][]; beta: number; 'cvar_x=(1,0)': number; opt_x2: number; opt_cvar: number };
  M1: Record<`budget_${(typeof BUDGETS)[number]}`, Optimum> & {
    base_scan: number;
    base_losses: number[];
    instruments: string[];
    cost: number[];
    hedge_losses_per_long_unit: Record<string, number[]>;
  };
};

const text = sharedVectors('optimisation/margin_lp_milp_cvar.json');
const { C1, M1 } = (text === null ? {} : JSON.parse(text)) as Vectors;
const LIMITS = { pivots: 5_000, cells: 1_000_000 };
/** Lines 0: the book as it is, then per instrument its bought and its sold lots. */
function scanOf() {
  const axis = M1.base_losses.map((_, k) => `scenario-${k + 1}`);
  const hedges = M1.instruments.flatMap((id) => {
    const losses = M1.hedge_losses_per_long_unit[id]!;
    return [losses.map((loss) => -loss), losses];
  });
  const matrix = Float64Array.from([M1.base_losses.map((loss) => -loss), ...hedges].flat());
  const lines = Array.from({ length: 1 + hedges.length }, (_, line) => line);
  const pnl = outcomes({ axis, lines, matrix });
  return { pnl, scan: named('scan', worst(pnl)) };
}

function cheapestScan(budget: number) {
  const { scan } = scanOf();
  const builder = new ProblemBuilder();
  const trades = M1.instruments.flatMap((id) =>
    [`buy ${id}`, `sell ${id}`].map((each) => builder.addColumn(each, 0, 50)),
  );
  const spent = combineAffine(trades.map((column, j) => [M1.cost[Math.floor(j / 2)]!, columnAffine(column)] as const));
  builder.addRow('budget', spent, -Infinity, budget);
  const quantities = [constantAffine(1), ...trades.map((column) => columnAffine(column))];
  const graph = graphOf([scan]);
  const compiled = compile(graph, quantities, builder);
  if (!compiled.ok) throw new Error(compiled.failure.detail);
  const problem = builder.minimise(compiled.value.requirements[0]!);
  const solved = solveLinear(problem, LIMITS);
  if (!solved.ok) throw new Error(solved.failure.detail);
  const q = Float64Array.from([1, ...solved.value.primal!.values.slice(0, trades.length)]);
  return { graph, scan, problem, solution: solved.value, q };
}

describe.skipIf(text === null)('margin_lp_milp_cvar: the scan and its hedges (M1)', () => {
  it('evaluates the losses and the scan of the book', () => {
    const { pnl, scan } = scanOf();
    const evaluation = evaluate(graphOf([scan]), Float64Array.from([1, 0, 0, 0, 0, 0, 0]));
    expect(Array.from(outcomesOf(evaluation, pnl), (gain) => -gain)).toEqual(M1.base_losses);
    expect(valueOf(evaluation, scan)).toBe(M1.base_scan);
    expect(bindingOf(evaluation, scan)).toEqual([{ scenario: 'scenario-15', weight: 1 }]);
    expect(explain(evaluation, scan).contributions[0]).toBe(84_000);
  });

  console.log(`margin_lp_milp_cvar: ${BUDGETS.length} budgets`);

  it.each(BUDGETS)('finds the least scan for a budget of %s', (budget) => {
    const expected = M1[`budget_${budget}`];
    const { graph, scan, solution, q } = cheapestScan(budget === 'None' ? 1e6 : Number(budget));
    expect(solution.termination).toBe('optimal');
    const { objective } = solution.certificate!;
    expect(Math.abs(objective - expected.lp_t)).toBeLessThanOrEqual(6e-5);
    expect(Math.abs(valueOf(evaluate(graph, q), scan) / objective - 1)).toBeLessThan(1e-9);
  });

  it('names the rows after their scenarios, so that the duals read as scenario weights', () => {
    const { problem, solution } = cheapestScan(250);
    const weights = new Map(problem.rows.map((row, j) => [row.id, solution.dual!.multipliers[j]!]));
    expect(weights.get('scan/scenario-15')).toBeCloseTo(M1.budget_250.duals[14]!, 4);
    expect(weights.get('scan/scenario-16')).toBeCloseTo(M1.budget_250.duals[15]!, 4);
  });
});

function shortfallOf() {
  const axis = C1.pnl.map((_, k) => `day-${k}`);
  const matrix = Float64Array.from([0, 1].flatMap((line) => C1.pnl.map((row) => row[line]!)));
  return tail(Array(axis.length).fill(1 / axis.length), C1.beta, outcomes({ axis, lines: [0, 1], matrix }));
}

describe.skipIf(text === null)('margin_lp_milp_cvar: expected shortfall (C1)', () => {
  it('evaluates the tail of (1, 0) and of the optimum', () => {
    const shortfall = shortfallOf();
    const graph = graphOf([shortfall]);
    expect(valueOf(evaluate(graph, Float64Array.from([1, 0])), shortfall)).toBeCloseTo(C1['cvar_x=(1,0)'], 12);
    expect(valueOf(evaluate(graph, Float64Array.from([1, 4 / 9])), shortfall)).toBeCloseTo(C1.opt_cvar, 12);
  });

  it('finds the hedge with the least expected shortfall', () => {
    const shortfall = shortfallOf();
    const builder = new ProblemBuilder();
    const hedge = columnAffine(builder.addColumn('hedge', -5, 5));
    const compiled = compile(graphOf([shortfall]), [constantAffine(1), hedge], builder);
    if (!compiled.ok) throw new Error(compiled.failure.detail);
    const solved = solveLinear(builder.minimise(compiled.value.requirements[0]!), LIMITS);
    if (!solved.ok) throw new Error(solved.failure.detail);
    expect(solved.value.certificate!.objective).toBeCloseTo(C1.opt_cvar, 9);
    expect(solved.value.primal!.values[0]).toBeCloseTo(C1.opt_x2, 9);
  });
});
