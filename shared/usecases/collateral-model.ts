import { collect, decimal, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import { type ChosenMethod, requirementOf } from '../margin/index.ts';
import { quoteCurrency } from '../market/index.ts';
import type { CollateralModel, CollateralSource } from '../rebalance/index.ts';
import { asHeld, type Book, readBook, selectLines } from '../risk/index.ts';
import type { CollateralAsset, CollateralRequest, CollateralVenue } from './collateral-requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { chooseStressMethod } from './stress-method.ts';

export type CollateralTask = {
  readonly model: CollateralModel;
  readonly methods: readonly ChosenMethod[];
  readonly warnings: readonly string[];
};

/** Prices what may be posted and finds what each venue needs. Fails by pointer where one of them can't be known. */
export function collateralTask(subject: ResolvedSubject, request: CollateralRequest): Outcome<CollateralTask> {
  const stray = strayName(request);
  if (!stray.ok) return stray;
  const sources = sourcesOf(subject, request.assets);
  if (!sources.ok) return sources;
  const methods = collect(request.venues.map(({ method }, v) => methodOf(method, v)));
  if (!methods.ok) return methods;
  const needs = needsOf(subject, request.venues, methods.value);
  if (!needs.ok) return needs;
  const { haircuts, costs = [] } = request;
  return succeed({
    model: { sources: sources.value.sources, venues: needs.value, accepted: haircuts, costs },
    methods: methods.value.filter((method) => method !== null),
    warnings: sources.value.warnings,
  });
}

/** Every venue once, and no haircut, cost or asset of a venue that isn't there. */
function strayName({ venues, haircuts, costs = [], assets = [] }: CollateralRequest): Outcome<null> {
  const ids = venues.map(({ id }) => id);
  const twice = firstRepeat(ids);
  if (twice >= 0) return failAt('invalid-input', `/venues/${twice}/id`, `${ids[twice]} is there twice`);
  for (const [field, entries] of Object.entries({ haircuts, costs })) {
    const stray = entries.findIndex(({ venue }) => venue !== undefined && !ids.includes(venue));
    if (stray >= 0) return failAt('invalid-input', `/${field}/${stray}/venue`, 'is none of the venues');
  }
  const repeated = firstRepeat(haircuts.map(({ asset, venue }) => `${asset}>${venue ?? ''}`));
  if (repeated >= 0) return failAt('invalid-input', `/haircuts/${repeated}`, 'is there twice');
  const same = firstRepeat(assets.map(({ id, heldAt }) => `${id}>${heldAt ?? ''}`));
  return same < 0 ? succeed(null) : failAt('invalid-input', `/assets/${same}`, 'is there twice: state their sum');
}

/** Index of the first that was there before; −1: none. */
function firstRepeat(keys: readonly string[]): number {
  return keys.findIndex((key, k) => keys.indexOf(key) !== k);
}

type Sources = { readonly sources: readonly CollateralSource[]; readonly warnings: readonly string[] };

function sourcesOf(subject: ResolvedSubject, assets: readonly CollateralAsset[] | undefined): Outcome<Sources> {
  const offered = assets ?? heldAssets(subject);
  const priced = collect(offered.map((asset, k) => sourceOf(subject, asset, `/assets/${k}`)));
  if (!priced.ok) return priced;
  const atPar = priced.value.flatMap(({ source, atAssumedPar }) => (atAssumedPar ? [source.asset] : []));
  return succeed({
    sources: priced.value.map(({ source }) => source),
    warnings: [...new Set(atPar)].map((asset) => `${asset} is counted at par with the dollar`),
  });
}

/** The portfolio's collateral by asset and venue; debts can't be posted. */
function heldAssets({ portfolio }: ResolvedSubject): CollateralAsset[] {
  const held = new Map<string, CollateralAsset>();
  for (const { asset, quantity, venue } of portfolio.collateral) {
    const key = `${asset}>${venue}`;
    const sum = decimal(held.get(key)?.quantity ?? 0).plus(decimal(quantity));
    held.set(key, { id: asset, quantity: sum.toFixed(), heldAt: venue });
  }
  return [...held.values()].filter(({ quantity }) => decimal(quantity).gt(0));
}

function sourceOf({ market, portfolio }: ResolvedSubject, asset: CollateralAsset, pointer: string) {
  const { id, quantity, heldAt = null } = asset;
  const size = toNumber(decimal(quantity));
  const source = (price: number) => ({ asset: id, heldAt, value: size * price });
  if (asset.price !== undefined) return succeed({ source: source(asset.price), atAssumedPar: false });
  const [own, base] = [quoteCurrency(market, id), quoteCurrency(market, portfolio.baseCurrency)];
  if (!own.ok) return failAt(own.failure.reason, pointer, own.failure.detail);
  if (!base.ok) return failAt(base.failure.reason, '/portfolio/baseCurrency', base.failure.detail);
  return succeed({ source: source(own.value.price / base.value.price), atAssumedPar: own.value.atAssumedPar });
}

function methodOf(method: CollateralVenue['method'], v: number): Outcome<ChosenMethod | null> {
  return method === undefined ? succeed(null) : chooseStressMethod(method, `/venues/${v}/method`);
}

function needsOf(
  subject: ResolvedSubject,
  venues: readonly CollateralVenue[],
  methods: readonly (ChosenMethod | null)[],
): Outcome<CollateralModel['venues']> {
  if (methods.every((method) => method === null)) return collect(venues.map(stated));
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  return collect(
    venues.map((venue, v) => {
      const method = methods[v]!;
      return method === null ? stated(venue) : needOf(book.value, venue, method, `/venues/${v}/method`);
    }),
  );
}

function stated({ id, requirement }: CollateralVenue) {
  return succeed({ id, requirement: requirement! });
}

/** What the method asks for the positions and orders there; what lies there as collateral is what is being allocated. */
function needOf(book: Book, { id, kind = 'initial' }: CollateralVenue, method: ChosenMethod, pointer: string) {
  const own = book.lines.flatMap((line, i) => (line.venue === id && line.kind !== 'asset' ? [i] : []));
  if (own.length === 0) {
    return failAt('not-applicable', pointer, `the book has no position at ${id}: state its requirement`);
  }
  const margin = requirementOf(asHeld(selectLines(book, own)), method);
  if (!margin.ok) return failAt(margin.failure.reason, pointer, margin.failure.detail);
  return succeed({ id, requirement: Math.max(0, margin.value[kind]) });
}
