import { describe, expect, it } from 'vitest';
import { countedValue, type Haircut, type HaircutRule } from '../../../shared/pooling/haircut.ts';
import { scannedBook, venueWorth } from '../../../shared/pooling/venue-worth.ts';
import { bookOf } from '../../support/margins.ts';
import { marketOf, marketSnapshot } from '../../support/markets.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

function of(rule: HaircutRule, parts: Partial<Haircut> = {}): Haircut {
  return { asset: 'X', rule, appliesTo: 'both', covers: 'liquidity', ...parts };
}

function weight(rule: HaircutRule, size: number): number {
  return countedValue(of(rule), size, 1).initial / size;
}

function discount(imf: number, parts: object = {}): HaircutRule {
  return { kind: 'size-discount', weight: 0.9, imf, ...parts };
}

const DRIFT = sharedVectors('margin/drift/margin_vectors.json');
const DERIVE = sharedVectors('margin/derive/pmrm2_cases.jsonl.gz');

describe('haircuts', () => {
  it('Kraken: 0.5 BTC at 35,000 less 4 % is 16,800', () => {
    expect(countedValue(of({ kind: 'flat', fraction: 0.04 }), 0.5, 35_000)).toEqual({
      initial: 16_800,
      maintenance: 16_800,
    });
  });

  it('Deribit: 7.5 % of stETH off the initial side only', () => {
    const steth = of({ kind: 'flat', fraction: 0.075 }, { appliesTo: 'initial' });
    expect(countedValue(steth, 10, 2_000)).toEqual({ initial: 18_500, maintenance: 20_000 });
  });

  it('OKX: tiers add up, they are not selected', () => {
    const tiers = [
      { upTo: 120e6, rate: 0.85 },
      { upTo: 200e6, rate: 0.79 },
      { upTo: 250e6, rate: 0.76 },
      { upTo: 370e6, rate: 0.73 },
      { upTo: null, rate: 0.7 },
    ];
    const counted = (quantity: number) => countedValue(of({ kind: 'tiers', tiers }), quantity, 0.5).initial;
    expect(counted(120e6)).toBeCloseTo(51e6, 3);
    expect(counted(250e6)).toBeCloseTo(0.5 * (102e6 + 63.2e6 + 38e6), 3);
    expect(counted(400e6)).toBeCloseTo(0.5 * (102e6 + 63.2e6 + 38e6 + 87.6e6 + 21e6), 3);
    expect(counted(200e6 + 1) - counted(200e6)).toBeCloseTo(0.5 * 0.76, 6);
  });

  it('Hyperliquid: 10,000 at 40 with half to value borrows 200,000 and is liquidated at 0.5 + 0.5·ltv', () => {
    const rule: HaircutRule = { kind: 'loan-to-value', ltv: 0.5, liquidationThreshold: 0.5 + 0.5 * 0.5 };
    expect(countedValue(of(rule), 10_000, 40)).toEqual({ initial: 200_000, maintenance: 300_000 });
  });

  it('Drift: a debt counts for more than its value', () => {
    const sol = of({ kind: 'flat', fraction: 0.2 }, { liabilityFactor: { initial: 1.2, maintenance: 1.1 } });
    const counted = countedValue(sol, -100, 100);
    expect(counted.initial).toBeCloseTo(-12_000, 9);
    expect(counted.maintenance).toBeCloseTo(-11_000, 9);
    expect(countedValue(sol, 100, 100)).toEqual({ initial: 8_000, maintenance: 8_000 });
  });

  it.skipIf(DRIFT === null)('Drift: asset weights fall with size, and with the deposits', () => {
    const { cases } = JSON.parse(DRIFT!) as { cases: { test: string; expected: Record<string, never> }[] };
    const expected = (name: string): Record<string, number & Record<string, number>> =>
      cases.find((each) => each.test === name)!.expected;
    const sized = expected('spot_market_asset_weight');
    const errors: number[] = [];
    const check = (figure: number, vector: number) => errors.push(figure - vector);
    check(weight(discount(10e-6), 1e9), sized['w9000_imf10_size1e9usd']! / 1e4);
    check(weight(discount(0.01), 1000), sized['w9000_imf10000_size1000usd']! / 1e4);
    check(weight(discount(0.1), 1000), sized['w9000_imf100000']! / 1e4);
    const gains = expected('calculate_user_equity_value_tests')['uPnL asset weight']!;
    const base = 24_282.786896;
    for (const [size, vector] of Object.entries(gains)) {
      const amount = size.startsWith('x') ? base * Number(size.slice(1)) : Number(size);
      check(weight({ kind: 'size-discount', weight: 1, imf: 0.001 }, amount), vector);
    }
    for (const [size, vector] of Object.entries(expected('spot_market_scale_initial_asset_weight'))) {
      const quantity = Number(size.replace(' SOL', ''));
      const rule = discount(0, { scaled: { startValue: 500_000, depositsQuantity: quantity } });
      check(countedValue(of(rule), 1, 25).initial / 25, vector / 1e4);
    }
    console.log(
      `haircut: ${errors.length} cases, largest error ${Math.max(...errors)} (weight, venue truncates to 1e-4)`,
    );
    expect(errors).toHaveLength(13);
    for (const error of errors) {
      expect(error).toBeGreaterThan(-1e-12);
      expect(error).toBeLessThan(1e-4);
    }
  });

  it.skipIf(DERIVE === null)(
    'Derive: collateral without derivatives is worth its haircut value in both requirements',
    () => {
      let [cases, largest] = [0, 0];
      for (const line of DERIVE!.trim().split('\n')) {
        const { scenario, expected } = JSON.parse(line) as DeriveCase;
        const isPlain = scenario.Options.length === 0 && scenario.NumPerps === 0 && scenario.Collaterals.length > 0;
        const isSure = scenario.SpotConfidence >= 0.55 && scenario.Collaterals.every((each) => each.Confidence >= 0.55);
        if (!isPlain || !isSure || scenario.Collaterals.some((each) => each.IsRiskCancelling)) continue;
        const worth = { initial: scenario.Cash, maintenance: scenario.Cash };
        for (const { Amount, Price, MMHaircut, IMHaircut } of scenario.Collaterals) {
          const rule: HaircutRule = { kind: 'flat', fraction: MMHaircut + IMHaircut, maintenanceFraction: MMHaircut };
          const counted = countedValue(of(rule), Amount, Price / scenario.StablePrice);
          worth.initial += counted.initial;
          worth.maintenance += counted.maintenance;
        }
        cases++;
        largest = Math.max(
          largest,
          Math.abs(worth.initial / expected.IM - 1),
          Math.abs(worth.maintenance / expected.MM - 1),
        );
      }
      console.log(`haircut derive: ${cases} cases, largest error ${largest} (relative)`);
      expect(cases).toBeGreaterThan(0);
      expect(largest).toBeLessThan(1e-12);
    },
  );
});

type DeriveCase = {
  readonly scenario: {
    readonly Cash: number;
    readonly SpotConfidence: number;
    readonly NumPerps: number;
    readonly StablePrice: number;
    readonly Options: readonly unknown[];
    readonly Collaterals: readonly {
      Amount: number;
      Price: number;
      Confidence: number;
      IsRiskCancelling: boolean;
      IMHaircut: number;
      MMHaircut: number;
    }[];
  };
  readonly expected: { readonly IM: number; readonly MM: number };
};

const MARKET = marketOf(
  marketSnapshot({
    asOf: '2026-06-01T00:00:00Z',
    underlyings: [{ id: 'ETH', price: 2_000, rate: 0, dividendYield: 0 }],
    instruments: [],
  }),
);

function holdingEther(quantity: string) {
  const collateral = [{ asset: 'ETH', quantity, venue: 'main' }];
  return bookOf({ baseCurrency: 'USD', positions: [], orders: [], collateral }, MARKET);
}

describe('what a venue is worth', () => {
  const haircut = of({ kind: 'flat', fraction: 0.1 }, { asset: 'ETH' });

  it('takes a haircut once, off what is left after debts in the asset', () => {
    const loan = { rate: 0, compounding: 'simple', ltv: 0, liquidationThreshold: 0, liquidationPenalty: 0 } as const;
    const book = bookOf(
      {
        baseCurrency: 'USD',
        positions: [],
        orders: [],
        collateral: [
          { asset: 'ETH', quantity: '10', venue: 'main' },
          { asset: 'ETH', quantity: '-4', venue: 'main' },
          { asset: 'ETH', quantity: '-1', venue: 'other' },
        ],
        loans: [{ ...loan, side: 'borrow', asset: 'ETH', quantity: '1', account: 'main', venue: 'main' }],
      },
      MARKET,
    );
    const main = venueWorth(book, 'main', [haircut, of({ kind: 'flat', fraction: 1 }, { asset: 'NOT-HELD' })]);
    expect(main).toMatchObject({ equity: 10_000, worth: { initial: 9_000, maintenance: 9_000 } });
    expect(main.collateral).toHaveLength(1);
    expect(venueWorth(book, 'other', [haircut]).worth).toEqual({ initial: -2_000, maintenance: -2_000 });
  });

  it('keeps an asset out of the scenarios whose haircut stands for its moves, and a debt in them', () => {
    const moves = { ...haircut, covers: 'price-moves' } as const;
    expect(scannedBook(holdingEther('5'), [moves]).lines).toHaveLength(0);
    expect(scannedBook(holdingEther('-5'), [moves]).lines).toHaveLength(1);
    expect(scannedBook(holdingEther('5'), [haircut]).lines).toHaveLength(1);
    expect(venueWorth(holdingEther('5'), 'main', [moves]).collateral[0]!.inScenarios).toBe(false);
    expect(venueWorth(holdingEther('5'), 'main', [haircut]).collateral[0]!.inScenarios).toBe(true);
  });
});
