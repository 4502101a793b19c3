import {
  axisOf,
  type CheapestNode,
  childrenOf,
  type Expression,
  type LocalNode,
  type OutcomesNode,
  type Piece,
} from '../../../shared/requirement/node.ts';

/** The value of an expression straight from its definition: no ties, no supports, no sharing. One number per scenario, or one. */
export function naiveValue(node: Expression, q: ArrayLike<number>): number[] {
  if (node.kind === 'line') {
    return [node.lines.reduce((total, line, j) => total + node.coefficients[j]! * q[line]!, node.constant)];
  }
  if (node.kind === 'outcomes') return node.axis.map((_, k) => naiveGain(node, k, q));
  const parts = childrenOf(node).map((child) => naiveValue(child, q));
  const x = parts[0] ?? [];
  if (node.kind === 'lower') return x.map((each) => Math.min(...node.pieces.map((piece) => at(piece, each))));
  if (node.kind === 'upper') return x.map((each) => Math.max(...node.pieces.map((piece) => at(piece, each))));
  if (node.kind === 'negate') return x.map((each) => -each);
  if (node.kind === 'max') return [Math.max(...parts.map((part) => part[0]!))];
  if (node.kind === 'worst') return [Math.max(0, ...x.map((each) => -each))];
  if (node.kind === 'local') return [node.fn(Float64Array.from(node.children, (_, j) => parts[j]![0]!)).value];
  if (node.kind === 'power') return [Math.max(0, x[0]!) ** node.exponent];
  if (node.kind === 'norm') return [Math.sqrt(parts.reduce((total, [each]) => total + each! * each!, 0))];
  if (node.kind === 'squares') return [parts.reduce((total, [each]) => total + each! * each!, 0)];
  if (node.kind === 'cheapest') return [cheapestBasis(node, [parts[0]![0]!, parts[1]![0]!])];
  if (node.kind === 'tail') return [expectedShortfall(x, node.probabilities, 1 - node.confidence)];
  if (node.kind === 'ranked') {
    const losses = x.map((gain) => -gain).toSorted((a, b) => b - a);
    return [node.ranks.reduce((total, rank, j) => total + node.weights[j]! * losses[rank]!, 0)];
  }
  return Array.from({ length: axisOf(node)?.length ?? 1 }, (_, k) =>
    parts.reduce((total, part, j) => total + node.weights[j]! * (part[k] ?? part[0]!), 0),
  );
}

/** The largest of the sum's absolute terms: what rounding is measured against. */
export function naiveGross(node: Expression, q: ArrayLike<number>): number {
  if (node.kind === 'line') {
    return node.lines.reduce((s, line, j) => s + Math.abs(node.coefficients[j]! * q[line]!), Math.abs(node.constant));
  }
  if (node.kind === 'outcomes') {
    const width = node.axis.length;
    const scenario = (k: number) =>
      node.lines.reduce(
        (s, line, j) => s + Math.abs(node.matrix[node.rows[j]! * width + k]! * q[line]!),
        Math.abs(node.constants[k] ?? 0),
      );
    return Math.max(...node.axis.map((_, k) => scenario(k)));
  }
  if (node.kind === 'sum') return node.children.reduce((s, child, j) => s + node.weights[j]! * naiveGross(child, q), 0);
  if (node.kind === 'max') return Math.max(...node.children.map((child) => naiveGross(child, q)));
  if (node.kind === 'power') return node.exponent * naiveGross(node.child, q) ** node.exponent;
  if (node.kind === 'norm') return node.children.reduce((s, child) => s + naiveGross(child, q), 0);
  if (node.kind === 'squares') return node.children.reduce((s, child) => s + 3 * naiveGross(child, q) ** 2, 0);
  if (node.kind === 'cheapest') {
    return Math.max(...node.costs) * node.children.reduce((s, child) => s + naiveGross(child, q), 0);
  }
  if (node.kind === 'local') return naiveLocalGross(node, q);
  const child = naiveGross(node.child, q);
  if (node.kind !== 'lower' && node.kind !== 'upper') return child;
  return Math.max(...node.pieces.map(({ slope, intercept }) => Math.abs(slope) * child + Math.abs(intercept)));
}

/** The cheapest of all the pairs of strategies that take up two lines exactly: an optimum is one of them. */
function cheapestBasis({ costs, columns }: CheapestNode, [l, m]: readonly [number, number]): number {
  let best = l === 0 && m === 0 ? 0 : Infinity;
  for (let i = 0; i < costs.length; i++) {
    for (let j = i + 1; j < costs.length; j++) {
      const [[a, c], [b, d]] = [columns[i]!, columns[j]!] as [number[], number[]];
      const determinant = a! * d! - b! * c!;
      const [x, y] = [(l * d! - m * b!) / determinant, (m * a! - l * c!) / determinant];
      const rounding = -1e-12 * (Math.abs(l) + Math.abs(m));
      if (determinant !== 0 && x >= rounding && y >= rounding) best = Math.min(best, costs[i]! * x + costs[j]! * y);
    }
  }
  return best;
}

function naiveLocalGross({ children, fn }: LocalNode, q: ArrayLike<number>): number {
  const { value, partials } = fn(Float64Array.from(children, (child) => naiveValue(child, q)[0]!));
  return children.reduce((s, child, j) => s + Math.abs(partials[j]!) * naiveGross(child, q), Math.abs(value));
}

function naiveGain({ axis, lines, rows, matrix, constants }: OutcomesNode, k: number, q: ArrayLike<number>): number {
  return lines.reduce((total, line, j) => total + matrix[rows[j]! * axis.length + k]! * q[line]!, constants[k] ?? 0);
}

/** The definition by the boundary scenario: sort, take the worst `mass`, the last one in part. */
function expectedShortfall(gains: readonly number[], probabilities: ArrayLike<number>, mass: number): number {
  const order = [...gains.keys()].toSorted((a, b) => gains[a]! - gains[b]!);
  let [left, total] = [mass, 0];
  for (const k of order) {
    const taken = Math.min(left, probabilities[k]!);
    total -= taken * gains[k]!;
    left -= taken;
  }
  return total / (mass - left);
}

function at({ slope, intercept }: Piece, x: number): number {
  return slope * x + intercept;
}
