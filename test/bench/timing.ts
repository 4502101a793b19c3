/** The least time of several runs: other work on the machine only ever adds some. */
export function leastMs(repeats: number, task: () => unknown): number {
  const times = Array.from({ length: repeats }, () => {
    const started = performance.now();
    task();
    return performance.now() - started;
  });
  return Math.min(...times);
}

/** Nearest-rank quantile: the least of the values that at least the fraction `p` of them doesn't exceed. */
export function quantile(values: readonly number[], p: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  const value = ordered[Math.max(0, Math.ceil(p * ordered.length) - 1)];
  if (value === undefined) throw new Error('no values');
  return value;
}
