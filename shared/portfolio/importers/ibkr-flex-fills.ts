import * as z from 'zod';
import { chain, decimal, decimalText, failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { amount, name, optionalName, size, unsigned } from './fields.ts';
import { factsOfFlex, flexContract } from './flex-contract.ts';
import { type FlexRow, flexRows } from './flex-rows.ts';
import { instantOfLocal, type OffsetMinutes } from './local-time.ts';
import { malformed, type ReadRow, type RowFields, type RowOutcome, refused, skipped } from './trade-row.ts';

const FIELDS: RowFields = {
  fillId: 'transactionID',
  instrument: 'symbol',
  side: 'buySell',
  quantity: 'quantity',
  price: 'tradePrice',
  fee: 'ibCommission',
  feeCurrency: 'ibCommissionCurrency',
  executedAt: 'dateTime',
  busts: 'origTradeID',
  corrects: 'origTradeID',
};

const SIDE = z.enum(['BUY', 'SELL']).transform((side) => (side === 'BUY' ? ('buy' as const) : ('sell' as const)));
const optionalAmount = z
  .union([z.literal(''), amount])
  .optional()
  .transform((value) => (value === undefined || value === '' ? '0' : value));

const identified = z.looseObject({ transactionID: name });

const trade = z.looseObject({
  buySell: SIDE,
  quantity: unsigned,
  tradePrice: amount,
  multiplier: size.default('1'),
  ibCommission: optionalAmount,
  ibCommissionCurrency: optionalName,
  taxes: optionalAmount,
  currency: name,
});

/** How a statement is read: by which clocks, and how many rows at most. */
export type FlexReading = {
  readonly timeZone: string;
  readonly offsetMinutes: OffsetMinutes;
  readonly rowsMax: number;
};

/** When zones have whole minutes everywhere, as some had not in 1970. */
const RECENT_MS = Date.UTC(2026);

type Statement = FlexReading & {
  readonly pointer: string;
  readonly tradesById: ReadonlyMap<string, readonly FlexRow[]>;
};

/**
 * The trades of an IBKR Flex activity statement, in XML: `Trade` elements at the level of executions. Expiry, exercise and
 * assignment are booked as trades there too and count as such; all other data is named with the reason it is left out.
 *
 * A fill's id is its `transactionID`, as a trade that is booked anew keeps its `tradeID`. A cancellation busts and a
 * correction replaces the transaction that it names, or the one of its `origTradeID` before it in the statement. Quantities
 * are contracts of the row's own multiplier; commission and taxes below zero were paid and make up the fee.
 *
 * Source: ibkrguides.com, Flex Query Reference, "Trades"; csingley/ibflex for the forms of its values.
 */
export function readIbkrFlexFills(answer: unknown, pointer: string, reading: FlexReading): Outcome<ReadRow[]> {
  if (typeof answer !== 'string') return failAt('invalid-input', pointer, 'must be the XML text of a Flex statement');
  if (reading.offsetMinutes(reading.timeZone, RECENT_MS) === null) {
    return failAt('invalid-input', '/timeZone', `there is no time zone ${reading.timeZone}`);
  }
  return chain(flexRows(answer, pointer, reading.rowsMax), (rows) => {
    const statement = { ...reading, pointer, tradesById: tradesById(rows) };
    return succeed(
      rows.map((row) => ({ pointer: pointerOf(row, pointer), fields: FIELDS, outcome: read(row, statement) })),
    );
  });
}

function pointerOf({ name: element, index }: FlexRow, pointer: string): string {
  return `${pointer}/${element}/${index}`;
}

function tradesById(rows: readonly FlexRow[]): ReadonlyMap<string, readonly FlexRow[]> {
  const trades = rows.filter((row) => row.name === 'Trade' && (row.attributes['tradeID'] ?? '') !== '');
  return Map.groupBy(trades, ({ attributes }) => attributes['tradeID']!);
}

function read(row: FlexRow, statement: Statement): RowOutcome {
  const { name: element, attributes } = row;
  if (element === 'TradeConfirm') return skipped('a confirmation, without transaction id: send the activity statement');
  if (element === 'OptionEAE') return skipped('an expiry, exercise or assignment, which the trades have as well');
  if (element !== 'Trade') return skipped(`${element.slice(0, 64)} is no trade`);
  const level = attributes['levelOfDetail'] ?? '';
  if (level !== '' && level !== 'EXECUTION') return skipped(`a summary of executions (${level.slice(0, 64)})`);
  return readTrade(row, statement);
}

function readTrade(row: FlexRow, statement: Statement): RowOutcome {
  const { attributes } = row;
  const pointer = pointerOf(row, statement.pointer);
  const given = identified.safeParse(attributes);
  const named = attributes['transactionID'] ?? null;
  if (!given.success) return malformed(pointer, named, given.error);
  const fillId = flexFillId(given.data.transactionID);
  const executedAt = timeOf(attributes, statement);
  if (executedAt === null) {
    return refused(`${pointer}/dateTime`, fillId, 'invalid-input', 'must be a day and a time, like 20210203;100150');
  }
  const type = attributes['transactionType'] ?? '';
  const isCancelled = type.endsWith('Cancel') || (attributes['buySell'] ?? '').endsWith('(Ca.)');
  if (!isCancelled && type !== 'TradeCorrect') return tradeOf(row, pointer, fillId, executedAt);
  const original = originalOf(row, statement);
  if (original === null) {
    const detail = 'names no trade before it in the statement: send the statement that holds both';
    return refused(`${pointer}/origTradeID`, fillId, 'unknown-fill', detail);
  }
  if (isCancelled) return { kind: 'bust', fillId, busts: original, executedAt };
  const corrected = tradeOf(row, pointer, fillId, executedAt);
  return corrected.kind === 'trade' ? { ...corrected, corrects: original } : corrected;
}

function tradeOf({ attributes }: FlexRow, pointer: string, fillId: string, executedAt: string): RowOutcome {
  const contract = flexContract.safeParse(attributes);
  if (!contract.success) return malformed(pointer, fillId, contract.error);
  const parsed = trade.safeParse(attributes);
  if (!parsed.success) return malformed(pointer, fillId, parsed.error);
  const { buySell, quantity, tradePrice, multiplier, ibCommission, taxes, currency } = parsed.data;
  const feeCurrency = parsed.data.ibCommissionCurrency ?? currency;
  if (taxes !== '0' && ibCommission !== '0' && feeCurrency !== currency) {
    const detail = `a fill has one fee, but its commission is in ${feeCurrency} and its taxes in ${currency}`;
    return refused(`${pointer}/taxes`, fillId, 'unsupported', detail);
  }
  return {
    kind: 'trade',
    fillId,
    symbol: contract.data.symbol,
    contract: factsOfFlex(contract.data),
    side: buySell,
    size: quantity,
    contractSize: multiplier,
    price: tradePrice,
    fee: decimalText(decimal(ibCommission).plus(decimal(taxes)).times(-1)),
    feeCurrency: ibCommission === '0' ? currency : feeCurrency,
    executedAt,
  };
}

function timeOf(attributes: FlexRow['attributes'], { timeZone, offsetMinutes }: Statement): string | null {
  const { dateTime = '', tradeDate = '', tradeTime = '' } = attributes;
  return instantOfLocal(dateTime === '' ? `${tradeDate};${tradeTime}` : dateTime, timeZone, offsetMinutes);
}

/** The fill that a cancellation or correction is about. */
function originalOf(row: FlexRow, { tradesById: trades }: Statement): string | null {
  const { origTransactionID = '', origTradeID = '' } = row.attributes;
  if (/^[1-9]\d*$/.test(origTransactionID)) return flexFillId(origTransactionID);
  const before = (trades.get(origTradeID) ?? []).filter(({ index }) => index < row.index);
  const transaction = before.at(-1)?.attributes['transactionID'] ?? '';
  return transaction === '' ? null : flexFillId(transaction);
}

function flexFillId(transactionId: string): string {
  return `ibkr:${transactionId}`;
}
