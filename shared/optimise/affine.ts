import type { Affine } from './problem.ts';

export function constantAffine(constant: number): Affine {
  return { terms: new Map(), constant };
}

export function columnAffine(column: number, coefficient = 1): Affine {
  return { terms: new Map([[column, coefficient]]), constant: 0 };
}

/** `Σ weight · expression`, the terms added in the order given. */
export function combineAffine(parts: readonly (readonly [weight: number, expression: Affine])[]): Affine {
  const terms = new Map<number, number>();
  let constant = 0;
  for (const [weight, expression] of parts) {
    constant += weight * expression.constant;
    for (const [column, coefficient] of expression.terms) {
      terms.set(column, (terms.get(column) ?? 0) + weight * coefficient);
    }
  }
  return { terms, constant };
}

/** Its value at x. */
export function affineAt({ terms, constant }: Affine, x: ArrayLike<number>): number {
  let sum = constant;
  for (const [column, coefficient] of terms) sum += coefficient * x[column]!;
  return sum;
}
