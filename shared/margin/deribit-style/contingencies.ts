import { timeToExpiryYears } from '../../market/index.ts';
import { absolute, constant, type Expression, line, local, sum } from '../../requirement/index.ts';
import { type Book, deltaPerContract, type PositionLine, underlyingPrice } from '../../risk/index.ts';
import type { DeribitPair } from './parameters.ts';
import { isBalance, type PairLines } from './pool-plan.ts';

/**
 * Roll shock: `Σ_e |net delta_e|·S·max(least move, move per year · T_e)`, a perpetual at the least move.
 * Both of the venue's examples, to the last digit.
 */
export function rollShock(book: Book, lines: PairLines): Expression {
  const byExpiry = Map.groupBy(contractsOf(book, lines), ([, contract]) => expiryOf(contract));
  const price = underlyingPrice(book, lines.underlying);
  const cashDelta = (contracts: readonly [number, PositionLine][]) =>
    line(
      contracts.map(([index]) => index),
      contracts.map(([, each]) => price * deltaPerContract(book, each.contract.instrument.id)),
    );
  return sum(
    [...byExpiry.values()].map((contracts) => absolute(cashDelta(contracts))),
    [...byExpiry.keys()].map((expiryMs) => moveFraction(book, expiryMs, lines.pair)),
  );
}

const NEVER = Number.POSITIVE_INFINITY;

function expiryOf({ contract: { instrument } }: PositionLine): number {
  return 'expiryMs' in instrument ? instrument.expiryMs : NEVER;
}

function moveFraction({ market }: Book, expiryMs: number, pair: DeribitPair): number {
  const { minAnnualisedMoveFraction, annualisedMoveRiskFraction } = pair;
  if (expiryMs === NEVER) return minAnnualisedMoveFraction;
  return Math.max(minAnnualisedMoveFraction, annualisedMoveRiskFraction! * timeToExpiryYears(market, expiryMs));
}

/** What the delta shock needs of a pair; null where the version does not know it. */
export type DeltaShockTerms = {
  readonly perCoin: number;
  readonly thresholdCoins: number;
  readonly maxFraction: number;
};

/**
 * Delta (liquidity) shock: `S·|d|·min(m·max(|d| − threshold, 0), most)` coins of the delta d that long options don't hedge.
 * Not convex; 0 below its threshold, which is what a program sees of it. A third party's account of the rule.
 */
export function deltaShock(book: Book, lines: PairLines, terms: DeltaShockTerms): Expression {
  const contracts = contractsOf(book, lines);
  const deltas = contracts.map(([, each]) => deltaPerContract(book, each.contract.instrument.id));
  const isOption = contracts.map(([, each]) => each.contract.instrument.kind === 'option');
  const price = underlyingPrice(book, lines.underlying);
  return local({
    children: contracts.map(([index]) => line([index], [1])),
    below: [constant(0)],
    fn: (quantities) => {
      const long = Array.from(quantities, (quantity, j) => isOption[j]! && quantity > 0);
      const unhedged = unhedgedDelta(quantities, deltas, long);
      const size = Math.abs(unhedged.delta);
      const { fraction, slope } = shockFraction(size, terms);
      const perDelta = price * (fraction + size * slope) * Math.sign(unhedged.delta);
      return {
        value: price * size * fraction,
        partials: deltas.map((delta, j) => perDelta * delta * (long[j]! ? unhedged.ofLong : unhedged.ofRest)),
      };
    },
  });
}

/** `m·max(size − threshold, 0)`, at most the largest shock, and its slope. */
function shockFraction(size: number, { perCoin, thresholdCoins, maxFraction }: DeltaShockTerms) {
  const fraction = perCoin * Math.max(size - thresholdCoins, 0);
  if (fraction >= maxFraction) return { fraction: maxFraction, slope: 0 };
  return { fraction, slope: fraction > 0 ? perCoin : 0 };
}

/**
 * d₁ the delta of long options, d₂ all other delta: d₂ as far as d₁ doesn't bring it nearer to 0, `d = sign·max(min(s·(d₁+d₂), s·d₂), 0)`
 * with s the sign of d₂; and its slopes in d₁ and d₂.
 */
function unhedgedDelta(quantities: Float64Array, deltas: readonly number[], long: readonly boolean[]) {
  let ofLongOptions = 0;
  let ofRest = 0;
  for (const [j, delta] of deltas.entries()) {
    if (long[j]!) ofLongOptions += delta * quantities[j]!;
    else ofRest += delta * quantities[j]!;
  }
  const sign = ofRest < 0 ? -1 : 1;
  const isHedge = sign * ofLongOptions < 0;
  const size = sign * (isHedge ? ofLongOptions + ofRest : ofRest);
  if (size <= 0) return { delta: 0, ofLong: 0, ofRest: 0 };
  return { delta: sign * size, ofLong: isHedge ? 1 : 0, ofRest: 1 };
}

/** The contracts held on the pair with their lines, without spot. */
function contractsOf(book: Book, { held }: PairLines): [number, PositionLine][] {
  return held.flatMap((index): [number, PositionLine][] => {
    const each = book.lines[index]!;
    return each.kind === 'position' && !isBalance(each) ? [[index, each]] : [];
  });
}
