import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import { equityOf, shockBooks } from '../risk/index.ts';
import { type LendingAccount, valueOfLeg } from './lending.ts';
import { closeMarginAccount, type Liquidated, type LiquidationTerms, liquidateLending } from './liquidate.ts';
import { type AccountName, isBreached, keyOf, type Rules, type Standing, standingsOf, type World } from './standing.ts';

export type Liquidation = AccountName & {
  readonly closed: number;
  readonly penalty: number;
  /** what the account is worth after it */
  readonly equityAfter: number;
};

/** Everything liquidated at the same prices, and what that does to them. */
export type CascadeRound = {
  readonly liquidations: readonly Liquidation[];
  /** by underlying: units sold, and the fraction that its price moves by */
  readonly sold: Readonly<Record<string, number>>;
  readonly moves: Readonly<Record<string, number>>;
  /** what the accounts that are left lose by the moves */
  readonly impactLoss: number;
};

export type Cascade = {
  readonly rounds: readonly CascadeRound[];
  readonly penalties: number;
  readonly impactLoss: number;
  /** penalties and impact */
  readonly loss: number;
  /** what liquidated accounts owe beyond all they had */
  readonly badDebt: number;
  /** of all accounts, liquidated ones at what they were worth after it */
  readonly equityAfter: number;
  readonly hasEnded: boolean;
};

/** Half of a debt repaid a round leaves less than a part in 1e15 of it after fifty. */
const ROUNDS_MAX = 50;

/**
 * Liquidates every account in breach at the prices of a round, moves the prices by what was sold (linear: units · impact per unit), and looks
 * again, until no account is in breach. Margin accounts are closed whole, lending accounts by the close fraction of their debt.
 */
export function runCascade(start: World, rules: Rules, terms: LiquidationTerms): Outcome<Cascade> {
  let world = start;
  const rounds: CascadeRound[] = [];
  const closed = new Map<string, number>();
  for (;;) {
    const standings = standingsOf(world, rules);
    if (!standings.ok) return standings;
    const breached = standings.value.filter((each) => isBreached(each) && hasSomething(each));
    if (breached.length === 0 || rounds.length === ROUNDS_MAX) {
      return succeed(totalsOf(rounds, [...closed.values()], standings.value, breached.length === 0));
    }
    const round = runRound(world, breached, terms);
    if (!round.ok) return round;
    for (const each of round.value.round.liquidations) {
      if (each.kind === 'margin') closed.set(keyOf(each), each.equityAfter);
    }
    world = round.value.world;
    rounds.push(round.value.round);
  }
}

/** A lending account whose collateral is gone, but for rounding, is left with its debt. */
function hasSomething({ kind, equity, required }: Standing): boolean {
  return kind === 'margin' || equity + required > 1e-9 * required;
}

function runRound(world: World, breached: readonly Standing[], terms: LiquidationTerms) {
  const fallen = breached.map((standing) => ({ standing, ...liquidateOne(world, standing, terms) }));
  const closed = new Set(breached.filter(({ kind }) => kind === 'margin').map(({ venue }) => venue));
  const book = { ...world.book, lines: world.book.lines.filter((line) => !closed.has(line.venue)) };
  const lending = world.lending.map((each) => fallen.find(({ own }) => own === each)?.left ?? each);
  const sold = new Map<string, number>();
  for (const { liquidated } of fallen) {
    for (const [id, units] of liquidated.sold) sold.set(id, (sold.get(id) ?? 0) + units);
  }
  const moves = impactOf(sold, terms);
  if (!moves.ok) return moves;
  const moved = moveWorld({ book, lending }, moves.value);
  const impactLoss = equityOfWorld({ book, lending }) - equityOfWorld(moved);
  const liquidations = fallen.map(({ standing: { kind, venue, account, equity }, liquidated }) => ({
    kind,
    venue,
    account,
    closed: liquidated.closed,
    penalty: liquidated.penalty,
    equityAfter: equity - liquidated.penalty,
  }));
  const round = { liquidations, sold: Object.fromEntries(sold), moves: moves.value, impactLoss };
  return succeed({ world: moved, round });
}

type Fallen = {
  readonly liquidated: Liquidated;
  /** of a lending account: what it was and what is left of it */
  readonly own?: LendingAccount;
  readonly left?: LendingAccount;
};

function liquidateOne({ book, lending }: World, { kind, venue, account }: Standing, terms: LiquidationTerms): Fallen {
  if (kind === 'margin') return { liquidated: closeMarginAccount(book, venue, terms) };
  const own = lending.find((each) => each.venue === venue && each.account === account)!;
  const { left, ...liquidated } = liquidateLending(book, own, terms);
  return { liquidated, own, left };
}

function totalsOf(
  rounds: readonly CascadeRound[],
  closed: readonly number[],
  left: readonly Standing[],
  hasEnded: boolean,
): Cascade {
  const liquidations = rounds.flatMap((round) => round.liquidations);
  const penalties = sumOf(liquidations.map(({ penalty }) => penalty));
  const impactLoss = sumOf(rounds.map((round) => round.impactLoss));
  const lending = left.filter(({ kind }) => kind === 'lending').map(({ equity }) => equity);
  return {
    rounds,
    penalties,
    impactLoss,
    loss: penalties + impactLoss,
    badDebt: sumOf([...closed, ...lending].map((equity) => Math.max(0, 0 - equity))),
    equityAfter: sumOf([...closed, ...left.map(({ equity }) => equity)]),
    hasEnded,
  };
}

/** `−units sold · impact per unit`, for the underlyings that have an impact. */
function impactOf(sold: ReadonlyMap<string, number>, terms: LiquidationTerms): Outcome<Record<string, number>> {
  const moves: [string, number][] = [];
  const impacts = new Map(Object.entries(terms.impactPerUnit ?? {}));
  for (const [id, units] of sold) {
    const move = 0 - units * (impacts.get(id) ?? 0);
    if (move === 0) continue;
    if (!(move > -1)) {
      const detail = `selling ${units} ${id} at this impact takes its price to 0 or below`;
      return failAt('invalid-input', `/liquidation/impactPerUnit/${id}`, detail);
    }
    moves.push([id, move]);
  }
  return succeed(Object.fromEntries(moves));
}

function moveWorld({ book, lending }: World, moves: Readonly<Record<string, number>>): World {
  const entries = Object.entries(moves).map(([id, move]) => [id, { spotShockFraction: move }] as const);
  if (entries.length === 0) return { book, lending };
  const impact = { id: 'impact', weight: 1, spotShockFraction: 0, underlyings: Object.fromEntries(entries) };
  const [moved] = shockBooks(book, [impact]);
  return { book: moved!, lending };
}

/** What all accounts that are left are worth. */
export function equityOfWorld({ book, lending }: World): number {
  return sumOf([
    equityOf(book).amount,
    ...lending.flatMap(({ legs }) =>
      legs.map((leg) => (leg.side === 'lend' ? valueOfLeg(book, leg) : 0 - valueOfLeg(book, leg))),
    ),
  ]);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
