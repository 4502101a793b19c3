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
} from '../risk/index.ts';

/** Greeks of some part of a book on one underlying. */
export type GreekTotals = {
  /** see `Greeks` for units: delta in units of the underlying, vega per 1.00 of vol, theta and charm per year */
  readonly raw: Greeks;
  /** what a move of the whole price would change, in money: delta·S, gamma·S², vanna·S, charm·S, the others as they are */
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

export type UnderlyingExposure = GreekTotals & { readonly underlying: string; readonly price: number };

export type Exposure = {
  readonly currency: string;
  /** by underlying, expiry and venue, in that order; their sums are the totals */
  readonly cells: readonly ExposureCell[];
  readonly byUnderlying: readonly UnderlyingExposure[];
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
    return { underlying, price: underlyingPrice(book, underlying), raw, cash, gammaExposure };
  });
  return {
    currency: book.baseCurrency,
    cells: ordered,
    byUnderlying,
    total: {
      cash: byUnderlying.reduce((total, { cash }) => addGreeks(total, cash), NO_GREEKS),
      gammaExposure: byUnderlying.reduce((total, each) => total + each.gammaExposure, 0),
    },
  };
}

const NO_GREEKS = greeksFrom(() => 0);

/** What turns a Greek into money: the price, once for each derivative by it. */
function moneyFactor(greek: Greek, price: number): number {
  if (greek === 'gamma') return price * price;
  return greek === 'delta' || greek === 'vanna' || greek === 'charm' ? price : 1;
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
