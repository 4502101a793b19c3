import {
  chain,
  decimal,
  decimalText,
  type Failure,
  fail,
  failAt,
  type Outcome,
  problemOfAmount,
  succeed,
} from '../../foundation/index.ts';
import type { Bust, Fill } from '../ledger.ts';
import { readBinanceFills } from './binance-fills.ts';
import { readBybitFills } from './bybit-fills.ts';
import { type FoundContract, findContract, type KnownContracts } from './contract-facts.ts';
import { readDeribitFills } from './deribit-fills.ts';
import { name } from './fields.ts';
import { type FlexReading, readIbkrFlexFills } from './ibkr-flex-fills.ts';
import { readOkxFills } from './okx-fills.ts';
import { type ReadRow, type RowFields, refused, type VenueTrade } from './trade-row.ts';

export const FILL_FORMATS = ['deribit', 'ibkr-flex', 'binance', 'okx', 'bybit'] as const;
export type FillFormat = (typeof FILL_FORMATS)[number];

/** What a row of a venue's answer comes to, beside where it stands in the request and how the venue calls its fields. */
export type ImportedRow = { readonly row: string; readonly fields: RowFields } & (
  | { readonly kind: 'fill'; readonly fill: Fill | Bust }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'refused'; readonly fillId: string | null; readonly failure: Failure }
);

export type FillImport = {
  readonly format: FillFormat;
  /** the venue's own answer; of a Flex statement its XML */
  readonly trades: unknown;
  /** where the fills are booked */
  readonly venue: string;
  readonly contracts: KnownContracts;
  readonly reading: FlexReading;
};

const POINTER = '/trades';

/**
 * The fills in a venue's own answer, row by row in its order: fills under the names and in the contracts that the market
 * and the ledger know, rows that are no trades with the reason, and rows that can't be read or placed with the field.
 * Fails as a whole only where the answer isn't the venue's or has more rows than `rowsMax`.
 */
export function importFills(request: FillImport): Outcome<ImportedRow[]> {
  return chain(readRows(request), (rows) => {
    const { rowsMax } = request.reading;
    if (rows.length > rowsMax) return fail('limit-exceeded', `${rows.length} rows: the limit is ${rowsMax}`);
    return succeed(rows.map((row) => importRow(row, request)));
  });
}

function readRows({ format, trades, reading }: FillImport): Outcome<ReadRow[]> {
  switch (format) {
    case 'deribit':
      return readDeribitFills(trades, POINTER);
    case 'ibkr-flex':
      return readIbkrFlexFills(trades, POINTER, reading);
    case 'binance':
      return readBinanceFills(trades, POINTER);
    case 'okx':
      return readOkxFills(trades, POINTER);
    case 'bybit':
      return readBybitFills(trades, POINTER);
  }
}

function importRow({ pointer, fields, outcome }: ReadRow, request: FillImport): ImportedRow {
  const at = { row: pointer, fields };
  switch (outcome.kind) {
    case 'skipped':
    case 'refused':
      return { ...at, ...outcome };
    case 'bust': {
      const { fillId, busts, executedAt } = outcome;
      return keptUnderNames(at, { fillId, busts, executedAt });
    }
    case 'trade': {
      const fill = placeTrade(outcome, pointer, fields, request);
      return fill.ok
        ? keptUnderNames(at, fill.value)
        : { ...at, kind: 'refused', fillId: outcome.fillId, failure: fill.failure };
    }
  }
}

/** A fill whose ids, made from the venue's, are names that a ledger may hold. */
function keptUnderNames(at: Pick<ImportedRow, 'row' | 'fields'>, fill: Fill | Bust): ImportedRow {
  const references = 'busts' in fill ? { busts: fill.busts } : { corrects: fill.corrects };
  const ids = Object.entries({ fillId: fill.fillId, ...references });
  const stray = ids.find(([, id]) => id !== undefined && !name.safeParse(id).success);
  if (stray === undefined) return { ...at, kind: 'fill', fill };
  const [field, id] = stray;
  const pointer = `${at.row}/${at.fields[field as keyof RowFields]}`;
  const detail = `makes the id ${id}, which is above the limit of 128 characters`;
  return { ...at, ...refused(pointer, null, 'invalid-input', detail) };
}

/** A trade in the market's own contract and number of contracts. */
function placeTrade(
  trade: VenueTrade,
  pointer: string,
  fields: RowFields,
  { venue, contracts }: FillImport,
): Outcome<Fill> {
  const found = findContract(trade.symbol, trade.contract, contracts, `${pointer}/${fields.instrument}`);
  if (!found.ok) return found;
  const quantity = contractsOf(trade, found.value, `${pointer}/${fields.quantity}`);
  if (!quantity.ok) return quantity;
  const { fillId, side, price, fee, feeCurrency, executedAt, corrects } = trade;
  return succeed({
    fillId,
    instrument: found.value.instrument,
    side,
    quantity: quantity.value,
    price,
    fee,
    ...(feeCurrency === null ? {} : { feeCurrency }),
    venue,
    executedAt,
    ...(corrects === undefined ? {} : { corrects }),
  });
}

/** `size · contractSize / multiplier`, which has to come out even. */
function contractsOf(
  { size, contractSize, symbol }: VenueTrade,
  { instrument, terms, isNamed }: FoundContract,
  pointer: string,
): Outcome<string> {
  if (contractSize === null) {
    const detail = `counts contracts, but not how large one is: list ${symbol} under that name, not as ${instrument}, its multiplier being the contract's value`;
    return isNamed ? succeed(size) : failAt('unknown-instrument', pointer, detail);
  }
  const units = decimal(size).times(decimal(contractSize));
  const multiplier = decimal(terms.multiplier);
  const contracts = units.div(multiplier);
  if (!contracts.times(multiplier).eq(units) || problemOfAmount(contracts.toFixed()) !== null) {
    return failAt('invalid-input', pointer, `${decimalText(units)} is no number of contracts of ${terms.multiplier}`);
  }
  return succeed(decimalText(contracts));
}
