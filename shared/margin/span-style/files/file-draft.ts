import {
  type ByAccount,
  bySeriesAndPriority,
  type CombinedCommodity,
  type DeliveryRate,
  type InterSpread,
  type IntraSpread,
  type ScanSpread,
  type Tier,
} from '../span-file.ts';
import { FILE_LIMITS } from './file-limits.ts';
import { FormatError } from './format-error.ts';

/** A commodity while its file is being read. */
export type CommodityDraft = {
  readonly code: string;
  readonly currency: string;
  /** multiplies losses and rates */
  readonly riskScale: number;
  scanTiers: Tier[];
  intraTiers: Tier[];
  intraSpreads: IntraSpread[];
  delivery: DeliveryRate[];
  shortOptionMethod: 'sum' | 'greater';
  /** of the whole commodity, null where there is no minimum */
  shortOptionRate: number | null;
  /** by scan tier, as many as have one of their own */
  shortOptionTiers: { start: string; end: string; rate: number }[];
  riskFactor: ByAccount;
  initialToMaintenance: ByAccount | null;
  readonly unsupported: Set<string>;
  readonly warnings: Set<string>;
};

const ALL_PERIODS = { start: '000000', end: '999999' };

/** Deltas per spread that can't overflow what they divide. */
export function isRatio(ratio: number): boolean {
  return ratio >= FILE_LIMITS.ratioMin && ratio <= FILE_LIMITS.ratioMax;
}

/** What both readers fill; its sizes are bounded. */
export class FileDraft {
  readonly commodities = new Map<string, CommodityDraft>();
  readonly commodityOf = new Map<string, string>();
  readonly interSpreads: InterSpread[] = [];
  readonly scanSpreads: ScanSpread[] = [];
  complex = '';
  businessDate = '';
  #rules = 0;
  #contracts = 0;

  addCommodity(place: string, code: string, currency: string, riskExponent: number, scale: number): CommodityDraft {
    if (code === '') throw new FormatError(place, 'a combined commodity without a code');
    if (this.commodities.has(code)) throw new FormatError(place, `combined commodity ${code} stands twice`);
    this.bound(place, 'combined commodities', this.commodities.size + 1, FILE_LIMITS.commodities);
    if (riskExponent > 9) throw new FormatError(place, `a risk exponent of ${riskExponent}`);
    const draft: CommodityDraft = {
      code,
      currency,
      riskScale: scale,
      scanTiers: [],
      intraTiers: [],
      intraSpreads: [],
      delivery: [],
      shortOptionMethod: 'sum',
      shortOptionRate: null,
      shortOptionTiers: [],
      riskFactor: { member: 1, hedger: 1, speculator: 1 },
      initialToMaintenance: null,
      unsupported: new Set(),
      warnings: new Set(),
    };
    this.commodities.set(code, draft);
    return draft;
  }

  linkProduct(place: string, key: string, code: string): void {
    const before = this.commodityOf.get(key);
    if (before !== undefined && before !== code) throw new FormatError(place, `${key} is in ${before} and in ${code}`);
    this.bound(place, 'products', this.commodityOf.size + 1, FILE_LIMITS.products);
    this.commodityOf.set(key, code);
  }

  countRule(place: string): void {
    this.bound(place, 'spreads, tiers and rates', ++this.#rules, FILE_LIMITS.rules);
  }

  countContract(place: string): void {
    this.bound(place, 'contracts of the products asked for', ++this.#contracts, FILE_LIMITS.contracts);
  }

  bound(place: string, what: string, count: number, limit: number): void {
    if (count > limit) throw new FormatError(place, `more than ${limit} ${what}`, 'limit-exceeded');
  }

  finished(): ReadonlyMap<string, CombinedCommodity> {
    return new Map([...this.commodities].map(([code, draft]) => [code, finishCommodity(draft)]));
  }
}

function finishCommodity(draft: CommodityDraft): CombinedCommodity {
  const { code, currency, intraTiers, delivery, riskFactor, initialToMaintenance, unsupported, warnings } = draft;
  const scanTiers = draft.scanTiers.length > 1 ? draft.scanTiers : [{ number: 0, ...ALL_PERIODS }];
  return {
    code,
    currency,
    scanTiers,
    intraTiers,
    intraSpreads: draft.intraSpreads.toSorted(bySeriesAndPriority),
    delivery,
    shortOptions: shortOptionsOf(draft),
    riskFactor,
    initialToMaintenance,
    unsupported: [...unsupported],
    warnings: [...warnings],
  };
}

function shortOptionsOf({ shortOptionMethod, shortOptionRate, shortOptionTiers }: CommodityDraft) {
  if (shortOptionTiers.length > 0) return { method: shortOptionMethod, tiers: shortOptionTiers };
  if (shortOptionRate === null) return null;
  return { method: shortOptionMethod, tiers: [{ ...ALL_PERIODS, rate: shortOptionRate }] };
}
