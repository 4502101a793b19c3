import type { OptionLeg } from './spread-loss.ts';

/**
 * The name of a spread, whatever number of times it is held; null for one that the rule has no name for.
 *
 * Verticals, calendars and diagonals; butterflies, condors, iron butterflies and iron condors, boxes. A `short` one is the
 * one that takes in a credit.
 */
export function shapeOf(legs: readonly OptionLeg[]): string | null {
  const sorted = legs.toSorted(byRightAndStrike);
  const unit = Math.min(...sorted.map((leg) => Math.abs(leg.quantity)));
  const signs = sorted.map((leg) => leg.quantity / unit);
  if (sorted.length === 2) return pairShape(sorted[0]!, sorted[1]!, signs);
  if (new Set(sorted.map((leg) => leg.series.expiryMs)).size > 1) return null;
  if (sorted.length === 3) return butterfly(sorted, signs);
  return sorted.length === 4 ? fourLegs(sorted, signs) : null;
}

function byRightAndStrike(a: OptionLeg, b: OptionLeg): number {
  if (a.series.right !== b.series.right) return a.series.right === 'call' ? -1 : 1;
  return a.series.strike - b.series.strike || a.series.expiryMs - b.series.expiryMs;
}

function matches(signs: readonly number[], pattern: readonly number[]): boolean {
  return signs.length === pattern.length && pattern.every((each, i) => signs[i] === each);
}

/** `long-` where the signs are the pattern's, `short-` where they are its opposite. */
function sided(signs: readonly number[], pattern: readonly number[], name: string): string | null {
  if (matches(signs, pattern)) return `long-${name}`;
  return matches(
    signs,
    pattern.map((each) => -each),
  )
    ? `short-${name}`
    : null;
}

function pairShape(low: OptionLeg, high: OptionLeg, signs: readonly number[]): string | null {
  const { right } = low.series;
  if (high.series.right !== right || !(matches(signs, [1, -1]) || matches(signs, [-1, 1]))) return null;
  if (low.series.expiryMs !== high.series.expiryMs) {
    return low.series.strike === high.series.strike ? `${right}-calendar` : `${right}-diagonal`;
  }
  return signs[0] === 1 ? `bull-${right}-spread` : `bear-${right}-spread`;
}

function butterfly(legs: readonly OptionLeg[], signs: readonly number[]): string | null {
  const [low, middle, high] = legs.map((leg) => leg.series);
  if (low!.right !== high!.right) return null;
  if (middle!.strike - low!.strike !== high!.strike - middle!.strike) return null;
  return sided(signs, [1, -2, 1], `${low!.right}-butterfly`);
}

function fourLegs(legs: readonly OptionLeg[], signs: readonly number[]): string | null {
  const [first, second, third, fourth] = legs.map((leg) => leg.series);
  if (first!.right === fourth!.right) {
    const even = second!.strike - first!.strike === fourth!.strike - third!.strike;
    return even ? sided(signs, [1, -1, -1, 1], `${first!.right}-condor`) : null;
  }
  if (second!.right !== 'call' || third!.right !== 'put') return null;
  if (first!.strike === third!.strike && second!.strike === fourth!.strike) {
    return sided(signs, [1, -1, -1, 1], 'box');
  }
  if (fourth!.strike > first!.strike) return null;
  // calls (low, high), puts (low, high): short the inner strikes for a credit
  return sided(signs, [1, -1, -1, 1], fourth!.strike === first!.strike ? 'iron-butterfly' : 'iron-condor');
}
