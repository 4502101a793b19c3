import { asHeld, type Book, baseRate, type Line, worthOfLine } from '../risk/index.ts';
import { type Counted, countedValue, type Haircut } from './haircut.ts';

/** One asset at a venue, debts in it taken off first. */
export type CollateralRow = {
  readonly asset: string;
  /** collateral and lending legs together */
  readonly quantity: number;
  readonly value: number;
  /** what of it counts */
  readonly counted: Counted;
  readonly haircut: 'none' | Haircut['rule']['kind'];
  readonly appliesTo: 'none' | Haircut['appliesTo'];
  /** whether its moves are in the scenarios, or stand in its haircut */
  readonly inScenarios: boolean;
};

export type VenueWorth = {
  readonly equity: number;
  /** equity less haircuts, towards each requirement */
  readonly worth: Counted;
  readonly collateral: readonly CollateralRow[];
};

/** What each venue is worth, in base currency. A haircut is taken once, off the positive remainder of each asset. */
export function venueWorth(book: Book, venue: string, haircuts: readonly Haircut[]): VenueWorth {
  const lines = book.lines.filter((line) => line.venue === venue);
  const equity = lines.reduce((total, line) => total + worthOfLine(book, line), 0);
  const collateral = netAssets(lines).map(([asset, quantity]) => rowOf(book, venue, { asset, quantity, haircuts }));
  const lost = (name: keyof Counted) => collateral.reduce((total, row) => total + row.value - row.counted[name], 0);
  return {
    equity,
    worth: { initial: equity - lost('initial'), maintenance: equity - lost('maintenance') },
    collateral,
  };
}

/** The book without the holdings whose moves their haircut stands for: what the scenarios see. */
export function scannedBook(book: Book, haircuts: readonly Haircut[]): Book {
  const lines = book.lines.filter((line) => {
    if (line.kind !== 'asset' || line.quantity <= 0) return true;
    return haircutOf(haircuts, line.asset, line.venue)?.covers !== 'price-moves';
  });
  return asHeld({ ...book, lines });
}

/** The one for the venue, else the one for every venue. */
function haircutOf(haircuts: readonly Haircut[], asset: string, venue: string): Haircut | undefined {
  const ofAsset = haircuts.filter((each) => each.asset === asset);
  return ofAsset.find((each) => each.venue === venue) ?? ofAsset.find((each) => each.venue === undefined);
}

function netAssets(lines: readonly Line[]): [asset: string, quantity: number][] {
  const net = new Map<string, number>();
  for (const line of lines) {
    if (line.kind === 'asset') net.set(line.asset, (net.get(line.asset) ?? 0) + line.quantity);
  }
  return [...net];
}

type Held = { readonly asset: string; readonly quantity: number; readonly haircuts: readonly Haircut[] };

function rowOf(book: Book, venue: string, { asset, quantity, haircuts }: Held): CollateralRow {
  const price = baseRate(book, asset);
  const value = quantity * price;
  const haircut = haircutOf(haircuts, asset, venue);
  if (haircut === undefined) {
    const counted = { initial: value, maintenance: value };
    return { asset, quantity, value, counted, haircut: 'none', appliesTo: 'none', inScenarios: true };
  }
  return {
    asset,
    quantity,
    value,
    counted: countedValue(haircut, quantity, price),
    haircut: haircut.rule.kind,
    appliesTo: haircut.appliesTo,
    inScenarios: quantity <= 0 || haircut.covers === 'liquidity',
  };
}
