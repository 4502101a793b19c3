import { annualVol, exposureOf } from '../exposure/index.ts';
import type { AssetClass } from '../market/index.ts';
import { type Book, deltaPerContract, valuationOf } from '../risk/index.ts';
import { linearCost } from './cost-of-trade.ts';
import type { Tradable } from './universe.ts';

/** What it costs to keep the delta of one underlying where it is, expected of one interval between hedges; money in the base currency. */
export type GammaDrag = {
  readonly underlying: string;
  /** of the book, in units of the underlying */
  readonly gamma: number;
  /** ½·|Γ|·S²·σ²·Δt; null where neither a volatility nor a history is given */
  readonly drag: number | null;
  /** true for a book that is short of gamma: its hedges buy high and sell low. One that is long earns the drag */
  readonly isPaid: boolean;
  /** value of the underlying that a hedge trades: S·E|Γ·ΔS| = |Γ|·S²·σ·√(2Δt/π); null as `drag` */
  readonly hedgeTurnover: number | null;
  /** spread and fees of that in the contract without optionality that is cheapest per delta; null where none may be traded */
  readonly hedgeCost: number | null;
};

/** What never closes counts every day of the year, all else its trading days. */
const ALWAYS_OPEN: ReadonlySet<AssetClass | undefined> = new Set<AssetClass>(['crypto-major', 'crypto-other']);
const DAYS_YEAR = { open: 365, traded: 252 };

const TWO_OVER_PI = 0.6366197723675814;

/**
 * Drag of a book's gamma by underlying. A delta-hedged position gains `½·Γ·(ΔS)²` between two hedges, of which `½·Γ·S²·σ²·Δt` is expected;
 * Δt is the interval in days over 252 trading days a year, or 365 where the underlying always trades. First order in Δt: the gamma is today's.
 *
 * Accuracy: equals an option's theta at its own volatility and no rate (test/terms/14-portfolio-rebalancing-cost.test.ts).
 *
 * @param intervalDays between two hedges
 * @param tradables with the cost of trading each
 */
export function gammaDrag(book: Book, tradables: readonly Tradable[], intervalDays: number): GammaDrag[] {
  const held = { ...book, lines: book.lines.filter((line) => line.quantity !== 0) };
  return exposureOf(held).byUnderlying.map(({ underlying, price, raw: { gamma } }) => {
    const volAnnual = annualVol(book.market, underlying);
    const isOpen = ALWAYS_OPEN.has(book.market.underlyings.get(underlying)?.assetClass);
    const timeYears = intervalDays / (isOpen ? DAYS_YEAR.open : DAYS_YEAR.traded);
    const cash = Math.abs(gamma) * price * price;
    const hedgeTurnover = volAnnual === null ? null : cash * volAnnual * Math.sqrt(TWO_OVER_PI * timeYears);
    const costPerDelta = cheapestDelta(book, tradables, underlying);
    return {
      underlying,
      gamma,
      drag: volAnnual === null ? null : 0.5 * cash * volAnnual * volAnnual * timeYears,
      isPaid: gamma < 0,
      hedgeTurnover,
      hedgeCost: hedgeTurnover === null || costPerDelta === null ? null : (hedgeTurnover / price) * costPerDelta,
    };
  });
}

/** Least cost of trading one unit of delta without optionality; null where nothing of the kind may be traded. */
function cheapestDelta(book: Book, tradables: readonly Tradable[], underlying: string): number | null {
  const costs = tradables.flatMap((each) => {
    const { instrument } = valuationOf(book, each.instrument).contract;
    if (instrument.underlying !== underlying || instrument.kind === 'option') return [];
    return [linearCost(each) / Math.abs(deltaPerContract(book, each.instrument))];
  });
  return costs.length === 0 ? null : Math.min(...costs);
}
