import {
  constant,
  type Expression,
  lower,
  named,
  negate,
  outcomes,
  piece,
  scale,
  sum,
} from '../../requirement/index.ts';
import { type Book, type Gains, gainsMatrix } from '../../risk/index.ts';
import type { DeribitPair } from './parameters.ts';
import type { PairLines, PoolPlan } from './pool-plan.ts';
import type { RiskMatrix } from './risk-matrix.ts';

/** The gains of one pair in the rows of its matrix, in base currency. */
export type PairGains = {
  readonly underlying: string;
  /** before dampening and offset: the venue's pre-aggregated vectors */
  readonly raw: Expression;
  /** losses less what the dampener allows */
  readonly losses: Expression;
  /** dampened, and the part of gains that offsets losses of other pairs: the venue's aggregated vectors */
  readonly aggregated: Expression;
  /** concave, and nowhere below `aggregated`; equal to it in the standard rows */
  readonly aggregatedAtMost: Expression;
  /** affine; `aggregatedAtMost` is the least of them */
  readonly piecesAtMost: readonly Expression[];
  /** a loss from fills of open orders, dampened; null without orders */
  readonly orderLosses: Expression | null;
};

export type PairGainsSpec = {
  readonly plan: PoolPlan;
  readonly lines: PairLines;
  readonly matrix: RiskMatrix;
  /** base currency per dollar */
  readonly dollarRate: number;
};

/**
 * With x the gain and d the dampener of a row, θ the offset fraction and c its cap:
 *
 * `aggregated = min(x+d, 0) + min(max(0, θ·(x−d)), c)`
 *
 * so that d brings both losses and gains nearer to 0. It is not concave where d > 0 and θ > 0; `min(x+d, θ·(x+d), c)` bounds it,
 * or with θ = 0 `min(x+d, 0)` is it.
 */
export function pairGains(book: Book, { plan, lines, matrix, dollarRate }: PairGainsSpec): PairGains {
  const all = [...lines.held, ...lines.orders].toSorted((a, b) => a - b);
  const gains = gainsMatrix(book, all, matrix.set, { start: 'model', measuredIn: plan.currency });
  const name = `${plan.id}/${lines.underlying}`;
  const dampeners = matrix.dampenersUsd.map((dampener) => dampener * dollarRate);
  const { offsetFraction, cap } = offsetOf(lines.pair, dollarRate);
  const raised = outcomesOf(gains, lines.held, dampeners);
  const lowered = outcomesOf(
    gains,
    lines.held,
    dampeners.map((dampener) => -dampener),
  );
  const losses = lower([piece(1, 0), piece(0, 0)], raised);
  return {
    underlying: lines.underlying,
    raw: named(`${name}/pnl`, outcomesOf(gains, lines.held)),
    losses: raised,
    aggregated: named(
      `${name}/aggregated`,
      offsetFraction === 0 ? losses : sum([losses, gainsThatOffset(lowered, offsetFraction, cap)]),
    ),
    aggregatedAtMost:
      offsetFraction === 0 ? losses : lower([piece(1, 0), piece(offsetFraction, 0), piece(0, cap)], raised),
    piecesAtMost: [raised, scale(offsetFraction, raised), ...(offsetFraction === 0 ? [] : [constant(cap)])],
    orderLosses: lines.orders.length === 0 ? null : outcomesOf(gains, lines.orders, dampeners),
  };
}

/** `min(max(0, θ·x), cap)` as `max(0, θ·x) − max(0, θ·x − cap)`. */
function gainsThatOffset(x: Expression, offsetFraction: number, cap: number): Expression {
  return sum([
    negate(lower([piece(-offsetFraction, 0), piece(0, 0)], x)),
    lower([piece(-offsetFraction, cap), piece(0, 0)], x),
  ]);
}

/** Where the offset or its cap is not known, gains offset nothing. */
function offsetOf({ pnlOffsetFraction, maxOffsetablePnlUsd }: DeribitPair, dollarRate: number) {
  return pnlOffsetFraction === null || maxOffsetablePnlUsd === null
    ? { offsetFraction: 0, cap: 0 }
    : { offsetFraction: pnlOffsetFraction, cap: maxOffsetablePnlUsd * dollarRate };
}

function outcomesOf({ axis, rowOf, matrix }: Gains, lines: readonly number[], constants?: Float64Array) {
  const rows = lines.map((line) => rowOf.get(line)!);
  return outcomes({ axis, lines, rows, matrix, ...(constants === undefined ? {} : { constants }) });
}
