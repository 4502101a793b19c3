import * as z from 'zod';
import { chain, type Outcome, succeed } from '../../foundation/index.ts';
import { type AnswerRow, answerRows, at, rawText } from './answer-rows.ts';
import type { ContractFacts } from './contract-facts.ts';
import { amount, milliseconds, name, size, symbol } from './fields.ts';
import { malformed, type ReadRow, type RowFields, type RowOutcome, skipped } from './trade-row.ts';
import { dayOfName } from './venue-dates.ts';

const FIELDS: RowFields = {
  fillId: 'trade_id',
  instrument: 'instrument_name',
  side: 'direction',
  quantity: 'amount',
  price: 'price',
  fee: 'fee',
  feeCurrency: 'fee_currency',
  executedAt: 'timestamp',
};

const trade = z.looseObject({
  trade_id: name,
  instrument_name: symbol,
  direction: z.enum(['buy', 'sell']),
  amount: size,
  price: amount,
  fee: amount,
  fee_currency: name,
  timestamp: milliseconds,
  self_trade: z.boolean().optional(),
});

/** A combo's own row; its legs have rows of their own inside. */
const combo = z.looseObject({ legs: z.array(z.unknown()).min(1) });

const PATHS = [['trades'], ['result', 'trades'], ['result'], ['params', 'data', 'trades'], ['params', 'data']];

/**
 * Deribit's user trades: `private/get_user_trades_by_*`, or the `user.trades` and `user.changes` streams.
 *
 * `amount` is in US dollars for inverse futures and perpetuals and in coin for all else: the units of the market's
 * multiplier. A `fee` above zero was paid. A combo counts by its legs. Both sides of a self-trade have one `trade_id`, to
 * which the side is added.
 *
 * Source: docs.deribit.com, `private/get_user_trades_by_currency`.
 */
export function readDeribitFills(answer: unknown, pointer: string): Outcome<ReadRow[]> {
  const rows = answerRows(answer, pointer, PATHS);
  return chain(rows, (found) => succeed(found.flatMap((row) => readRows(row))));
}

function readRows(row: AnswerRow): ReadRow[] {
  const legs = combo.safeParse(row.value);
  if (!legs.success) return [{ pointer: row.pointer, fields: FIELDS, outcome: readTrade(row) }];
  const outcome = skipped(`a combo, which counts by its ${legs.data.legs.length} legs`);
  const own: ReadRow = { pointer: row.pointer, fields: FIELDS, outcome };
  return [own, ...legs.data.legs.flatMap((value, i) => readRows({ pointer: `${row.pointer}/legs/${i}`, value }))];
}

function readTrade({ pointer, value }: AnswerRow): RowOutcome {
  if (
    at(value, ['fee']) === undefined &&
    at(value, ['order_id']) === undefined &&
    at(value, ['trade_id']) !== undefined
  ) {
    return skipped('a public trade, without fee or order: send the trades of the account');
  }
  const parsed = trade.safeParse(value);
  if (!parsed.success) return malformed(pointer, rawText(value, 'trade_id'), parsed.error);
  const row = parsed.data;
  return {
    kind: 'trade',
    fillId: row.self_trade === true ? `${row.trade_id}:${row.direction}` : row.trade_id,
    symbol: row.instrument_name,
    contract: deribitContract(row.instrument_name),
    side: row.direction,
    size: row.amount,
    contractSize: '1',
    price: row.price,
    fee: row.fee,
    feeCurrency: row.fee_currency,
    executedAt: row.timestamp,
  };
}

const NAME = /^([A-Z0-9]+?)(?:_([A-Z]{3,5}))?(?:-(PERPETUAL|\d{1,2}[A-Z]{3}\d\d)(?:-(\d+(?:d\d+)?)-([CP]))?)?$/;

/** `BTC-27MAR26-70000-C`, `ETH_USDC-PERPETUAL`, `XRP_USDC-27MAR26-0d625-P`, `BTC_USDC`; null for what isn't named so. */
function deribitContract(instrument: string): ContractFacts | null {
  const [, underlying, quote, term, strike, right] = NAME.exec(instrument) ?? [];
  if (underlying === undefined) return null;
  const linear = quote !== undefined;
  const facts = {
    payoff: linear ? ('linear' as const) : ('inverse' as const),
    underlying,
    settlementCurrency: quote ?? underlying,
  };
  if (term === undefined) return linear ? { ...facts, kind: 'spot' } : null;
  if (term === 'PERPETUAL') return strike === undefined ? { ...facts, kind: 'perpetual' } : null;
  const expiry = dayOfName(term);
  if (expiry === null) return null;
  if (strike === undefined) return { ...facts, kind: 'future', expiry };
  return { ...facts, kind: 'option', expiry, strike: strike.replace('d', '.'), right: right === 'C' ? 'call' : 'put' };
}
