import { requireThat } from '../foundation/index.ts';
import { bracketedRoot } from '../numerics/index.ts';
import {
  type Book,
  baseRate,
  deltaOfLine,
  equityOf,
  holdingOf,
  moveBooks,
  type PositionLine,
  underlyingOf,
  underlyingPrice,
} from '../risk/index.ts';
import { type Scenario, shockOf } from '../scenarios/index.ts';

/** How a trade moves a price, by its size x as a fraction of a day's volume: `coefficient·x`, or `coefficient·√x`. */
export type HedgeImpact = { readonly kind: 'linear' | 'square-root'; readonly coefficient: number };

export type UnderlyingFeedback = {
  readonly underlying: string;
  /** what the scenario says */
  readonly spotShockFraction: number;
  /** after the hedge has moved the price on, or back */
  readonly finalShockFraction: number;
  /** units of the underlying that the hedger trades, + buys */
  readonly hedgeFlow: number;
  /** false where the hedge chases the price beyond all bounds: the move is then cut off where the search ended */
  readonly settles: boolean;
};

export type HedgeFeedback = {
  /** how much less the book gains because its own hedge moves prices; 0 without impact */
  readonly loss: number;
  readonly underlyings: readonly UnderlyingFeedback[];
};

const LOWEST = -0.99;
const HIGHEST = 10;
const N_STEPS_MAX = 100;
const CLOSE = 1e-12;

/**
 * Loss of a book that is kept delta-neutral in a thin market. From neutral at the start, a move of spot to S·(1+s) changes its delta by
 * ΔD(s), in full revaluation, so that −ΔD(s) units are traded, and that moves the price: `s = s₀ + I(−ΔD(s)/adv)`, I(x) = c·x or ±c·√|x|,
 * s₀ the scenario's shock. Short gamma buys as prices rise and drives them on, long gamma holds them back. With Π(s) the gain of the book and its first
 * hedge, `V(s) − V(0) − D(0)·S·s`, the loss is `Π(s₀) − Π(s)`, summed over underlyings, each moved alone.
 *
 * 0 for c = 0; rises with c for a book that is short or long gamma throughout — test/terms/12-non-linear-portfolio-risk.test.ts.
 *
 * @param advOf volume of a day in units of the underlying
 */
export function hedgeFeedback(
  book: Book,
  scenario: Scenario,
  impact: HedgeImpact,
  advOf: (underlying: string) => number,
): HedgeFeedback {
  const underlyings = new Set(
    book.lines.flatMap((line) => (line.kind === 'order' ? [] : (underlyingOf(book, line) ?? []))),
  );
  const results = [...underlyings].map((underlying) => {
    const part = partOn(book, underlying);
    const own = { book: part, scenario, underlying, delta: deltaOf(part, underlying) };
    const settled = settleMove(own, impact, advOf(underlying));
    const from = settled.spotShockFraction;
    const to = settled.finalShockFraction;
    return { settled, loss: from === to ? 0 : hedgedGain(own, from) - hedgedGain(own, to) };
  });
  return {
    loss: results.reduce((total, each) => total + each.loss, 0),
    underlyings: results.map(({ settled }) => settled),
  };
}

/** One underlying's part of a book in a scenario, and its delta before. */
type Hedged = {
  readonly book: Book;
  readonly scenario: Scenario;
  readonly underlying: string;
  readonly delta: number;
};

function settleMove(hedged: Hedged, { kind, coefficient }: HedgeImpact, adv: number): UnderlyingFeedback {
  requireThat(adv > 0 && coefficient >= 0, 'a volume above 0 and a coefficient of at least 0', { adv, coefficient });
  const { underlying, scenario } = hedged;
  const { spotShockFraction } = shockOf(scenario, underlying);
  const flowAt = (shock: number) => hedged.delta - deltaAt(hedged, shock);
  const moveOf = (flow: number): number => {
    const x = flow / adv;
    return coefficient * (kind === 'linear' ? x : Math.sign(x) * Math.sqrt(Math.abs(x)));
  };
  const stepFrom = (shock: number) => clamp(spotShockFraction + moveOf(flowAt(shock)));
  const { shock, settles } = fixedPoint(stepFrom, spotShockFraction);
  return { underlying, spotShockFraction, finalShockFraction: shock, hedgeFlow: flowAt(shock), settles };
}

function clamp(shock: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, shock));
}

/**
 * The first s with s = next(s) on the way from `start`. Where the hedge drives the price on, each step goes further the same way and none
 * passes the first such s. Where it holds the price back the steps would swing, so the sign of next(s) − s is bracketed.
 */
function fixedPoint(next: (shock: number) => number, start: number): { shock: number; settles: boolean } {
  const first = next(start);
  if (first === start) return { shock: start, settles: true };
  let shock = start;
  let step = first;
  for (let n = 0; n < N_STEPS_MAX; n++) {
    const after = next(step);
    if (Math.sign(after - step) * Math.sign(first - start) < 0) return heldBack(next, shock, step);
    [shock, step] = [step, after];
    if (Math.abs(step - shock) <= CLOSE) return { shock: step, settles: step !== LOWEST && step !== HIGHEST };
  }
  return { shock: step, settles: false };
}

function heldBack(next: (shock: number) => number, near: number, far: number): { shock: number; settles: boolean } {
  const [low, high] = near < far ? [near, far] : [far, near];
  return { shock: bracketedRoot((shock) => next(shock) - shock, low, high, CLOSE), settles: true };
}

function deltaAt(hedged: Hedged, shock: number): number {
  return deltaOf(movedTo(hedged, shock), hedged.underlying);
}

/** Gain of the book less that of its first delta: what is left after a hedge that is put on at the start and kept. */
function hedgedGain(hedged: Hedged, shock: number): number {
  const { book, underlying, delta } = hedged;
  const gain = equityOf(movedTo(hedged, shock)).amount - equityOf(book).amount;
  return gain - delta * underlyingPrice(book, underlying) * shock;
}

function movedTo({ book, scenario, underlying }: Hedged, spotShockFraction: number): Book {
  const shock = { ...shockOf(scenario, underlying), spotShockFraction };
  const alone = { ...scenario, spotShockFraction: 0, underlyings: { [underlying]: shock } };
  const [moved] = moveBooks(book, [alone]);
  requireThat(moved !== undefined, 'a book for every scenario');
  return moved;
}

/** Without what follows other underlyings, so that only what moves is priced. */
function partOn(book: Book, underlying: string): Book {
  const lines = book.lines.filter((line) => line.kind !== 'order' && underlyingOf(book, line) === underlying);
  const held = new Set(lines.map(holdingOf));
  return { ...book, lines, valuations: new Map([...book.valuations].filter(([id]) => held.has(id))) };
}

/** In units of the underlying; a gain since entry in its coin counts, so that an inverse perpetual's delta stays what it was. */
function deltaOf(book: Book, underlying: string): number {
  return book.lines.reduce((total, line) => {
    const entry = line.kind === 'position' ? line.gainSinceEntry * coinDelta(book, underlying, line) : 0;
    return total + line.quantity * deltaOfLine(book, line) + entry;
  }, 0);
}

function coinDelta(book: Book, underlying: string, { contract }: PositionLine): number {
  const { settlementCurrency } = contract.instrument;
  if (book.currencies.get(settlementCurrency)!.movesWith !== underlying) return 0;
  return baseRate(book, settlementCurrency) / underlyingPrice(book, underlying);
}
