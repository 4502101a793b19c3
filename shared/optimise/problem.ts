import { requireThat } from '../foundation/index.ts';
import type { SmoothFunction } from './smooth-function.ts';

export type Bounds = { readonly lower: number; readonly upper: number };

/** A decision variable, `lower ≤ x ≤ upper`; bounds may be infinite. */
export type Column = Bounds & {
  readonly id: string;
  /** objective coefficient c_j */
  readonly cost: number;
};

/** `lower ≤ Σ_k coefficients[k] · x[columns[k]] ≤ upper`; equal bounds make an equality, an infinite one a half-space. */
export type Row = {
  readonly id: string;
  /** indices into the problem's columns, strictly ascending */
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: number;
  readonly upper: number;
};

/** minimise `c·x + constant` subject to the rows and the columns' bounds. Sparse rows, finance-free. */
export type LinearProblem = {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly constant: number;
};

/** An affine function of the problem's columns: `Σ coefficient · x[column] + constant`. */
export type Affine = {
  readonly terms: ReadonlyMap<number, number>;
  readonly constant: number;
};

/** `x[column] ≥ fn(arguments)`. */
export type Epigraph = {
  readonly id: string;
  readonly column: number;
  readonly fn: SmoothFunction;
  /** affine in the columns; one for a power */
  readonly arguments: readonly Affine[];
};

/** Which bounds of a column follow from rows and other columns' bounds: true only of feasible points, or of the best of them. */
export type ImpliedBounds = { readonly lower: boolean; readonly upper: boolean };

const BOTH_IMPLIED: ImpliedBounds = { lower: true, upper: true };
const NONE_IMPLIED: ImpliedBounds = { lower: false, upper: false };

/** Collects columns and rows; formulation code and `requirement/compile` both write into one of these. */
export class ProblemBuilder {
  readonly columns: Column[] = [];
  readonly rows: Row[] = [];

  /** columns that are to be at least a smooth function of others */
  readonly epigraphs: Epigraph[] = [];

  readonly #implied: ImpliedBounds[] = [];

  addColumn(id: string, lower: number, upper: number, implied: ImpliedBounds = NONE_IMPLIED): number {
    requireThat(lower <= upper, 'column bounds in order', { id, lower, upper });
    this.#implied.push(implied);
    return this.columns.push({ id, lower, upper, cost: 0 }) - 1;
  }

  /** Adds a column with `lower ≤ fn(arguments) ≤ x ≤ upper`, its bounds implied. */
  addEpigraph(id: string, fn: SmoothFunction, parts: readonly Affine[], lower: number, upper: number): number {
    const column = this.addColumn(id, lower, upper, BOTH_IMPLIED);
    this.epigraphs.push({ id, column, fn, arguments: parts });
    return column;
  }

  /** Columns whose value follows from others, ascending: what they follow from comes first. */
  get followers(): number[] {
    return [...this.#implied.keys()].filter((j) => this.#implied[j]!.lower || this.#implied[j]!.upper);
  }

  /** Adds `lower ≤ expression ≤ upper`; the expression's constant moves to the bounds. Zero coefficients are left out. */
  addRow(id: string, expression: Affine, lower: number, upper: number): void {
    const terms = [...expression.terms].filter(([, coefficient]) => coefficient !== 0).toSorted(([a], [b]) => a - b);
    this.rows.push({
      id,
      columns: terms.map(([column]) => column),
      coefficients: terms.map(([, coefficient]) => coefficient),
      lower: lower - expression.constant,
      upper: upper - expression.constant,
    });
  }

  minimise(objective: Affine): LinearProblem {
    const columns = this.columns.map((column, j) => ({ ...column, cost: objective.terms.get(j) ?? 0 }));
    return { columns, rows: this.rows, constant: objective.constant };
  }

  /**
   * The same with implied bounds out of reach: upper ones infinite, lower ones further down by the column's whole range. The optimum
   * is the same, but no multiplier can lean on a bound that some other limit stands behind, so that each limit has its whole price;
   * and the solver is spared a row per upper bound.
   */
  withoutImpliedBounds(problem: LinearProblem): LinearProblem {
    const columns = problem.columns.map((column, j) => {
      const { lower, upper } = this.#implied[j]!;
      return {
        ...column,
        lower: lower ? column.lower - (column.upper - column.lower) : column.lower,
        upper: upper ? Infinity : column.upper,
      };
    });
    return { ...problem, columns };
  }
}

/** The question of whether there is a point at all. */
export function withoutCosts(problem: LinearProblem): LinearProblem {
  return { ...problem, constant: 0, columns: problem.columns.map((column) => ({ ...column, cost: 0 })) };
}
