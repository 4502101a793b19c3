/** How far the bid and the ask stand from the mark, as a fraction of it. */
const OPTION_HALF_SPREAD_FRACTION = 0.015;

/** A mark on four decimals with a bid and an ask on the tick around it; nobody bids for what is worth less than a tick. */
export function quoteOption(value: number, tick: number) {
  const mark = roundTo(value, 0.0001);
  const halfSpread = Math.max(tick, OPTION_HALF_SPREAD_FRACTION * mark);
  const bid = roundTo(Math.floor((mark - halfSpread) / tick) * tick, 0.0001);
  const ask = roundTo(Math.ceil((mark + halfSpread) / tick) * tick, 0.0001);
  return { mark, bid: bid > 0 ? bid : null, ask };
}

/** A mark with a spread of one basis point to each side. */
export function quoteDeltaOne(value: number) {
  const mark = roundTo(value, 0.01);
  return { mark, bid: roundTo(mark * 0.9999, 0.01), ask: roundTo(mark * 1.0001, 0.01) };
}

/** The nearest multiple of a power of ten, as the double that prints short. */
export function roundTo(value: number, unit: number): number {
  const perUnit = Math.round(1 / unit);
  return Math.round(value * perUnit) / perUnit;
}
