import { type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, requirementOf } from '../margin/index.ts';
import type { Loan } from '../portfolio/index.ts';
import { type Book, shockBooks } from '../risk/index.ts';
import type { Scenario } from '../scenarios/index.ts';
import type { Haircut } from './haircut.ts';
import { healthOf, type LendingAccount, type LendingHealth, lendingAccounts } from './lending.ts';
import { scannedBook, venueWorth } from './venue-worth.ts';

/** What can be liquidated by itself: the positions and collateral at a venue, or a lending account there. */
export type AccountName = {
  readonly kind: 'margin' | 'lending';
  readonly venue: string;
  /** of a lending account */
  readonly account: string | null;
};

/** Where an account stands at some prices: it is liquidated once what is required is more than what it has. */
export type Standing = AccountName & {
  /** worth less debts, no haircut taken */
  readonly equity: number;
  /** of a margin account its maintenance requirement, of a lending account its debt */
  readonly required: number;
  /** of a margin account its worth after haircuts, of a lending account its liquidation limit */
  readonly covered: number;
};

/** Everything that a liquidation looks at, in one state of the world. */
export type World = {
  /** positions, orders and collateral; no lending legs among its lines */
  readonly book: Book;
  readonly lending: readonly LendingAccount[];
};

export type Rules = { readonly method: ChosenMethod; readonly haircuts: readonly Haircut[] };

/** The world after each shock, interest run on to its instant. */
export function worldsAfter(book: Book, loans: readonly Loan[], scenarios: readonly Scenario[]): World[] {
  return Array.from(shockBooks(book, scenarios), (moved) => ({
    book: moved,
    lending: lendingAccounts(loans, moved.market.asOfMs),
  }));
}

export function isBreached({ covered, required }: Standing): boolean {
  return covered < required;
}

/** Every account of the world, margin accounts first, in order of venues. */
export function standingsOf({ book, lending }: World, rules: Rules): Outcome<Standing[]> {
  const standings: Standing[] = [];
  for (const venue of [...new Set(book.lines.map((line) => line.venue))].toSorted()) {
    const lines = book.lines.filter((line) => line.venue === venue);
    const own = { ...book, lines };
    const required = requirementOf(scannedBook(own, rules.haircuts), rules.method);
    if (!required.ok) return required;
    const { equity, worth } = venueWorth(own, venue, rules.haircuts);
    const { maintenance } = required.value;
    standings.push({ kind: 'margin', venue, account: null, equity, required: maintenance, covered: worth.maintenance });
  }
  for (const each of lending) standings.push(lendingStanding(each, healthOf(book, each)));
  return succeed(standings);
}

function lendingStanding({ venue, account }: LendingAccount, health: LendingHealth): Standing {
  const { lent, debt, liquidationLimit } = health;
  return { kind: 'lending', venue, account, equity: lent - debt, required: debt, covered: liquidationLimit };
}

export function keyOf({ kind, venue, account }: AccountName): string {
  return `${kind}|${venue}|${account ?? ''}`;
}
