import { readFileSync } from 'node:fs';
import type { LinearProblem } from '../../../shared/optimise/index.ts';
import { column, denseRow } from './problems.ts';

/** `min ½·xᵀPx + qᵀx, Ax = b, Gx ≤ h, lb ≤ x ≤ ub`; optima from the KKT system in 50 digits; `x` may be non-unique. */
export type GoldenQuadratic = {
  readonly id: string;
  readonly kind: string;
  readonly P: readonly (readonly number[])[];
  readonly q: readonly number[];
  readonly A: readonly (readonly number[])[] | null;
  readonly b: readonly number[] | null;
  readonly G: readonly (readonly number[])[] | null;
  readonly h: readonly number[] | null;
  readonly lb: readonly (number | null)[];
  readonly ub: readonly (number | null)[];
  readonly status: 'optimal' | 'infeasible';
  readonly expected: { readonly x: readonly number[]; readonly objective: number } | null;
};

const FILE = new URL('../../vectors/optimisation/qp_golden.jsonl', import.meta.url);

export const GOLDEN_QUADRATICS: readonly GoldenQuadratic[] = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as GoldenQuadratic);

/** Everything but `½·xᵀPx`. */
export function linearPart({ q, A, b, G, h, lb, ub }: GoldenQuadratic): LinearProblem {
  return {
    columns: q.map((cost, j) => column(`x${j}`, lb[j] ?? -Infinity, ub[j] ?? Infinity, cost)),
    rows: [
      ...(A ?? []).map((a, i) => denseRow(`eq${i}`, a, b![i]!, b![i]!)),
      ...(G ?? []).map((g, i) => denseRow(`le${i}`, g, -Infinity, h![i]!)),
    ],
    constant: 0,
  };
}
