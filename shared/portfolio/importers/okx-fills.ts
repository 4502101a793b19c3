import * as z from 'zod';
import { chain, decimal, decimalText, type Outcome, succeed } from '../../foundation/index.ts';
import { type AnswerRow, answerRows, at, rawText } from './answer-rows.ts';
import type { ContractFacts } from './contract-facts.ts';
import { amount, id, milliseconds, name, size, symbol } from './fields.ts';
import { malformed, type ReadRow, type RowFields, type RowOutcome, refused, skipped } from './trade-row.ts';
import { dayOfDigits } from './venue-dates.ts';

const FIELDS: RowFields = {
  fillId: 'tradeId',
  instrument: 'instId',
  side: 'side',
  quantity: 'fillSz',
  price: 'fillPx',
  fee: 'fee',
  feeCurrency: 'feeCcy',
  executedAt: 'fillTime',
};

const filled = z.looseObject({
  instId: symbol,
  tradeId: id,
  side: z.enum(['buy', 'sell']),
  fillSz: size,
  fillPx: amount,
});

const fee = z.looseObject({ fee: amount, feeCcy: name });
const fillFee = z.looseObject({ fillFee: amount, fillFeeCcy: name });

/**
 * OKX executions: `GET /trade/fills` and `/trade/fills-history`, or rows of orders (`/trade/orders-history`, the `orders`
 * channel), each for its last fill.
 *
 * `fillSz` is in coin for spot and in contracts for all else; the row doesn't say how large a contract is, so those have to
 * be listed under OKX's own name, with the contract's value as multiplier. A `fee` below zero was paid. An order's `fee` is
 * of the whole order: it is that of the fill where there was one, else the fill's own `fillFee` is needed. Liquidation and
 * auto-deleveraging are fills like others.
 *
 * Source: okx.com/docs-v5, Trade, "Get transaction details" and "Order channel".
 */
export function readOkxFills(answer: unknown, pointer: string): Outcome<ReadRow[]> {
  const rows = answerRows(answer, pointer, [['data']]);
  return chain(rows, (found) =>
    succeed(found.map((row) => ({ pointer: row.pointer, fields: FIELDS, outcome: readFill(row) }))),
  );
}

function readFill({ pointer, value }: AnswerRow): RowOutcome {
  if (at(value, ['px']) !== undefined && at(value, ['fillPx']) === undefined && at(value, ['ordId']) === undefined) {
    return skipped('a public trade, without fee or order: send the fills of the account');
  }
  const isOrder = at(value, ['ordType']) !== undefined;
  if (isOrder && ['', '0'].includes(rawText(value, 'fillSz') ?? '')) return skipped('an order without a fill');
  const parsed = filled.safeParse(value);
  const named = rawText(value, 'tradeId');
  if (!parsed.success) return malformed(pointer, named, parsed.error);
  const time = milliseconds.safeParse(at(value, ['fillTime']) ?? at(value, ['ts']));
  if (!time.success) return refused(`${pointer}/fillTime`, named, 'invalid-input', 'must be milliseconds since 1970');
  const paid = feeOf(value, isOrder, parsed.data.fillSz, pointer, named);
  if ('kind' in paid) return paid;
  const { instId, tradeId, side, fillSz, fillPx } = parsed.data;
  const contract = okxContract(instId);
  return {
    kind: 'trade',
    fillId: `${instId}:${tradeId}`,
    symbol: instId,
    contract,
    side,
    size: fillSz,
    contractSize: contract?.kind === 'spot' ? '1' : null,
    price: fillPx,
    fee: decimalText(decimal(paid.amount).times(-1)),
    feeCurrency: paid.currency,
    executedAt: time.data,
  };
}

type Paid = { readonly amount: string; readonly currency: string };

function feeOf(value: unknown, isOrder: boolean, fillSize: string, pointer: string, named: string | null) {
  if (isOrder) {
    const own = fillFee.safeParse(value);
    if (own.success) return { amount: own.data.fillFee, currency: own.data.fillFeeCcy } satisfies Paid;
    const whole = amount.safeParse(at(value, ['accFillSz']));
    if (!whole.success || whole.data !== fillSize) {
      const detail = "is needed where an order has more than one fill: its fee is the whole order's";
      return refused(`${pointer}/fillFee`, named, 'invalid-input', detail);
    }
  }
  const parsed = fee.safeParse(value);
  if (!parsed.success) return malformed(pointer, named, parsed.error);
  return { amount: parsed.data.fee, currency: parsed.data.feeCcy } satisfies Paid;
}

const NAME = /^([A-Z0-9]+)-([A-Z0-9]+)(?:-(SWAP|\d{6})(?:-(\d+(?:\.\d+)?)-([CP]))?)?$/;

/** `BTC-USDT`, `BTC-USDT-SWAP`, `BTC-USD-260327`, `BTC-USD-260327-70000-C`; null for what isn't named so. */
function okxContract(instId: string): ContractFacts | null {
  const [, underlying, quote, term, strike, right] = NAME.exec(instId) ?? [];
  if (underlying === undefined || quote === undefined) return null;
  if (term === undefined) return { kind: 'spot', payoff: 'linear', underlying, settlementCurrency: quote };
  const inverse = quote === 'USD';
  const facts = {
    payoff: inverse ? ('inverse' as const) : ('linear' as const),
    underlying,
    settlementCurrency: inverse ? underlying : quote,
  };
  if (term === 'SWAP') return strike === undefined ? { ...facts, kind: 'perpetual' } : null;
  const expiry = dayOfDigits(term);
  if (expiry === null) return null;
  if (strike === undefined) return { ...facts, kind: 'future', expiry };
  return { ...facts, kind: 'option', expiry, strike, right: right === 'C' ? 'call' : 'put' };
}
