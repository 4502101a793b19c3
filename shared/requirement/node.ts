/**
 * What a value is: a `line` is affine in the quantities, an `outcome` is a gain per scenario, a `charge` is owed,
 * a `worth` is owned. A charge is meant to be convex, an outcome and a worth concave; `Curvature` says whether it is.
 */
export type Sort = 'line' | 'outcome' | 'charge' | 'worth';

/** Proven by construction: false means "not proven". `homogeneous` is of degree 1 in the quantities. */
export type Curvature = { readonly convex: boolean; readonly concave: boolean; readonly homogeneous: boolean };

/** `slope · x + intercept`. */
export type Piece = { readonly slope: number; readonly intercept: number };

type Shared = {
  readonly curvature: Curvature;
  /** unique in a graph; names the component, its rows and its duals */
  readonly id?: string;
  readonly label?: string;
};

/** `Σ coefficients[j] · q[lines[j]] + constant`; lines strictly ascending. */
export type LineNode = Shared & {
  readonly kind: 'line';
  readonly sort: 'line';
  readonly lines: readonly number[];
  readonly coefficients: ArrayLike<number>;
  readonly constant: number;
};

/** Per scenario k of the axis: `Σ_j matrix[rows[j] · K + k] · q[lines[j]] + constants[k]`; the matrix is shared, never copied. */
export type OutcomesNode = Shared & {
  readonly kind: 'outcomes';
  readonly sort: 'outcome';
  readonly axis: readonly string[];
  readonly lines: readonly number[];
  readonly rows: readonly number[];
  /** line-major: one row of `axis.length` scenario values per line */
  readonly matrix: Float64Array;
  /** one per scenario, or empty for none */
  readonly constants: Float64Array;
};

/** `min_j slope_j · x + intercept_j`, per scenario where x is an outcome. */
export type LowerNode = Shared & {
  readonly kind: 'lower';
  readonly sort: 'outcome' | 'worth';
  readonly pieces: readonly Piece[];
  readonly child: Expression;
};

/** `max_j slope_j · x + intercept_j`. */
export type UpperNode = Shared & {
  readonly kind: 'upper';
  readonly sort: 'charge';
  readonly pieces: readonly Piece[];
  readonly child: Expression;
};

/** `Σ weights[j] · children[j]`, weights ≥ 0; a line or worth among outcomes is the same in every scenario. */
export type SumNode = Shared & {
  readonly kind: 'sum';
  readonly sort: Sort;
  readonly weights: readonly number[];
  readonly children: readonly Expression[];
};

/** `−x`; turns a charge into a worth and a worth into a charge. */
export type NegateNode = Shared & { readonly kind: 'negate'; readonly sort: Sort; readonly child: Expression };

/** The largest child. */
export type MaxNode = Shared & {
  readonly kind: 'max';
  readonly sort: 'charge';
  readonly children: readonly Expression[];
};

/** `max(0, −min_k v_k)`. */
export type WorstNode = Shared & { readonly kind: 'worst'; readonly sort: 'charge'; readonly child: Expression };

/** Expected shortfall of the loss −v: the mean over the worst `1 − confidence` of the probability, the boundary scenario split. */
export type TailNode = Shared & {
  readonly kind: 'tail';
  readonly sort: 'charge';
  readonly probabilities: ArrayLike<number>;
  readonly confidence: number;
  readonly child: Expression;
};

/** `Σ weights[j] · (the ranks[j]-th largest of the losses −v)`, ranks counted from 0. */
export type RankedNode = Shared & {
  readonly kind: 'ranked';
  readonly sort: 'charge';
  readonly ranks: readonly number[];
  readonly weights: readonly number[];
  readonly child: Expression;
};

/** `max(x, 0)^exponent` */
export type PowerNode = Shared & {
  readonly kind: 'power';
  readonly sort: 'charge';
  readonly exponent: 1.5 | 2;
  readonly child: Expression;
};

/** `√(Σ x_j²)` */
export type NormNode = Shared & {
  readonly kind: 'norm';
  readonly sort: 'charge';
  readonly children: readonly Expression[];
};

/** `Σ x_j²` */
export type SquaresNode = Shared & {
  readonly kind: 'squares';
  readonly sort: 'charge';
  readonly children: readonly Expression[];
};

export type SmoothNode = PowerNode | NormNode | SquaresNode;

/** `min c·x : M·x = lines, x ≥ 0`; the columns of M belong to strategies, its rows to the children. */
export type CheapestNode = Shared & {
  readonly kind: 'cheapest';
  readonly sort: 'charge';
  readonly costs: readonly number[];
  readonly columns: readonly (readonly number[])[];
  readonly strategies: readonly string[];
  readonly children: readonly Expression[];
};

/** The value of a `local` node at its children's values, and the partial derivative towards each. */
export type LocalFunction = (x: Float64Array) => {
  readonly value: number;
  readonly partials: ArrayLike<number>;
};

/** A named procedure: any function of scalars, known only by its value and partials where it is asked. */
export type LocalNode = Shared & {
  readonly kind: 'local';
  readonly sort: 'charge';
  /** the function's arguments, in order */
  readonly children: readonly Expression[];
  readonly fn: LocalFunction;
  /** of degree 1 in its arguments */
  readonly homogeneous: boolean;
  /** charges that the value is never below; they stand for the node in a program */
  readonly below: readonly Expression[];
};

/** A margin requirement, or a part of one, as plain data (a `local` node's function apart). Shared sub-expressions are shared objects. */
export type Expression =
  | LineNode
  | OutcomesNode
  | LowerNode
  | UpperNode
  | SumNode
  | NegateNode
  | MaxNode
  | WorstNode
  | TailNode
  | RankedNode
  | PowerNode
  | NormNode
  | SquaresNode
  | CheapestNode
  | LocalNode;

/** The expressions that `node` is made of, in order. */
export function childrenOf(node: Expression): readonly Expression[] {
  if (node.kind === 'line' || node.kind === 'outcomes') return [];
  if (node.kind === 'local') return [...node.children, ...node.below];
  return 'children' in node ? node.children : [node.child];
}

/** The scenarios of an outcome; null for a scalar. */
export function axisOf(node: Expression): readonly string[] | null {
  if (node.sort !== 'outcome') return null;
  if (node.kind === 'outcomes') return node.axis;
  for (const child of childrenOf(node)) {
    const axis = axisOf(child);
    if (axis !== null) return axis;
  }
  return null;
}
