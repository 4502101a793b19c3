import * as z from 'zod';
import { chain, decimal, decimalText, type Outcome, succeed } from '../../foundation/index.ts';
import { type AnswerRow, answerRows, at, rawText } from './answer-rows.ts';
import { binanceFuture, binanceOption } from './binance-names.ts';
import { amount, id, milliseconds, name, size, symbol, unsigned } from './fields.ts';
import { malformed, type ReadRow, type RowFields, type RowOutcome, refused, skipped } from './trade-row.ts';

const SIDE = z.enum(['BUY', 'SELL']).transform((side) => (side === 'BUY' ? ('buy' as const) : ('sell' as const)));

const spotTrade = z.looseObject({
  symbol,
  id,
  isBuyer: z.boolean(),
  qty: size,
  price: amount,
  commission: amount,
  commissionAsset: name,
  time: milliseconds,
});

const futureTrade = z.looseObject({
  symbol,
  id,
  side: SIDE,
  qty: size,
  price: amount,
  commission: amount,
  commissionAsset: name,
  time: milliseconds,
  /** coin-margined only */
  baseQty: amount.optional(),
});

const optionTrade = z.looseObject({
  symbol,
  tradeId: id,
  side: SIDE,
  /** below zero where it was sold */
  quantity: unsigned,
  price: amount,
  fee: amount,
  quoteAsset: name,
  time: milliseconds,
});

/** One execution inside an order update; a stream leaves the fee out where there is none. */
const update = z.looseObject({
  s: symbol,
  t: id,
  S: SIDE,
  l: size,
  L: amount,
  n: amount.nullish(),
  N: name.nullish(),
  T: milliseconds,
});

const ACCOUNT: RowFields = {
  fillId: 'id',
  instrument: 'symbol',
  side: 'side',
  quantity: 'qty',
  price: 'price',
  fee: 'commission',
  feeCurrency: 'commissionAsset',
  executedAt: 'time',
};
const SPOT: RowFields = { ...ACCOUNT, side: 'isBuyer' };
const OPTION: RowFields = {
  ...ACCOUNT,
  fillId: 'tradeId',
  quantity: 'quantity',
  fee: 'fee',
  feeCurrency: 'quoteAsset',
};
const STREAM: RowFields = {
  fillId: 't',
  instrument: 's',
  side: 'S',
  quantity: 'l',
  price: 'L',
  fee: 'n',
  feeCurrency: 'N',
  executedAt: 'T',
};

/**
 * Binance executions: spot `GET /api/v3/myTrades`, futures `/fapi/v1/userTrades` and `/dapi/v1/userTrades`, options
 * `/eapi/v1/userTrades`; of the streams `executionReport` and `ORDER_TRADE_UPDATE`.
 *
 * Quantities are in coin, but in contracts for coin-margined futures, whose worth of whole dollars follows from `baseQty`;
 * where that isn't given, as in the stream, they have to be listed under Binance's own name. A commission above zero was
 * paid. Trade ids count per symbol and market, so both stand before them. Liquidations (`CALCULATED`) are fills.
 *
 * Source: developers.binance.com, "Account trade list" of each market, "Payload: Order Update".
 */
export function readBinanceFills(answer: unknown, pointer: string): Outcome<ReadRow[]> {
  const rows = answerRows(answer, pointer, [['data'], ['rows']], (row) => 'e' in row || 'data' in row);
  return chain(rows, (found) => succeed(found.map(readRow)));
}

function readRow({ pointer, value }: AnswerRow): ReadRow {
  const payload = at(value, ['data']);
  if (payload !== undefined && at(value, ['e']) === undefined)
    return readRow({ pointer: `${pointer}/data`, value: payload });
  if (at(value, ['e']) !== undefined) return readEvent({ pointer, value });
  if (at(value, ['isBuyer']) !== undefined) return { pointer, fields: SPOT, outcome: readSpot({ pointer, value }) };
  if (at(value, ['optionSide']) !== undefined)
    return { pointer, fields: OPTION, outcome: readOption({ pointer, value }) };
  return { pointer, fields: ACCOUNT, outcome: readFuture({ pointer, value }) };
}

function readSpot({ pointer, value }: AnswerRow): RowOutcome {
  const parsed = spotTrade.safeParse(value);
  if (!parsed.success) return malformed(pointer, rawText(value, 'id'), parsed.error);
  const row = parsed.data;
  return {
    kind: 'trade',
    fillId: `spot:${row.symbol}:${row.id}`,
    symbol: row.symbol,
    contract: { kind: 'spot', payoff: 'linear', pair: row.symbol },
    side: row.isBuyer ? 'buy' : 'sell',
    size: row.qty,
    contractSize: '1',
    price: row.price,
    fee: row.commission,
    feeCurrency: row.commissionAsset,
    executedAt: row.time,
  };
}

function readFuture({ pointer, value }: AnswerRow): RowOutcome {
  const parsed = futureTrade.safeParse(value);
  if (!parsed.success) return malformed(pointer, rawText(value, 'id'), parsed.error);
  const row = parsed.data;
  const contract = binanceFuture(row.symbol);
  const inverse = contract?.payoff === 'inverse';
  return {
    kind: 'trade',
    fillId: `${inverse ? 'cm' : 'um'}:${row.symbol}:${row.id}`,
    symbol: row.symbol,
    contract,
    side: row.side,
    size: row.qty,
    contractSize: inverse ? dollarsPerContract(row) : '1',
    price: row.price,
    fee: row.commission,
    feeCurrency: row.commissionAsset,
    executedAt: row.time,
  };
}

/** `baseQty` is `qty · dollars / price`, rounded to eight decimals; null where no whole number of dollars explains it. */
function dollarsPerContract({ qty, price, baseQty }: z.output<typeof futureTrade>): string | null {
  if (baseQty === undefined) return null;
  const dollars = decimal(baseQty).times(decimal(price)).div(decimal(qty));
  const whole = dollars.round(0);
  const rounding = decimal('5e-9').times(decimal(price)).div(decimal(qty));
  return whole.gt(0) && dollars.minus(whole).abs().lte(rounding) ? decimalText(whole) : null;
}

function readOption({ pointer, value }: AnswerRow): RowOutcome {
  const parsed = optionTrade.safeParse(value);
  if (!parsed.success) return malformed(pointer, rawText(value, 'tradeId'), parsed.error);
  const row = parsed.data;
  return {
    kind: 'trade',
    fillId: `option:${row.symbol}:${row.tradeId}`,
    symbol: row.symbol,
    contract: binanceOption(row.symbol, row.quoteAsset),
    side: row.side,
    size: row.quantity,
    contractSize: '1',
    price: row.price,
    fee: row.fee,
    feeCurrency: row.quoteAsset,
    executedAt: row.time,
  };
}

function readEvent(row: AnswerRow): ReadRow {
  const { pointer, value } = row;
  const event = (rawText(value, 'e') ?? '').slice(0, 64).toWellFormed();
  if (event === 'executionReport') return { pointer, fields: STREAM, outcome: readUpdate(row, 'spot') };
  if (event === 'ORDER_TRADE_UPDATE') {
    const order = { pointer: `${pointer}/o`, value: at(value, ['o']) };
    return { pointer: order.pointer, fields: STREAM, outcome: readUpdate(order, 'future') };
  }
  const reason =
    event === 'TRADE_LITE' ? 'tells no commission: send the ORDER_TRADE_UPDATE of the same trade' : 'is no trade';
  return { pointer, fields: STREAM, outcome: skipped(`${event} ${reason}`) };
}

function readUpdate({ pointer, value }: AnswerRow, market: 'spot' | 'future'): RowOutcome {
  const type = (rawText(value, 'x') ?? '').slice(0, 64).toWellFormed();
  if (type !== 'TRADE' && type !== 'CALCULATED') return skipped(`an order update of type ${type}, which is no trade`);
  const named = rawText(value, 't');
  const parsed = update.safeParse(value);
  if (!parsed.success) return malformed(pointer, named, parsed.error);
  const row = parsed.data;
  const fee = row.n ?? '0';
  if (fee !== '0' && (row.N ?? null) === null)
    return refused(`${pointer}/N`, named, 'invalid-input', 'is needed with a fee');
  const spot = { kind: 'spot' as const, payoff: 'linear' as const, pair: row.s };
  const contract = market === 'spot' ? spot : binanceFuture(row.s);
  const inverse = contract?.payoff === 'inverse';
  return {
    kind: 'trade',
    fillId: `${market === 'spot' ? 'spot' : inverse ? 'cm' : 'um'}:${row.s}:${row.t}`,
    symbol: row.s,
    contract,
    side: row.S,
    size: row.l,
    contractSize: inverse ? null : '1',
    price: row.L,
    fee,
    feeCurrency: row.N ?? null,
    executedAt: row.T,
  };
}
