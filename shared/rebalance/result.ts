import type { RebalanceCertificate } from './certificate.ts';
import type { LimitConflict } from './explain-limits.ts';
import type { Price } from './prices.ts';

export type Work = {
  readonly pivots: number;
  /** of branch and bound */
  readonly nodes: number;
  /** false where the wall clock ended a search */
  readonly reproducible: boolean;
};

/** Trades, and what is proven of them. */
export type FoundTrades = Work & {
  /**
   * `optimal`: the certificate proves that no other trades are better, to 1e-6. Else the best that were found: by `gap-limit` the search
   * excludes better ones by more than the gap allowed, by `work-limit` and `time-limit` it ended first, by `local-optimum` no convex step
   * from where it came to is better.
   */
  readonly termination: 'optimal' | 'gap-limit' | 'local-optimum' | 'work-limit' | 'time-limit';
  /** `approximate`: of a bound that stands for a part of a charge, and short of the charge itself at these trades */
  readonly exactness: 'exact' | 'approximate';
  /** what the charges and costs say of the trades; above the certificate's objective where `approximate` */
  readonly objective: number;
  /** per trade of the model, signed */
  readonly trades: readonly number[];
  readonly certificate: RebalanceCertificate;
  /** of the linear relaxation where trades are in whole lots, of the last convex step at a `local-optimum` */
  readonly prices: readonly Price[];
};

/** How a rebalance ended; where there are no trades the book stays as it is. */
export type RebalanceResult =
  | FoundTrades
  | (Work &
      LimitConflict & {
        readonly termination: 'infeasible';
        readonly trades: null;
        /** false where a search, not a certificate, says that whole lots don't fit */
        readonly isProven: boolean;
      })
  | (Work & {
      readonly termination: 'work-limit' | 'time-limit' | 'unbounded' | 'numerical-trouble';
      readonly trades: null;
    });
