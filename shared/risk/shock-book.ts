import { gainPerContract, isDeltaOne } from '../instruments/index.ts';
import {
  type CurrencyQuote,
  forwardOf,
  type Market,
  rateToExpiry,
  type Underlying,
  underlyingPriceIn,
} from '../market/index.ts';
import { exp } from '../numerics/index.ts';
import type { Black76Option } from '../pricing/index.ts';
import { type Scenario, type ShockColumns, shockColumns, shockOf } from '../scenarios/index.ts';
import { elapse } from './american-state.ts';
import { type Book, valuationOf } from './book.ts';
import type { Line } from './line.ts';
import { revalue, type VolMoves } from './revalue.ts';
import { settleExpired } from './settle-expired.ts';
import { isSweptTogether, YEAR_DAYS } from './sweep-valuation.ts';
import type { Valuation } from './valuation.ts';

const DAY_MS = 86_400_000;

/**
 * The book in the world after each scenario, one after the other, expired contracts settled in cash: any method can be asked for its margin
 * there. See `moveBooks` for what moves.
 */
export function* shockBooks(book: Book, scenarios: readonly Scenario[]): Generator<Book, void> {
  for (const moved of moveBooks(book, scenarios)) yield settleExpired(moved);
}

/**
 * The book in the world after each scenario, one after the other, line by line as it was. Its contracts are priced as `gainsMatrix` prices
 * them, in one sweep over the scenarios: spot, forwards, marks of futures and coins `·(1+s)`, vols by the shock, time by the days (the largest
 * of its underlyings'), as which pass forwards keep their prices. What a mark differs from the model's price stays as it is, and ends at
 * expiry; no mark falls below 0. Futures and perpetuals gain from mark to mark. A scenario's weight has no part in it.
 */
export function* moveBooks(book: Book, scenarios: readonly Scenario[]): Generator<Book, void> {
  const ids = underlyingIds(book);
  const columns = new Map(ids.map((id) => [id, shockColumns(scenarios.map((scenario) => shockOf(scenario, id)))]));
  const groups = Map.groupBy(book.valuations.values(), sweptWith);
  const sweeps = [...groups.values()].flatMap((valuations) =>
    sweepContracts(book, valuations, columns.get(valuations[0]!.contract.instrument.underlying)!),
  );
  for (const [k, scenario] of scenarios.entries()) {
    const valuations = new Map<string, Valuation>();
    for (const sweep of sweeps) valuations.set(sweep.valuation.contract.instrument.id, moveValuation(sweep, k));
    const market = moveMarket(book.market, ids, scenario);
    const lines = moveLines(book, valuations);
    yield { ...book, market, lines, valuations, currencies: moveCurrencies(book, scenario) };
  }
}

/** Of the market, and those that only a spot instrument stands for. */
function underlyingIds(book: Book): string[] {
  const held = [...book.valuations.values()].map(({ contract }) => contract.instrument.underlying);
  const coins = [...book.currencies.values()].flatMap(({ movesWith }) => movesWith ?? []);
  return [...new Set([...book.market.underlyings.keys(), ...held, ...coins])];
}

/** One contract under every scenario. */
type ContractSweep = {
  readonly market: Market;
  readonly valuation: Valuation;
  readonly shocks: ShockColumns;
  readonly vols: Float64Array;
  readonly prices: Float64Array;
  readonly rate: number;
};

/** Contracts with one key are swept together: the plain options of one underlying. */
function sweptWith(valuation: Valuation): unknown {
  return isSweptTogether(valuation) ? valuation.contract.instrument.underlying : valuation;
}

/** A relative shock of vols is the same for every expiry. */
const FLAT: VolMoves = { volRule: { kind: 'flat' } };

function sweepContracts({ market }: Book, valuations: readonly Valuation[], shocks: ShockColumns): ContractSweep[] {
  const { vols, prices } = revalue(market, FLAT, valuations, shocks);
  const width = shocks.growths.length;
  return valuations.map((valuation, i) => ({
    market,
    valuation,
    shocks,
    vols: vols.subarray(i * width, (i + 1) * width),
    prices: prices.subarray(i * width, (i + 1) * width),
    rate: rateOf(market, valuation),
  }));
}

function rateOf(market: Market, { contract: { instrument } }: Valuation): number {
  return instrument.kind === 'option' ? rateToExpiry(market, instrument) : 0;
}

function moveValuation(sweep: ContractSweep, k: number): Valuation {
  const { valuation, shocks, prices } = sweep;
  const [price, growth] = [prices[k]!, shocks.growths[k]!];
  const spot = valuation.spot * growth;
  const { contract } = valuation;
  if (valuation.option === null) {
    return { contract, spot, mark: price, model: price, option: null, dividendsPaid: 0, american: null };
  }
  const option = moveOption(sweep, valuation.option, k);
  const basis = option.timeYears === 0 ? 0 : valuation.mark - valuation.model;
  const mark = basis === 0 ? price : Math.max(0, price + basis);
  const days = shocks.daysForward[k]!;
  const american = valuation.american && elapse(valuation.american, valuation.american.spot * growth, days / YEAR_DAYS);
  const dividendsPaid =
    days === 0 || valuation.dividendsPaid === 0 ? valuation.dividendsPaid : dividendsLater(sweep, days);
  return { contract, spot, mark, model: price, option, dividendsPaid, american };
}

/** A forward stays above 0, as Greeks need it; a price does not see the difference. */
const LEAST_FORWARD_FRACTION = 1e-12;

function moveOption({ valuation, shocks, vols, rate }: ContractSweep, option: Black76Option, k: number): Black76Option {
  const days = shocks.daysForward[k]!;
  const timeYears = Math.max(0, option.timeYears - days / YEAR_DAYS);
  const { dividendsPaid } = valuation;
  const forward = (option.forward + dividendsPaid) * shocks.growths[k]! - dividendsPaid;
  return {
    type: option.type,
    forward: Math.max(forward, LEAST_FORWARD_FRACTION * option.forward),
    strike: option.strike,
    timeYears,
    volAnnual: vols[k]!,
    discount: days === 0 ? option.discount : exp(-rate * timeYears),
  };
}

/** Of the dividends that are still to come, whatever the price of the underlying. */
function dividendsLater({ market, valuation: { contract, dividendsPaid } }: ContractSweep, days: number): number {
  const { instrument, quoted } = contract;
  if (instrument.kind !== 'option') return dividendsPaid;
  const later = forwardOf({ ...market, ...laterBy(market, days) }, instrument, quoted);
  return later.ok ? later.value.dividendsPaid : dividendsPaid;
}

function moveLines(book: Book, moved: ReadonlyMap<string, Valuation>): readonly Line[] {
  if (!book.lines.some((line) => line.kind === 'position' && isDeltaOne(line.contract.instrument))) return book.lines;
  return book.lines.map((line) => {
    if (line.kind !== 'position' || !isDeltaOne(line.contract.instrument)) return line;
    const { instrument } = line.contract;
    const gain = gainPerContract(instrument, valuationOf(book, instrument.id).mark, moved.get(instrument.id)!.mark);
    return { ...line, gainSinceEntry: line.gainSinceEntry + line.quantity * gain };
  });
}

function moveCurrencies(book: Book, scenario: Scenario): Map<string, CurrencyQuote> {
  const currencies = new Map(book.currencies);
  for (const [id, quote] of book.currencies) {
    if (quote.movesWith === null) continue;
    currencies.set(id, { ...quote, price: quote.price * growthOf(scenario, quote.movesWith) });
  }
  return currencies;
}

/** Every underlying states its price here, also where a spot instrument did so before. */
function moveMarket(market: Market, ids: readonly string[], scenario: Scenario): Market {
  const underlyings = new Map<string, Underlying>();
  for (const id of ids) {
    const stated = market.underlyings.get(id) ?? { id, rate: 0, dividendYield: 0 };
    const price = underlyingPriceIn(market, id);
    underlyings.set(id, price === undefined ? stated : { ...stated, price: price * growthOf(scenario, id) });
  }
  const currencyPrices = new Map(market.currencyPrices);
  for (const [id, price] of market.currencyPrices) {
    if (underlyings.has(id)) currencyPrices.set(id, price * growthOf(scenario, id));
  }
  return { ...market, ...laterBy(market, daysOf(scenario)), underlyings, currencyPrices };
}

function growthOf(scenario: Scenario, underlying: string): number {
  return 1 + shockOf(scenario, underlying).spotShockFraction;
}

function daysOf(scenario: Scenario): number {
  return Math.max(...[scenario, ...Object.values(scenario.underlyings ?? {})].map((shock) => shock.daysForward ?? 0));
}

function laterBy(market: Market, days: number): Pick<Market, 'asOfMs' | 'snapshot'> {
  const asOfMs = market.asOfMs + Math.round(days * DAY_MS);
  const { snapshot } = market;
  return { asOfMs, snapshot: days === 0 ? snapshot : { ...snapshot, asOf: new Date(asOfMs).toISOString() } };
}
