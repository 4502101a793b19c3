import type { OptionRight } from '../../instruments/index.ts';

/** Scenarios 1 to 16 of a risk array, in the file's order. */
export const SCENARIO_COUNT = 16;

/** FUT futures, PHY the underlying itself, OOF options on futures, OOP on the underlying, OOC on a combination, OOE on an equity. */
export const PRODUCT_TYPES = ['FUT', 'PHY', 'CMB', 'OOF', 'OOP', 'OOC', 'OOE', 'EQU'] as const;
export type ProductType = (typeof PRODUCT_TYPES)[number];

/**
 * A contract period: `202512` a month, `20251112` a day, `202511W2` a week. A future's own; an option has its own beside that
 * of its underlying future.
 */
export type Period = string;

/** One contract of a risk-parameter file. */
export type SpanContract = {
  readonly product: string;
  readonly type: ProductType;
  /** options only */
  readonly right: OptionRight | null;
  readonly strike: number | null;
  /** of the future, or of the future below an option: where its delta counts */
  readonly deltaPeriod: Period;
  readonly ownPeriod: Period;
  /** CCYYMMDD, where the file states it */
  readonly expiryDate: string | null;
  /** loss of one long contract in each of the 16 scenarios, weights of the extreme ones already inside; in the commodity's currency */
  readonly losses: Float64Array;
  /** composite delta times the delta scaling factor */
  readonly delta: number;
  /** settlement price; null where the file has none */
  readonly price: number | null;
  /** value of one unit of price, per contract */
  readonly valueFactor: number;
  /** of that value; null for the commodity's own */
  readonly valueCurrency: string | null;
  /** premium-style options count with their value, futures-style ones and all else with none */
  readonly carriesValue: boolean;
};

/** Periods that are margined or spread as one; both ends belong to it. */
export type Tier = { readonly number: number; readonly start: Period; readonly end: Period };

/** `A` and `B` are on opposite sides of the market. */
export type Side = 'A' | 'B';

export type SpreadLeg = {
  /** a period, or the number of an intra-commodity tier */
  readonly of: { readonly period: Period } | { readonly tier: number };
  /** delta per spread, above 0 */
  readonly ratio: number;
  readonly side: Side;
};

/** An intra-commodity spread: series spreads are formed first, then tier spreads, each by priority. */
export type IntraSpread = {
  readonly kind: 'series' | 'tier';
  readonly priority: number;
  /** charge per spread, in the commodity's currency */
  readonly rate: number;
  readonly legs: readonly SpreadLeg[];
};

export type DeliveryRate = {
  readonly period: Period;
  /** charge per delta that spreads consumed, and per delta that is left outright */
  readonly spreadRate: number;
  readonly outrightRate: number;
};

export type ShortOptionMinimum = {
  /** `sum`: short calls and short puts; `greater`: the more numerous of the two */
  readonly method: 'sum' | 'greater';
  /** charge per short option; by tier of the delta period where there is more than one */
  readonly tiers: readonly { readonly start: Period; readonly end: Period; readonly rate: number }[];
};

export type AccountType = 'member' | 'hedger' | 'speculator';
export type ByAccount = Readonly<Record<AccountType, number>>;

/** Products that are scanned together: one requirement. */
export type CombinedCommodity = {
  readonly code: string;
  /** of the losses and rates; every amount here is in it */
  readonly currency: string;
  /** one, or the tiers that are scanned apart */
  readonly scanTiers: readonly Tier[];
  readonly intraTiers: readonly Tier[];
  readonly intraSpreads: readonly IntraSpread[];
  readonly delivery: readonly DeliveryRate[];
  readonly shortOptions: ShortOptionMinimum | null;
  /** multiplies the risk of each kind of account */
  readonly riskFactor: ByAccount;
  /** null where the file has none */
  readonly initialToMaintenance: ByAccount | null;
  /** rules of the file that aren't computed here */
  readonly unsupported: readonly string[];
  readonly warnings: readonly string[];
};

export type InterLeg = {
  readonly commodity: string;
  /** a scan tier, null for the whole commodity */
  readonly tier: number | null;
  /** delta per spread, above 0 */
  readonly ratio: number;
  readonly side: Side;
  readonly creditFraction: number;
};

/** A credit for commodities held on opposite sides of the market, by their weighted futures price risk. */
export type InterSpread = {
  readonly priority: number;
  /** formed before the intra-commodity spreads (`super`) or after them */
  readonly stage: 'super' | 'normal';
  readonly legs: readonly InterLeg[];
  /** null, or why it isn't computed here */
  readonly unsupported: string | null;
};

/** Commodities whose scan is replaced in part by the scan of all of them together. */
export type ScanSpread = {
  readonly priority: number;
  readonly savingFraction: number;
  readonly commodities: readonly string[];
};

/** What a risk-parameter file says; contracts only of the products that were asked for. */
export type SpanFile = {
  readonly format: 'pa2' | 'spn';
  readonly complex: string;
  /** CCYYMMDD */
  readonly businessDate: string;
  readonly commodities: ReadonlyMap<string, CombinedCommodity>;
  /** the commodity of a product, by `productKey` */
  readonly commodityOf: ReadonlyMap<string, string>;
  readonly contracts: readonly SpanContract[];
  /** in order of priority */
  readonly interSpreads: readonly InterSpread[];
  readonly scanSpreads: readonly ScanSpread[];
  /** scenario that has the same price and the other vol, by index from 0 */
  readonly pairedScenarios: readonly number[];
};

export function productKey(product: string, type: ProductType): string {
  return `${type}:${product}`;
}

export function isOptionType(type: ProductType): boolean {
  return type === 'OOF' || type === 'OOP' || type === 'OOC' || type === 'OOE';
}

/** Same price, other vol; the extreme moves have no vol move, so each is its own pair. */
export const PAIRED_SCENARIOS: readonly number[] = [1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 14, 15];

/** The tier that a period is in, or null. */
export function tierOf<T extends { readonly start: Period; readonly end: Period }>(
  tiers: readonly T[],
  period: Period,
): T | null {
  return tiers.find((tier) => isWithin(period, tier)) ?? null;
}

/** A month without a day runs from its first to its last; a week code counts as its month. */
function isWithin(period: Period, { start, end }: { readonly start: Period; readonly end: Period }): boolean {
  const [month, day] = [period.slice(0, 6), /^\d\d$/.test(period.slice(6)) ? period.slice(6) : ''];
  const from = `${start.slice(0, 6)}${start.slice(6) || '00'}`;
  const to = `${end.slice(0, 6)}${end.slice(6) || '99'}`;
  return `${month}${day || '99'}` >= from && `${month}${day || '00'}` <= to;
}

/** Series spreads before tier spreads, each by priority; equal ones stay in their order. */
export function bySeriesAndPriority(a: IntraSpread, b: IntraSpread): number {
  if (a.kind !== b.kind) return a.kind === 'series' ? -1 : 1;
  return a.priority - b.priority;
}
