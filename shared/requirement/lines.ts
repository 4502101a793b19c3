import { requireThat } from '../foundation/index.ts';
import { affineCurvature } from './curvature.ts';
import type { LineNode } from './node.ts';

/**
 * `Σ coefficients[j] · q[lines[j]] + fixed`, the sum taken in ascending order of the lines.
 *
 * @throws DefectError unless the lines are strictly ascending indices and all numbers are finite
 */
export function line(lines: readonly number[], coefficients: ArrayLike<number>, fixed = 0): LineNode {
  requireThat(lines.length === coefficients.length, 'a coefficient per line', { lines: lines.length });
  requireAscending(lines);
  requireThat(Number.isFinite(fixed), 'a finite constant', { fixed });
  for (let j = 0; j < lines.length; j++) {
    if (!Number.isFinite(coefficients[j])) requireThat(false, 'a finite coefficient', { j });
  }
  return { kind: 'line', sort: 'line', lines, coefficients, constant: fixed, curvature: affineCurvature(fixed === 0) };
}

/** The quantity of one line. */
export function quantity(index: number): LineNode {
  return line([index], [1]);
}

/** A fixed amount, whatever the quantities. */
export function constant(value: number): LineNode {
  return line([], [], value);
}

export function requireAscending(lines: readonly number[]): void {
  let previous = -1;
  for (const index of lines) {
    const ascends = Number.isInteger(index) && index > previous;
    if (!ascends) requireThat(false, 'line indices strictly ascending', { previous, index });
    previous = index;
  }
}
