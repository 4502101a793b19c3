/** How much of a holding counts as collateral. Fractions of its value, except where stated. */
export type HaircutRule =
  /** value · (1 − fraction) */
  | { readonly kind: 'flat'; readonly fraction: number; readonly maintenanceFraction?: number | undefined }
  /** Σ over tiers of (quantity inside the tier) · price · rate; tiers by quantity, ends ascending, the last without end (null) */
  | { readonly kind: 'tiers'; readonly tiers: readonly { readonly upTo: number | null; readonly rate: number }[] }
  /** value · ltv towards initial, value · liquidationThreshold towards maintenance */
  | { readonly kind: 'loan-to-value'; readonly ltv: number; readonly liquidationThreshold: number }
  /** value · min(weight, 1.1 ÷ (1 + imf·√quantity)); the initial weight scaled down once the venue's deposits pass a value */
  | {
      readonly kind: 'size-discount';
      readonly weight: number;
      readonly maintenanceWeight?: number | undefined;
      readonly imf: number;
      readonly scaled?: { readonly startValue: number; readonly depositsQuantity: number } | undefined;
    };

/** The haircut of one asset, wherever it is held unless a venue is named. */
export type Haircut = {
  readonly asset: string;
  readonly venue?: string | undefined;
  readonly rule: HaircutRule;
  readonly appliesTo: 'initial' | 'both';
  /**
   * What it stands for. `price-moves`: the asset's own moves, which therefore stay out of the scenarios; `liquidity`: what selling it costs, beside
   * its moves in the scenarios. Never both for one move.
   */
  readonly covers: 'price-moves' | 'liquidity';
  /** of a debt in the asset: its value times this; 1 unless stated */
  readonly liabilityFactor?: Counted | undefined;
};

/** An amount towards the initial and one towards the maintenance requirement. */
export type Counted = { readonly initial: number; readonly maintenance: number };

/** 1.1 ÷ (1 + imf·√size) is 1.1 at size 0: it binds only past the size at which it falls to the weight. */
const SIZE_NUMERATOR = 1.1;

/**
 * What a net holding counts for: a positive one less its haircut, a debt in full times the liability factor.
 *
 * @param price of a unit in the book's base currency, which `startValue` is in too
 */
export function countedValue(haircut: Haircut, quantity: number, price: number): Counted {
  const value = quantity * price;
  if (quantity <= 0) {
    const { initial, maintenance } = haircut.liabilityFactor ?? { initial: 1, maintenance: 1 };
    return { initial: value * initial, maintenance: value * maintenance };
  }
  const counted = byRule(haircut.rule, quantity, price);
  return haircut.appliesTo === 'both' ? counted : { initial: counted.initial, maintenance: value };
}

function byRule(rule: HaircutRule, quantity: number, price: number): Counted {
  const value = quantity * price;
  switch (rule.kind) {
    case 'flat': {
      const { fraction, maintenanceFraction = fraction } = rule;
      return { initial: value * (1 - fraction), maintenance: value * (1 - maintenanceFraction) };
    }
    case 'tiers': {
      const counted = tieredQuantity(rule.tiers, quantity) * price;
      return { initial: counted, maintenance: counted };
    }
    case 'loan-to-value':
      return { initial: value * rule.ltv, maintenance: value * rule.liquidationThreshold };
    case 'size-discount': {
      const bySize = SIZE_NUMERATOR / (1 + rule.imf * Math.sqrt(quantity));
      const { weight, maintenanceWeight = weight } = rule;
      return {
        initial: value * Math.min(scaledWeight(weight, rule.scaled, price), bySize),
        maintenance: value * Math.min(maintenanceWeight, bySize),
      };
    }
  }
}

type Tiers = Extract<HaircutRule, { kind: 'tiers' }>['tiers'];

function tieredQuantity(tiers: Tiers, quantity: number): number {
  let [start, counted] = [0, 0];
  for (const { upTo, rate } of tiers) {
    const end = Math.min(quantity, upTo ?? Infinity);
    if (end > start) counted += (end - start) * rate;
    start = Math.max(start, end);
  }
  return counted;
}

type Scaled = Extract<HaircutRule, { kind: 'size-discount' }>['scaled'];

function scaledWeight(weight: number, scaled: Scaled, price: number): number {
  if (scaled === undefined) return weight;
  const deposits = scaled.depositsQuantity * price;
  return deposits > scaled.startValue ? (weight * scaled.startValue) / deposits : weight;
}
