import { expect, it } from 'vitest';
import { leastMs, quantile } from '../../bench/timing.ts';

it.each([
  [[7], 0.5, 7],
  [[4, 1, 3, 2], 0.5, 2],
  [[4, 1, 3, 2, 5], 0.5, 3],
  [Array.from({ length: 100 }, (_, i) => 100 - i), 0.99, 99],
  [Array.from({ length: 101 }, (_, i) => i), 0.99, 99],
  [[1, 2], 0, 1],
  [[1, 2], 1, 2],
])('the nearest-rank quantile of %j at %d is %d', (values, p, expected) => {
  expect(quantile(values, p)).toBe(expected);
});

it('refuses a quantile of nothing', () => {
  expect(() => quantile([], 0.5)).toThrow('no values');
});

it('runs the task as often as it says', () => {
  let runs = 0;
  leastMs(5, () => runs++);
  expect(runs).toBe(5);
});
