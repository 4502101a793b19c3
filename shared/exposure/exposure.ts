import {
  type Book,
  deltaOfLine,
  GREEKS,
  type Greek,
  type Greeks,
  greeksPerContract,
  type Line,
  underlyingOf,
  underlyingPrice,
  worthOfLine,
} from '../risk/index.ts';

/** Greeks of some part of a book on one underlying. */
export type GreekTotals = {
  /** see `Greeks` for units: delta in units of the underlying, vega per 1.00 of vol, theta and charm per year */
  readonly raw: Greeks;
  /** what a move of the whole price would change, in money: one factor S for each derivative by the price, the others as they are */
  readonly cash: Greeks;
  /** Γ·S²/100: change of the cash delta for a move of 1 % */
  readonly gammaExposure: number;
};

export type ExposureCell = GreekTotals & {
  readonly underlying: string;
  /** null for what doesn't expire */
  readonly expiry: string | null;
  readonly venue: string;
};

export type UnderlyingExposure = GreekTotals & {
  readonly underlying: string;
  readonly price: number;
  /** delta where the underlying itself is the money: `S·∂(V/S)/∂S = delta − V/S`, in units of it */
  readonly coinDelta: number;
  /** what a delta hedger trades after a rise of 1 %: −Γ·S/100 units, and their cash */
  readonly hedgeFlow: { readonly units: number; readonly cash: number };
};

/** Gamma by strike, where options are held. */
export type StrikeExposure = {
  readonly underlying: string;
  readonly expiry: string;
  readonly strike: number;
  readonly gamma: number;
  readonly gammaExposure: number;
};

export type Exposure = {
  readonly currency: string;
  /** by underlying, expiry and venue, in that order; their sums are the totals */
  readonly cells: readonly ExposureCell[];
  readonly byUnderlying: readonly UnderlyingExposure[];
  /** by underlying, expiry and strike */
  readonly byStrike: readonly StrikeExposure[];
  /** over all underlyings: only money may be added, raw delta and gamma may not */
  readonly total: { readonly cash: Greeks; readonly gammaExposure: number };
};

/**
 * Greeks of what a book holds: cells of underlying × expiry × venue, their totals by underlying, and in money over all.
 * Coins held as collateral count with their delta; open orders don't count.
 */
export function exposureOf(book: Book): Exposure {
  const cells = groupBy(
    book.lines.flatMap((line) => lineCell(book, line)),
    ({ underlying, expiry, venue }) => [underlying, expiry ?? '', venue].join('|'),
  ).map(([first, ...others]) => others.reduce(addCells, first));
  const ordered = cells.toSorted(byKey);
  const byUnderlying = groupBy(ordered, (cell) => cell.underlying).map(([first, ...others]) => {
    const { underlying, raw, cash, gammaExposure } = others.reduce(addCells, first);
    const price = underlyingPrice(book, underlying);
    const units = (-raw.gamma * price) / 100;
    const coinDelta = raw.delta - worthOn(book, underlying) / price;
    return { underlying, price, raw, cash, gammaExposure, coinDelta, hedgeFlow: { units, cash: units * price } };
  });
  return {
    currency: book.baseCurrency,
    cells: ordered,
    byUnderlying,
    byStrike: strikeExposures(book),
    total: {
      cash: byUnderlying.reduce((total, { cash }) => addGreeks(total, cash), NO_GREEKS),
      gammaExposure: byUnderlying.reduce((total, each) => total + each.gammaExposure, 0),
    },
  };
}

const NO_GREEKS = greeksFrom(() => 0);

/** What turns a Greek into money: the price, once for each derivative by it. */
function moneyFactor(greek: Greek, price: number): number {
  switch (PRICE_DERIVATIVES[greek] ?? 0) {
    case 1:
      return price;
    case 2:
      return price * price;
    case 3:
      return price * price * price;
    default:
      return 1;
  }
}

/** How often each Greek is a derivative by the price; those not named never are. */
const PRICE_DERIVATIVES: Partial<Record<Greek, number>> = {
  delta: 1,
  vanna: 1,
  charm: 1,
  gamma: 2,
  zomma: 2,
  colour: 2,
  speed: 3,
};

/** Worth of everything that follows an underlying. */
function worthOn(book: Book, underlying: string): number {
  return book.lines.reduce(
    (sum, line) => (underlyingOf(book, line) === underlying ? sum + worthOfLine(book, line) : sum),
    0,
  );
}

function strikeExposures(book: Book): StrikeExposure[] {
  const options = book.lines.flatMap((line) =>
    line.kind === 'position' && line.contract.instrument.kind === 'option'
      ? [{ line, option: line.contract.instrument }]
      : [],
  );
  const groups = groupBy(options, ({ option }) => `${option.underlying}|${option.expiryMs}|${option.strike}`);
  return groups
    .map((group): StrikeExposure => {
      const [{ line, option }] = group;
      const { underlying, strike } = option;
      const gamma = group.reduce(
        (sum, each) => sum + each.line.quantity * greeksPerContract(book, each.option.id).gamma,
        0,
      );
      const price = underlyingPrice(book, underlying);
      const expiry = line.contract.quoted.expiry!;
      return { underlying, expiry, strike, gamma, gammaExposure: (gamma * price * price) / 100 };
    })
    .toSorted(
      (a, b) =>
        (a.underlying === b.underlying ? 0 : a.underlying < b.underlying ? -1 : 1) ||
        Date.parse(a.expiry) - Date.parse(b.expiry) ||
        a.strike - b.strike,
    );
}

function lineCell(book: Book, line: Line): ExposureCell[] {
  const underlying = underlyingOf(book, line);
  if (line.kind === 'order' || underlying === null) return [];
  const unit = line.kind === 'position' ? greeksPerContract(book, line.contract.instrument.id) : NO_GREEKS;
  const perUnit = line.kind === 'asset' ? { ...NO_GREEKS, delta: deltaOfLine(book, line) } : unit;
  const raw = greeksFrom((greek) => line.quantity * perUnit[greek]);
  const price = underlyingPrice(book, underlying);
  const cash = greeksFrom((greek) => raw[greek] * moneyFactor(greek, price));
  const expires = line.kind === 'position' && 'expiryMs' in line.contract.instrument;
  const expiry = expires ? (line.contract.quoted.expiry ?? null) : null;
  return [{ underlying, expiry, venue: line.venue, raw, cash, gammaExposure: cash.gamma / 100 }];
}

function greeksFrom(valueOf: (greek: Greek) => number): Greeks {
  return Object.fromEntries(GREEKS.map((greek) => [greek, valueOf(greek)])) as Greeks;
}

function addGreeks(a: Greeks, b: Greeks): Greeks {
  return greeksFrom((greek) => a[greek] + b[greek]);
}

function addCells(a: ExposureCell, b: ExposureCell): ExposureCell {
  return {
    ...a,
    raw: addGreeks(a.raw, b.raw),
    cash: addGreeks(a.cash, b.cash),
    gammaExposure: a.gammaExposure + b.gammaExposure,
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function byKey(a: ExposureCell, b: ExposureCell): number {
  const [left, right] = [a, b].map(({ underlying, expiry, venue }) => [underlying, expiry ?? '', venue]);
  const i = left!.findIndex((part, j) => part !== right![j]);
  return i < 0 ? 0 : left![i]! < right![i]! ? -1 : 1;
}
