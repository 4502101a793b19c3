/**
 * What one rebalance may take where the request doesn't say, and what it may say at most. A search ends by work, so that equal requests end
 * alike; the wall clock is for the day when its work takes long, and is below what a gateway waits for.
 */
export const REBALANCE_WORK = {
  /** simplex pivots, and steps of an interior point; the usual need is 3 to 4 a trade, or 20 to 60 in all */
  pivots: { usual: 10_000, most: 100_000 },
  /** linear programs of branch and bound */
  nodes: { usual: 20_000, most: 100_000 },
  wallMs: { usual: 10_000, most: 20_000 },
  /** entries of a solver's dense tableau, or of the factor of an interior point's systems: about 300 tradable instruments under `paradex-style` */
  cells: 4_000_000,
} as const;
