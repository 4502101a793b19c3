import type { BarrierProblem, ScaledRow } from './barrier-problem.ts';
import type { SparseAffine } from './column-scaling.ts';

/** Rows that have to look at a difference before it is worth a column and an equality of its own. */
const ROWS_LEAST = 8;

/**
 * The same problem with a free column of its own for each difference of neighbouring columns that many rows look at: what is bought of a line
 * less what is sold. Those rows are then half as wide, and the products of their entries a quarter as many.
 */
export function withNetColumns(problem: BarrierProblem): BarrierProblem {
  const nets = differencesIn(problem.inequalities, problem.cost.length);
  const free = (value: number) => nets.map(() => value);
  const netOf = new Map(nets.map((net) => [net.column, net]));
  return {
    ...problem,
    cost: Float64Array.of(...problem.cost, ...free(0)),
    lower: Float64Array.of(...problem.lower, ...free(-Infinity)),
    upper: Float64Array.of(...problem.upper, ...free(Infinity)),
    start: Float64Array.of(...problem.start, ...nets.map((net) => valueOf(net, problem.start))),
    inequalities: problem.inequalities.map((row) => ({ ...row, ...byNets(row, netOf) })),
    equalities: [...problem.equalities, ...nets.map(definitionOf)],
  };
}

/** `x[place] = (x[column] − ratio·x[other]) / unit`, by the unit in which no coefficient is above 1. */
type Net = {
  readonly column: number;
  readonly other: number;
  readonly ratio: number;
  readonly unit: number;
  readonly place: number;
};

/** The first difference that begins with each column, where enough rows have it. */
function differencesIn(rows: readonly SparseAffine[], nColumns: number): Net[] {
  const others = new Int32Array(nColumns).fill(-1);
  const ratios = new Float64Array(nColumns);
  const counts = new Int32Array(nColumns);
  for (const row of rows)
    for (let k = 0; k + 1 < row.columns.length; k += 1) {
      const [j, other, ratio] = [row.columns[k]!, row.columns[k + 1]!, ratioAt(row, k)];
      if (ratio <= 0) continue;
      if (counts[j] === 0) [others[j], ratios[j]] = [other, ratio];
      if (others[j] === other && ratios[j] === ratio) counts[j]! += 1;
    }
  const columns = [...counts.keys()].filter((j) => counts[j]! >= ROWS_LEAST);
  return columns.map((column, k) => {
    const ratio = ratios[column]!;
    return { column, other: others[column]!, ratio, unit: Math.max(1, ratio), place: nColumns + k };
  });
}

/** Positive where an entry and its neighbour have opposite signs. */
function ratioAt({ coefficients }: SparseAffine, k: number): number {
  return -coefficients[k + 1]! / coefficients[k]!;
}

function byNets(row: SparseAffine, netOf: ReadonlyMap<number, Net>): Pick<SparseAffine, 'columns' | 'coefficients'> {
  const [columns, coefficients]: [number[], number[]] = [[], []];
  for (let k = 0; k < row.columns.length; k += 1) {
    const net = netOf.get(row.columns[k]!);
    const isNet = net !== undefined && net.other === row.columns[k + 1] && net.ratio === ratioAt(row, k);
    columns.push(isNet ? net.place : row.columns[k]!);
    coefficients.push(isNet ? row.coefficients[k]! * net.unit : row.coefficients[k]!);
    if (isNet) k += 1;
  }
  return { columns: Int32Array.from(columns), coefficients: Float64Array.from(coefficients) };
}

function definitionOf({ column, other, ratio, unit, place }: Net): ScaledRow {
  return {
    columns: Int32Array.of(column, other, place),
    coefficients: Float64Array.of(1 / unit, -ratio / unit, -1),
    constant: 0,
    source: null,
    scale: 1,
  };
}

function valueOf({ column, other, ratio, unit }: Net, x: Float64Array): number {
  return (x[column]! - ratio * x[other]!) / unit;
}
