import { collect, type Failure, fail, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import { gainPerContract, isDeltaOne } from '../instruments/index.ts';
import { type CurrencyQuote, findContract, type Market, quoteCurrency } from '../market/index.ts';
import type { Portfolio } from '../portfolio/index.ts';
import type { Book } from './book.ts';
import type { AssetLine, Line, OrderLine, PositionLine } from './line.ts';
import { loanLines } from './loan-lines.ts';
import { forgetOldValuations, valuationOn } from './market-valuations.ts';
import { mergeHoldings } from './merge-holdings.ts';
import { movingIn } from './moving-underlyings.ts';
import type { Valuation } from './valuation.ts';

/** An instrument that is to be traded; it enters as a position of quantity 0 where it isn't held at that venue. */
export type Candidate = { readonly instrument: string; readonly venue: string; readonly pointer: string };

/**
 * Joins a portfolio with a market. What stands twice at one venue is one line. Every contract is valued once, whatever the
 * number of its lines and of the books on that market. What is lent is held and what is borrowed owed, with the interest until the market's instant. Every
 * candidate has a line to trade and, at its venue, a line for the cash that the trade moves; the book is measured as if it held them all.
 *
 * Fails with every instrument that the market doesn't know (`unknown-instrument`) or can't price (`missing-market-data`),
 * each at its pointer in the request.
 */
export function readBook(portfolio: Portfolio, market: Market, candidates: readonly Candidate[] = []): Outcome<Book> {
  const placed = collect([
    ...portfolio.positions.map((position, i) =>
      placePosition(market, position, `/portfolio/positions/${i}/instrument`),
    ),
    ...newCandidates(portfolio, candidates).map((candidate) =>
      placePosition(market, { ...candidate, quantity: '0' }, candidate.pointer),
    ),
    ...portfolio.orders.map((order, i) => placeOrder(market, order, `/portfolio/orders/${i}/instrument`)),
  ]);
  if (!placed.ok) return placed;
  const loans = loanLines(portfolio.loans ?? [], market);
  if (!loans.ok) return loans;
  const held = heldAssets(portfolio).map(({ asset, quantity, venue }) => assetLine(asset, quantity, venue));
  const assets = [...held, ...loans.value];
  const drafts = placed.value.map((each) => each.line);
  const cash = cashLines(assets, drafts, candidates);
  forgetOldValuations(market);
  const valuations = valueAll(market, placed.value);
  if (!valuations.ok) return valuations;
  const lines = mergeHoldings([...drafts.map((line) => settleEntry(line, valuations.value)), ...assets, ...cash]);
  const currencies = quoteAll(market, portfolio, lines);
  if (!currencies.ok) return currencies;
  const { baseCurrency } = portfolio;
  const wanted = new Set(candidates.map(keyOf));
  const isToBeHeld = (line: Line) =>
    line.kind === 'position' && wanted.has(keyOf({ instrument: line.contract.instrument.id, venue: line.venue }));
  const read = { lines, currencies: currencies.value, baseCurrency };
  const moving = movingIn(read, isToBeHeld);
  return succeed({
    ...read,
    market,
    moving: moving.length > 0 ? moving : movingIn(read, () => true),
    sensitivities: [],
    valuations: valuations.value,
    warnings: [...currencies.value].filter(([, quote]) => quote.atAssumedPar).map(([id]) => `assumed-at-par: ${id}`),
  });
}

/** A position whose gain since entry waits for the contract's valuation. */
type DraftPosition = Omit<PositionLine, 'gainSinceEntry' | 'entryKnown'> & {
  readonly averagePrice: number | null;
  readonly unrealisedFunding: number;
};
type Draft = DraftPosition | OrderLine;
type Placed = { readonly line: Draft; readonly pointer: string };

function keyOf({ instrument, venue }: { readonly instrument: string; readonly venue: string }): string {
  return `${instrument}|${venue}`;
}

function newCandidates(portfolio: Portfolio, candidates: readonly Candidate[]): Candidate[] {
  const held = new Set(portfolio.positions.map(keyOf));
  const fresh = new Map(candidates.filter((each) => !held.has(keyOf(each))).map((each) => [keyOf(each), each]));
  return [...fresh.values()];
}

function placePosition(market: Market, position: Portfolio['positions'][number], pointer: string): Outcome<Placed> {
  const contract = findContract(market, position.instrument, pointer);
  if (!contract.ok) return contract;
  const line: DraftPosition = {
    kind: 'position',
    contract: contract.value,
    pointer,
    venue: position.venue,
    quantity: toNumber(position.quantity),
    averagePrice: position.averagePrice === undefined ? null : toNumber(position.averagePrice),
    unrealisedFunding: toNumber(position.unrealisedFunding ?? '0'),
  };
  return succeed({ line, pointer });
}

function placeOrder(market: Market, order: Portfolio['orders'][number], pointer: string): Outcome<Placed> {
  const contract = findContract(market, order.instrument, pointer);
  if (!contract.ok) return contract;
  const { side, price, venue } = order;
  const quantity = toNumber(order.quantity);
  return succeed({ line: { kind: 'order', contract: contract.value, pointer, venue, side, price, quantity }, pointer });
}

function settleEntry(line: Draft, valuations: ReadonlyMap<string, Valuation>): Line {
  if (line.kind === 'order') return line;
  const { averagePrice, unrealisedFunding, ...position } = line;
  const { instrument } = line.contract;
  const { mark } = valuations.get(instrument.id)!;
  const gains = isDeltaOne(instrument) && averagePrice !== null;
  const gain = gains ? line.quantity * gainPerContract(instrument, averagePrice, mark) : 0;
  const entryKnown = gains || !isDeltaOne(instrument) || line.quantity === 0;
  return { ...position, gainSinceEntry: gain + unrealisedFunding, entryKnown };
}

/** The balances that there is something of: what was booked and taken back is worth nothing in any currency, known or not. */
function heldAssets({ collateral }: Portfolio) {
  const placed = collateral.map((holding, i) => ({ ...holding, pointer: `/portfolio/collateral/${i}/asset` }));
  return placed.filter(({ quantity }) => toNumber(quantity) !== 0);
}

/** Empty cash lines for the settlement currencies that trades of the candidates will move. */
function cashLines(
  assets: readonly AssetLine[],
  lines: readonly Draft[],
  candidates: readonly Candidate[],
): AssetLine[] {
  const contracts = new Map(lines.map((line) => [line.contract.instrument.id, line.contract.instrument]));
  const have = new Set(assets.map((each) => `${each.asset}|${each.venue}`));
  const added = new Map<string, AssetLine>();
  for (const { instrument, venue } of candidates) {
    const asset = contracts.get(instrument)!.settlementCurrency;
    const key = `${asset}|${venue}`;
    if (!have.has(key)) added.set(key, assetLine(asset, '0', venue));
  }
  return [...added.values()];
}

function assetLine(asset: string, quantity: string, venue: string): AssetLine {
  return { kind: 'asset', asset, venue, quantity: toNumber(quantity) };
}

function valueAll(market: Market, placed: readonly Placed[]): Outcome<Map<string, Valuation>> {
  const valuations = new Map<string, Valuation>();
  const failures: { failure: Failure; pointer: string }[] = [];
  const tried = new Set<string>();
  for (const { line, pointer } of placed) {
    const { id } = line.contract.instrument;
    if (tried.has(id)) continue;
    tried.add(id);
    const valued = valuationOn(market, line.contract);
    if (valued.ok) valuations.set(id, valued.value);
    else failures.push({ failure: valued.failure, pointer });
  }
  const [first] = failures;
  if (first === undefined) return succeed(valuations);
  const errors = failures.map(({ failure, pointer }) => ({ pointer, detail: failure.detail }));
  return fail(first.failure.reason, first.failure.detail, errors);
}

function quoteAll(market: Market, portfolio: Portfolio, lines: readonly Line[]): Outcome<Map<string, CurrencyQuote>> {
  const wanted = new Map<string, string>([[portfolio.baseCurrency, '/portfolio/baseCurrency']]);
  for (const { asset, pointer } of heldAssets(portfolio)) wanted.set(asset, pointer);
  for (const [i, { asset }] of (portfolio.loans ?? []).entries()) wanted.set(asset, `/portfolio/loans/${i}/asset`);
  for (const line of lines) {
    if (line.kind !== 'asset') wanted.set(line.contract.instrument.settlementCurrency, '/market/currencies');
  }
  const quotes = collect(
    [...wanted].map(([id, pointer]): Outcome<[string, CurrencyQuote]> => {
      const quote = quoteCurrency(market, id);
      return quote.ok
        ? succeed([id, quote.value])
        : fail(quote.failure.reason, quote.failure.detail, [{ pointer, detail: quote.failure.detail }]);
    }),
  );
  return quotes.ok ? succeed(new Map(quotes.value)) : quotes;
}
