import { fail, type Outcome, succeed } from '../../foundation/index.ts';
import { type Offset, offsetsOf } from './offsets.ts';
import type { StrategyParameters } from './parameters.ts';
import type { Measure, OptionSeries, Series } from './series.ts';
import { type Side, singleRequirement } from './single-positions.ts';

const SIDES: readonly Side[] = ['long', 'short'];

/** A spread pool: short options of one expiry and long ones that expire no earlier, by index of the series. */
export type SpreadPool = {
  readonly expiryMs: number;
  readonly long: readonly number[];
  readonly short: readonly number[];
};

/** What the series of one underlying can be paired into, whatever is held of them. */
export type Candidates = {
  readonly series: readonly Series[];
  readonly single: (index: number, side: Side, measure: Measure) => number;
  readonly offsets: readonly IndexedOffset[];
  readonly pools: readonly SpreadPool[];
  readonly parameters: StrategyParameters;
};

/** An offset whose legs are named by their place among the series. */
export type IndexedOffset = {
  readonly offset: Offset;
  readonly legs: readonly { readonly index: number; readonly quantity: number }[];
};

/**
 * Every offset and spread pool of the series. They don't depend on what is held, so a book of zeros has the same.
 *
 * @returns `limit-exceeded` naming `candidatesMax` and the underlying
 */
export function candidatesOf(
  underlying: string,
  series: readonly Series[],
  parameters: StrategyParameters,
): Outcome<Candidates> {
  const pools = poolsOf(series);
  const spreadLegs = pools.reduce((total, { long, short }) => total + long.length + short.length, 0);
  const combinations = rightCount(series, 'call') * rightCount(series, 'put');
  if (spreadLegs + combinations > parameters.candidatesMax)
    return refuse(underlying, spreadLegs + combinations, parameters);
  const offsets = indexed(series, offsetsOf({ long: series, short: series }));
  if (spreadLegs + offsets.length > parameters.candidatesMax)
    return refuse(underlying, spreadLegs + offsets.length, parameters);
  const [long, short] = (['long', 'short'] as const).map((side) =>
    series.map((each) => singleRequirement(each, side, parameters.longTermLoanFraction)),
  );
  return succeed({
    series,
    single: (index, side, measure) => (side === 'long' ? long! : short!)[index]![measure],
    offsets,
    pools,
    parameters,
  });
}

function refuse(underlying: string, size: number, { candidatesMax }: StrategyParameters): Outcome<never> {
  const detail = `the series of ${underlying} make ${size} candidate offsets and spread legs; candidatesMax is ${candidatesMax}`;
  return fail('limit-exceeded', detail);
}

function rightCount(series: readonly Series[], right: OptionSeries['right']): number {
  return series.filter((each) => each.kind === 'option' && each.right === right).length;
}

function indexed(series: readonly Series[], offsets: readonly Offset[]): IndexedOffset[] {
  const places = new Map(series.map((each, index) => [each, index]));
  return offsets.map((offset) => ({
    offset,
    legs: offset.legs.map((leg) => ({ index: places.get(leg.series)!, quantity: leg.quantity })),
  }));
}

function poolsOf(series: readonly Series[]): SpreadPool[] {
  const options = series.flatMap((each, index) => (each.kind === 'option' ? [{ each, index }] : []));
  const expiries = [...new Set(options.map(({ each }) => each.expiryMs))].toSorted((a, b) => a - b);
  return expiries.map((expiryMs) => ({
    expiryMs,
    long: options.filter(({ each }) => each.expiryMs >= expiryMs).map(({ index }) => index),
    short: options.filter(({ each }) => each.expiryMs === expiryMs).map(({ index }) => index),
  }));
}

/** Whether initial and maintenance ask the same of every position and offset, as they do of options alone. */
export function measuresAgree({ series, single, offsets }: Candidates): boolean {
  return (
    series.every((_, index) =>
      SIDES.every((side) => single(index, side, 'initial') === single(index, side, 'maintenance')),
    ) && offsets.every(({ offset: { requirement } }) => requirement.initial === requirement.maintenance)
  );
}
