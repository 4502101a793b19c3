import { collect, type FieldError, fail, failAt, type Outcome, once, succeed } from '../../foundation/index.ts';
import { quoteCurrency } from '../../market/index.ts';
import { type Book, baseRate, type PositionLine } from '../../risk/index.ts';
import type { ParameterFile } from '../method.ts';
import { readSpanFile } from './files/read-span-file.ts';
import { ContractMatcher } from './match-contract.ts';
import type { SpanParameters } from './parameters.ts';
import type { RiskBook, RiskLine, RiskSource } from './risk-lines.ts';
import { type SpanContract, type SpanFile, tierOf } from './span-file.ts';

/** Puts books in the terms of a risk-parameter file; it is read when the first book asks for it, and kept. */
export function fileSource(file: ParameterFile, parameters: SpanParameters): RiskSource {
  const products = keptProducts(file);
  const matcherOf = once((read: SpanFile) => new ContractMatcher(read, parameters));
  return (book) => {
    const read = fileFor(book, products, parameters, matcherOf);
    return read.ok ? placeBook(book, read.value, matcherOf(read.value), parameters) : read;
  };
}

type Kept = (products: ReadonlySet<string>) => Outcome<SpanFile>;

/** Reads only the contracts of some products, and again when a book has others. */
const keptProducts = once(({ chunks }: ParameterFile): Kept => {
  let kept: { readonly products: ReadonlySet<string>; readonly file: Outcome<SpanFile> } | null = null;
  return (products) => {
    if (kept === null || ![...products].every((product) => kept?.products.has(product))) {
      const all: ReadonlySet<string> = new Set([...products, ...(kept?.products ?? [])]);
      const file = readSpanFile(chunks(), all);
      const isTooMuch = !file.ok && file.failure.reason === 'limit-exceeded' && all.size > products.size;
      kept = isTooMuch ? { products, file: readSpanFile(chunks(), products) } : { products: all, file };
    }
    return kept.file;
  };
});

/** Which option products belong to an underlying only the file's rules say, so a second reading may be needed. */
function fileFor(
  book: Book,
  kept: Kept,
  parameters: SpanParameters,
  matcherOf: (file: SpanFile) => ContractMatcher,
): Outcome<SpanFile> {
  const instruments = positionsOf(book).map(({ line }) => line.contract.instrument);
  const own = instruments.flatMap(({ id, underlying }) => {
    if (Object.hasOwn(parameters.instruments, id)) return [parameters.instruments[id]!.product];
    return Object.hasOwn(parameters.products, underlying) ? parameters.products[underlying]! : [underlying];
  });
  const first = kept(new Set(own));
  if (!first.ok) return first;
  const rules = matcherOf(first.value);
  return kept(new Set(instruments.flatMap((instrument) => rules.productsOf(instrument))));
}

function positionsOf(book: Book): { readonly line: PositionLine; readonly index: number }[] {
  return book.lines.flatMap((line, index) => (line.kind === 'position' ? [{ line, index }] : []));
}

function placeBook(
  book: Book,
  file: SpanFile,
  matcher: ContractMatcher,
  parameters: SpanParameters,
): Outcome<RiskBook> {
  const placed: RiskLine[] = [];
  const rates = new Map<string, number>();
  const missing: FieldError[] = [];
  for (const { line, index } of positionsOf(book)) {
    const contracts = matcher.match(line.contract.instrument);
    if (contracts.length > 1) return ambiguous(line, contracts);
    const [contract] = contracts;
    if (contract === undefined) {
      missing.push({ pointer: line.pointer, detail: `the file has no contract of ${line.contract.instrument.id}` });
      continue;
    }
    const riskLine = placeLine(book, file, { line, index, contract, parameters, rates });
    if (!riskLine.ok) return riskLine;
    placed.push(riskLine.value);
  }
  const [first] = missing;
  if (first !== undefined) {
    const others = missing.length > 1 ? ` (and ${missing.length - 1} more)` : '';
    return fail('unknown-instrument', `${first.detail}${others}; parameters.instruments can name it`, missing);
  }
  const { commodities, interSpreads, pairedScenarios } = file;
  const scanSpreads = [...file.scanSpreads, ...callersScanSpreads(parameters)];
  return succeed({ commodities, rates, interSpreads, scanSpreads, pairedScenarios, lines: placed, warnings: [] });
}

function ambiguous({ contract: { instrument }, pointer }: PositionLine, contracts: readonly SpanContract[]) {
  const found = contracts.map((each) => `${each.product} ${each.deltaPeriod}/${each.ownPeriod}`).join(', ');
  return failAt('invalid-input', pointer, `${instrument.id} may be ${found}: name one in parameters.instruments`);
}

type Placing = {
  readonly line: PositionLine;
  readonly index: number;
  readonly contract: SpanContract;
  readonly parameters: SpanParameters;
  /** filled on the way */
  readonly rates: Map<string, number>;
};

function placeLine(book: Book, file: SpanFile, placing: Placing): Outcome<RiskLine> {
  const { line, index, contract, parameters, rates } = placing;
  const code = file.commodityOf.get(`${contract.type}:${contract.product}`)!;
  const commodity = file.commodities.get(code)!;
  const [rule] = commodity.unsupported;
  if (rule !== undefined) return failAt('unsupported', line.pointer, `combined commodity ${code}: ${rule}`);
  if (commodity.scanTiers.length > 1 && tierOf(commodity.scanTiers, contract.deltaPeriod) === null) {
    return failAt('unsupported', line.pointer, `no scan tier of ${code} has the period ${contract.deltaPeriod}`);
  }
  const contracts = contractsPerUnit(line, contract, parameters);
  if (!contracts.ok) return contracts;
  const converted = collect([
    rateOf(book, commodity.currency, line),
    rateOf(book, contract.valueCurrency ?? commodity.currency, line),
  ]);
  if (!converted.ok) return converted;
  const [riskRate = 0, valueRate = 0] = converted.value;
  if (contract.carriesValue && contract.price === null) {
    return failAt('missing-market-data', line.pointer, `the file has no price of ${line.contract.instrument.id}`);
  }
  rates.set(code, riskRate);
  const units = contracts.value;
  return succeed({
    line: index,
    commodity: code,
    contract: line.contract.instrument.id,
    period: contract.deltaPeriod,
    losses: contract.losses.map((loss) => loss * units * riskRate),
    delta: contract.delta * units,
    right: contract.right,
    contracts: units,
    optionValue: contract.carriesValue ? contract.price! * contract.valueFactor * units * valueRate : 0,
  });
}

/** Contracts of the file in one of the book's. */
function contractsPerUnit(
  { contract: { instrument }, pointer }: PositionLine,
  { valueFactor, product }: SpanContract,
  { positionUnit }: SpanParameters,
): Outcome<number> {
  const { multiplier, id } = instrument;
  if (!(valueFactor >= 1e-9))
    return failAt('invalid-input', pointer, `the file has no contract value factor of ${product}`);
  if (positionUnit === 'multiplier') return succeed(multiplier / valueFactor);
  const differs = Math.abs(multiplier - valueFactor) > 1e-9 * valueFactor;
  const detail = `${id} has multiplier ${multiplier}, its contract in the file ${valueFactor}: parameters.positionUnit says how they compare`;
  return differs ? failAt('invalid-input', pointer, detail) : succeed(1);
}

function rateOf(book: Book, currency: string, { pointer }: PositionLine): Outcome<number> {
  if (book.currencies.has(currency)) return succeed(baseRate(book, currency));
  const quote = quoteCurrency(book.market, currency);
  if (!quote.ok) return failAt(quote.failure.reason, pointer, quote.failure.detail);
  return succeed(quote.value.price / book.currencies.get(book.baseCurrency)!.price);
}

export function callersScanSpreads({ scanSpreads }: SpanParameters) {
  return scanSpreads.map((spread, priority) => ({ ...spread, priority }));
}
