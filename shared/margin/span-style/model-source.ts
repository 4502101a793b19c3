import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { rateToExpiry } from '../../market/index.ts';
import { exp } from '../../numerics/index.ts';
import { type Black76Option, black76Greeks, black76Value } from '../../pricing/index.ts';
import { type Book, baseRate, type PositionLine, type Valuation, valuationOf } from '../../risk/index.ts';
import { callersScanSpreads } from './file-source.ts';
import type { SpanParameters, UnderlyingParameters } from './parameters.ts';
import type { RiskBook, RiskLine, RiskSource } from './risk-lines.ts';
import { type ScanPoint, scanPoints } from './scenarios.ts';
import {
  bySeriesAndPriority,
  type CombinedCommodity,
  type InterSpread,
  type IntraSpread,
  PAIRED_SCENARIOS,
  type Period,
} from './span-file.ts';

const YEAR_DAYS = 365;
const ALL_PERIODS = { start: '000000', end: '999999' };

/**
 * Puts books in the terms of the caller's own scan ranges, each underlying a combined commodity:
 *
 * option: `RA[s] = w_s·m·(V(F, σ, T) − V(F + u_s·PSR, σ ± VSR, T − look-ahead))`, Black-76, a vol or forward never below 0;
 * future, perpetual and spot: `RA[s] = −w_s·u_s·PSR·m`.
 *
 * Source: tradfi-margin.md §2.1.
 */
export function modelSource(parameters: SpanParameters): RiskSource {
  const points = scanPoints(parameters.extremeMultiple, parameters.extremeFraction);
  return (book) => {
    const lines: RiskLine[] = [];
    const rates = new Map<string, number>();
    for (const [index, line] of book.lines.entries()) {
      if (line.kind !== 'position') continue;
      const placed = placeLine(book, line, index, parameters, points);
      if (!placed.ok) return placed;
      lines.push(placed.value);
      rates.set(placed.value.commodity, 1);
    }
    const commodities = [...rates.keys()].map(
      (id) => [id, commodityOf(id, book, parameters.underlyings[id]!)] as const,
    );
    return succeed({
      commodities: new Map(commodities),
      rates,
      interSpreads: parameters.credits.map(creditOf),
      scanSpreads: callersScanSpreads(parameters),
      pairedScenarios: PAIRED_SCENARIOS,
      lines,
      warnings: ['arrays-from-model: no risk-parameter file', ...exerciseWarnings(book)],
    } satisfies RiskBook);
  };
}

/** The rule prices options on futures by Black-76, whatever their exercise. */
function exerciseWarnings(book: Book): string[] {
  const american = [...book.valuations.values()].filter((valuation) => valuation.american !== null);
  return american.map(({ contract }) => `american-exercise-not-valued: ${contract.instrument.id}`);
}

function placeLine(
  book: Book,
  line: PositionLine,
  index: number,
  parameters: SpanParameters,
  points: readonly ScanPoint[],
): Outcome<RiskLine> {
  const { instrument } = line.contract;
  const { underlying, payoff, id } = instrument;
  if (!Object.hasOwn(parameters.underlyings, underlying)) {
    const detail = `${id}: send a risk-parameter file (parameterFileId, parameters.file), or priceScanRange and volScanRange under parameters.underlyings.${underlying}`;
    return failAt('not-applicable', line.pointer, detail);
  }
  if (payoff === 'inverse') return failAt('not-applicable', line.pointer, `${id} is inverse: it pays in coin`);
  const ranges = parameters.underlyings[underlying]!;
  const valuation = valuationOf(book, id);
  if (valuation.american !== null) {
    return failAt(
      'unsupported',
      line.pointer,
      `${id}: the scan's own model prices European exercise: send a parameter file`,
    );
  }
  const money = instrument.multiplier * baseRate(book, instrument.settlementCurrency);
  const scan = { ranges, points, parameters };
  const { losses, delta } =
    valuation.option === null ? deltaOne(scan) : optionRisk(valuation.option, rateOf(book, valuation), scan);
  return succeed({
    line: index,
    commodity: underlying,
    contract: id,
    period: periodOf(book, valuation),
    losses: losses.map((loss) => loss * money),
    delta: delta * instrument.multiplier,
    right: instrument.kind === 'option' ? instrument.right : null,
    contracts: 1,
    optionValue: instrument.kind === 'option' ? valuation.mark * money : 0,
  });
}

type Scan = {
  readonly ranges: UnderlyingParameters;
  readonly points: readonly ScanPoint[];
  readonly parameters: SpanParameters;
};
type UnitRisk = { readonly losses: Float64Array; readonly delta: number };

function deltaOne({ ranges, points }: Scan): UnitRisk {
  const losses = Float64Array.from(points, ({ priceMove, weight }) => -weight * priceMove * ranges.priceScanRange || 0);
  return { losses, delta: 1 };
}

function optionRisk(option: Black76Option, rate: number, scan: Scan): UnitRisk {
  const { ranges, points, parameters } = scan;
  const start = black76Value(option);
  const losses = Float64Array.from(points, ({ priceMove, volMove, weight }) => {
    const moved = shifted(
      option,
      rate,
      priceMove * ranges.priceScanRange,
      shockedVol(option, volMove, ranges),
      parameters,
    );
    return weight * (start - valueOf(moved));
  });
  return { losses, delta: compositeDelta(option, rate, scan) };
}

/** The option after the look-ahead, its forward moved; a forward below 0 counts as 0. */
function shifted(
  option: Black76Option,
  rate: number,
  move: number,
  volAnnual: number,
  { lookAheadDays }: SpanParameters,
): Black76Option {
  const timeYears = Math.max(0, option.timeYears - lookAheadDays / YEAR_DAYS);
  const discount = lookAheadDays === 0 ? option.discount : exp(-rate * timeYears);
  return { ...option, forward: Math.max(0, option.forward + move), volAnnual, timeYears, discount };
}

function shockedVol({ volAnnual }: Black76Option, volMove: number, ranges: UnderlyingParameters): number {
  const range = ranges.volScanRangeIs === 'relative' ? volAnnual * ranges.volScanRange : ranges.volScanRange;
  return Math.max(0, volAnnual + volMove * range);
}

/** At a forward of 0 a call is worth nothing, and a put its strike. */
function valueOf(option: Black76Option): number {
  if (option.forward > 0) return black76Value(option);
  return option.type === 'call' ? 0 : option.discount * option.strike;
}

/** Mean of the delta after the look-ahead at seven prices within the scan range, with the weights of the clearing house. */
function compositeDelta(option: Black76Option, rate: number, { ranges, parameters }: Scan): number {
  let [delta, weights] = [0, 0];
  for (const [k, weight] of parameters.deltaWeights.entries()) {
    for (const move of k === 0 ? [0] : [k / 3, -k / 3]) {
      const moved = shifted(option, rate, move * ranges.priceScanRange, option.volAnnual, parameters);
      delta += weight * deltaOf(moved);
      weights += weight;
    }
  }
  return delta / weights;
}

function deltaOf(option: Black76Option): number {
  if (option.forward > 0) return black76Greeks(option).delta;
  return option.type === 'call' ? 0 : -option.discount;
}

function rateOf(book: Book, { contract: { instrument } }: Valuation): number {
  return instrument.kind === 'option' ? rateToExpiry(book.market, instrument) : 0;
}

/** Month of expiry: of the future below an option, where the market names it. */
function periodOf(book: Book, { contract: { instrument, quoted } }: Valuation): Period {
  const below = quoted.underlyingInstrument
    ? book.market.contracts.get(quoted.underlyingInstrument)?.instrument
    : undefined;
  const dated = below?.kind === 'future' ? below : instrument;
  return 'expiryMs' in dated ? new Date(dated.expiryMs).toISOString().slice(0, 7).replace('-', '') : '';
}

function commodityOf(code: string, book: Book, given: UnderlyingParameters): CombinedCommodity {
  const { shortOptionRate, shortOptionMethod = 'sum', tiers = [], spreads = [], delivery = [] } = given;
  return {
    code,
    currency: book.baseCurrency,
    scanTiers: [{ number: 0, ...ALL_PERIODS }],
    intraTiers: tiers,
    intraSpreads: spreads.map(spreadOf).toSorted(bySeriesAndPriority),
    delivery,
    shortOptions:
      shortOptionRate === undefined
        ? null
        : { method: shortOptionMethod, tiers: [{ ...ALL_PERIODS, rate: shortOptionRate }] },
    riskFactor: { member: 1, hedger: 1, speculator: 1 },
    initialToMaintenance: null,
    unsupported: [],
    warnings: [],
  };
}

function spreadOf({ rate, legs }: NonNullable<UnderlyingParameters['spreads']>[number], priority: number): IntraSpread {
  return {
    kind: legs.some((leg) => leg.tier !== undefined) ? 'tier' : 'series',
    priority,
    rate,
    legs: legs.map(({ period, tier, ratio, side }) => ({
      of: period === undefined ? { tier: tier! } : { period },
      ratio,
      side,
    })),
  };
}

function creditOf({ creditFraction, legs }: SpanParameters['credits'][number], priority: number): InterSpread {
  return {
    priority,
    stage: 'normal',
    legs: legs.map((leg) => ({ ...leg, tier: null, creditFraction })),
    unsupported: null,
  };
}
