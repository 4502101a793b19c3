import type { PmrmParameters } from '../../../shared/margin/derive-pmrm-style/parameters.ts';
import type { VolMove } from '../../../shared/margin/derive-pmrm-style/scenario-list.ts';
import type { MarketSnapshot, QuotedInstrument } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { black76Value } from '../../../shared/pricing/index.ts';
import { instrument, marketSnapshot } from '../markets.ts';
import { AS_OF, after } from './instants.ts';

/** A case of the venue's PMRM_2 suite, in its own format: prices and amounts as numbers, times as seconds to expiry. */
export type Pmrm2Case = {
  readonly name: string;
  readonly scenario: {
    readonly Cash: number;
    readonly Collaterals: readonly {
      Name: string;
      Amount: number;
      Price: number;
      Confidence: number;
      IsRiskCancelling: boolean;
      IMHaircut: number;
      MMHaircut: number;
    }[];
    readonly SpotPrice: number;
    readonly SpotConfidence: number;
    readonly NumPerps: number;
    readonly PerpPrice: number;
    readonly PerpConfidence: number;
    readonly UnrealisedPerpPNL: number;
    readonly UnrealisedFunding: number;
    readonly StablePrice: number;
    readonly Options: readonly { Expiry: number; Strike: number; IsCall: 0 | 1; MarkVol: number; Amount: number }[];
    readonly OptionFeeds: readonly {
      FeedExpiry: number;
      Forward: number;
      ForwardConfidence: number;
      Rate: number;
      RateConfidence: number;
      OptionVolConfidences: number;
    }[];
  };
  readonly parameters: Pmrm2Parameters;
  readonly expected: {
    readonly IM: number;
    readonly MM: number;
    readonly forwardContingency: number;
    readonly scenarioPnL: readonly number[];
  };
};

type Pmrm2Parameters = {
  readonly Scenarios: readonly { SpotShock: number; VolShockDirection: string; DampeningFactor: number }[];
  readonly SkewShock: Readonly<Record<string, number>>;
  readonly VolShock: Readonly<Record<string, number>>;
  readonly Margin: Readonly<Record<string, number>>;
  readonly BasisContingency: Readonly<Record<string, number>>;
  readonly OtherContingency: Readonly<Record<string, number>>;
};

/** Not the name of any collateral: what follows spot is told by its underlying. */
const SPOT = 'INDEX';

const VOL_MOVES: Readonly<Record<string, VolMove>> = {
  UP: 'up',
  NONE: 'none',
  DOWN: 'down',
  LINEAR: 'skew-linear',
  ABS: 'skew-absolute',
};

export function pmrm2Market({ scenario }: Pmrm2Case): MarketSnapshot {
  const perpetual = instrument({
    id: 'PERP',
    kind: 'perpetual',
    underlying: SPOT,
    settlementCurrency: 'USDC',
    mark: scenario.PerpPrice,
    confidence: scenario.PerpConfidence,
  });
  return marketSnapshot({
    asOf: AS_OF,
    underlyings: [
      {
        id: SPOT,
        price: scenario.SpotPrice,
        assetClass: 'crypto-major',
        rate: 0,
        dividendYield: 0,
        confidence: scenario.SpotConfidence,
      },
    ],
    expiries: scenario.OptionFeeds.map((feed) => ({
      underlying: SPOT,
      expiry: after(feed.FeedExpiry),
      forward: feed.Forward,
      rate: feed.Rate,
      forwardConfidence: feed.ForwardConfidence,
      rateConfidence: feed.RateConfidence,
    })),
    instruments: [
      ...(scenario.PerpPrice > 0 ? [perpetual] : []),
      ...scenario.Options.map((option, i) => optionOf(scenario, option, i)),
      ...scenario.Collaterals.filter((each) => each.IsRiskCancelling).map((each) =>
        instrument({
          id: each.Name,
          kind: 'spot',
          underlying: SPOT,
          settlementCurrency: 'USD',
          mark: each.Price,
          confidence: each.Confidence,
        }),
      ),
    ],
    currencies: [
      { id: 'USDC', price: scenario.StablePrice },
      ...scenario.Collaterals.filter((each) => !each.IsRiskCancelling).map((each) => ({
        id: each.Name,
        price: each.Price,
        confidence: each.Confidence,
      })),
    ],
  });
}

/** The venue marks options at its vol with a rate that is never negative; such a mark is stated. */
function optionOf(
  { OptionFeeds }: Pmrm2Case['scenario'],
  { Expiry, Strike, IsCall, MarkVol }: Pmrm2Case['scenario']['Options'][number],
  i: number,
): QuotedInstrument {
  const feed = OptionFeeds.find((each) => each.FeedExpiry === Expiry)!;
  const right = IsCall === 1 ? 'call' : 'put';
  const terms = { strike: Strike, timeYears: Expiry / 31_536_000, volAnnual: MarkVol, discount: 1 };
  const mark = black76Value({ ...terms, type: right, forward: feed.Forward });
  return instrument({
    id: `OPTION-${i}`,
    kind: 'option',
    underlying: SPOT,
    expiry: after(Expiry),
    strike: Strike,
    right,
    settlementCurrency: 'USDC',
    impliedVol: MarkVol,
    confidence: feed.OptionVolConfidences,
    ...(feed.Rate < 0 ? { mark } : {}),
  });
}

/** A perpetual that isn't held has no gain either, whatever a case states of it. */
export function pmrm2Portfolio({ scenario }: Pmrm2Case): Portfolio {
  const perpetual = {
    instrument: 'PERP',
    quantity: String(scenario.NumPerps),
    averagePrice: String(scenario.PerpPrice),
    unrealisedFunding: String(scenario.UnrealisedPerpPNL + scenario.UnrealisedFunding),
    venue: 'main',
  };
  return {
    baseCurrency: 'USDC',
    positions: [
      ...(scenario.NumPerps === 0 ? [] : [perpetual]),
      ...scenario.Options.map(({ Amount }, i) => ({
        instrument: `OPTION-${i}`,
        quantity: String(Amount),
        venue: 'main',
      })),
    ],
    collateral: [
      { asset: 'USDC', quantity: String(scenario.Cash), venue: 'main' },
      ...scenario.Collaterals.map(({ Name, Amount }) => ({ asset: Name, quantity: String(Amount), venue: 'main' })),
    ],
    orders: [],
  };
}

/** The case's parameters under our names. */
export function pmrm2Parameters({ scenario, parameters }: Pmrm2Case): Partial<PmrmParameters> {
  const {
    VolShock: vol,
    Margin: margin,
    SkewShock: skew,
    BasisContingency: basis,
    OtherContingency: other,
  } = parameters;
  return {
    scenarios: parameters.Scenarios.map((each) => ({
      spotShockFraction: each.SpotShock - 1,
      vol: VOL_MOVES[each.VolShockDirection.toUpperCase()]!,
      dampeningFactor: each.DampeningFactor,
    })),
    volShock: {
      upFraction: vol['VOLRANGEUP']!,
      downFraction: vol['VOLRANGEDOWN']!,
      shortPower: vol['SHORTTERMPOWER']!,
      longPower: vol['LONGTERMPOWER']!,
      floorDays: vol['DTE_FLOOR']!,
      minUpAnnual: vol['MIN_VOL_EVAL_SHOCKED']!,
    },
    skew: {
      linear: { base: skew['LINEAR_SCALE_CAP']!, perRootYear: skew['LINEAR_CBASE']! },
      absolute: { base: skew['ABS_SCALE_CAP']!, perRootYear: skew['ABS_CBASE']! },
      minWidth: skew['MIN_K_STAR']!,
      widthScale: skew['MIN_WIDTH_SCALE']!,
      volStatic: skew['VOL_PARAM_STATIC']!,
      volPerRootYear: skew['VOL_PARAM_SCALE']!,
    },
    staticDiscount: {
      long: {
        base: margin['BASE_STATIC_DISCOUNT']!,
        rateMultiple: margin['LONG_RATE_MULTSCALE']!,
        rateAdd: margin['LONG_RATE_ADDSCALE']!,
      },
      short: {
        base: margin['BASE_STATIC_DISCOUNT_NEG']!,
        rateMultiple: margin['SHORT_RATE_MULTSCALE']!,
        rateAdd: margin['SHORT_RATE_ADDSCALE']!,
      },
    },
    basis: {
      upFraction: basis['SCENARIO_SPOT_UP']! - 1,
      downFraction: basis['SCENARIO_SPOT_DOWN']! - 1,
      addFactor: basis['BASIS_CONT_ADD_FACTOR']!,
      perYearFactor: basis['BASIS_CONT_MULT_FACTOR']!,
    },
    initialFactor: margin['IM_LOSS_FACTOR']!,
    maintenanceFactor: margin['MM_LOSS_FACTOR']!,
    perpetual: { maintenanceFraction: other['MM_PERP_PERCENT']!, initialFraction: other['IM_PERP_PERCENT']! },
    nakedOption: { maintenanceFraction: other['MM_OPTION_PERCENT']!, initialFraction: other['IM_OPTION_PERCENT']! },
    collateral: scenario.Collaterals.map((each) => ({
      asset: each.Name,
      maintenanceFraction: each.MMHaircut,
      initialFraction: each.IMHaircut,
    })),
    confidenceThreshold: other['CONF_THRESHOLD']!,
    confidenceFactor: other['CONF_MARGIN']!,
    pegThreshold: other['PEG_LOSS_THRESHOLD']!,
    pegFactor: other['PEG_LOSS_FACTOR']!,
  };
}
