import type { Expression } from '../requirement/index.ts';
import type { TradeSizes } from './trade-sizes.ts';

/** What trading one contract does, per unit bought or sold; amounts in the base currency. */
export type TradeVariable = {
  readonly id: string;
  /** the line whose quantity the trade changes */
  readonly line: number;
  /** signed, finite: a sale is negative; whole lots where the sizes are */
  readonly minTrade: number;
  readonly maxTrade: number;
  readonly sizes: TradeSizes;
  readonly costPerUnit: { readonly spread: number; readonly fees: number };
  /** `coefficient · |trade|^exponent` on top; null: none */
  readonly impact: { readonly exponent: 1 | 1.5 | 2; readonly coefficient: number } | null;
  readonly turnoverPerUnit: number;
  /** the cash line that the trade moves: by its premium per unit traded (signed with the trade), and by how many units for one of costs */
  readonly cash: { readonly line: number; readonly premiumPerUnit: number; readonly unitsPerCost: number } | null;
};

/** `lower ≤ Σ coefficients[j] · q[lines[j]] ≤ upper` after the trades. */
export type LineLimit = {
  readonly id: string;
  readonly lines: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: number;
  readonly upper: number;
};

/** What charges are measured by where that depends on what is left: margins by history are of the days that the underlyings held share. */
export type Measure = {
  /** what the trades leave, neither more nor less */
  readonly underlyings: readonly string[];
  /** of these a lot is left at least, on the side on which they are held */
  readonly kept: readonly string[];
};

/** A rebalance without finance: lines, trades that change them, charges to minimise and limits to keep. */
export type RebalanceModel = {
  /** per line, before any trade */
  readonly quantities: Float64Array;
  readonly trades: readonly TradeVariable[];
  /** charges over the lines, each with its weight in the objective; where one isn't convex, see `solveByRule` */
  readonly charges: readonly { readonly id: string; readonly weight: number; readonly expression: Expression }[];
  /** weight of the total trading cost in the objective */
  readonly costWeight: number;
  readonly limits: readonly LineLimit[];
  /** charges that may not exceed an amount after the trades */
  readonly chargeLimits: readonly { readonly id: string; readonly expression: Expression; readonly upper: number }[];
  readonly costBudget: number | null;
  readonly turnoverBudget: number | null;
  /** how many of the trades may be other than 0; null: all of them */
  readonly maxTrades: number | null;
  /** null where the charges are the same functions whatever the trades leave */
  readonly measure: Measure | null;
};
