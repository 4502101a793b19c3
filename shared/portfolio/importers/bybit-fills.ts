import * as z from 'zod';
import { chain, type Outcome, succeed } from '../../foundation/index.ts';
import { type AnswerRow, answerRows, at, rawText } from './answer-rows.ts';
import type { ContractFacts } from './contract-facts.ts';
import { amount, milliseconds, name, optionalName, size, symbol } from './fields.ts';
import { malformed, type ReadRow, type RowFields, type RowOutcome, refused, skipped } from './trade-row.ts';
import { dayOfName, monthOfCode } from './venue-dates.ts';

const FIELDS: RowFields = {
  fillId: 'execId',
  instrument: 'symbol',
  side: 'side',
  quantity: 'execQty',
  price: 'execPrice',
  fee: 'execFee',
  feeCurrency: 'feeCurrency',
  executedAt: 'execTime',
};

const category = z.enum(['spot', 'linear', 'inverse', 'option']);
type Category = z.output<typeof category>;

const execution = z.looseObject({
  execId: name,
  symbol,
  side: z.enum(['Buy', 'Sell']),
  execQty: size,
  execPrice: amount,
  execFee: amount,
  feeCurrency: optionalName,
  execTime: milliseconds,
});

/** What trades, and what closes a position at the venue's word; all else of `execType` moves no position. */
const TRADES: ReadonlySet<string> = new Set([
  'Trade',
  'AdlTrade',
  'BustTrade',
  'BlockTrade',
  'MovePosition',
  'FutureSpread',
  'Delivery',
  'Settle',
]);

/**
 * Bybit executions: `GET /v5/execution/list` or the `execution` stream.
 *
 * `execQty` is in coin, but in US dollars for inverse contracts: the units of the market's multiplier. An `execFee` above
 * zero was paid; where no `feeCurrency` is given it is the settlement currency, but for spot, which has none. Liquidation
 * (`BustTrade`), auto-deleveraging, delivery and settlement close positions and are fills. The fast stream tells no fee, so
 * its rows are refused.
 *
 * Source: bybit-exchange.github.io/docs/v5, "Get Trade History", "Execution" and its enum `execType`.
 */
export function readBybitFills(answer: unknown, pointer: string): Outcome<ReadRow[]> {
  const rows = answerRows(answer, pointer, [['result', 'list'], ['list'], ['data']]);
  const common = at(answer, ['result', 'category']) ?? at(answer, ['category']);
  return chain(rows, (found) =>
    succeed(found.map((row) => ({ pointer: row.pointer, fields: FIELDS, outcome: readExecution(row, common) }))),
  );
}

function readExecution({ pointer, value }: AnswerRow, common: unknown): RowOutcome {
  const type = rawText(value, 'execType') ?? 'Trade';
  if (!TRADES.has(type)) return skipped(`${type.slice(0, 64).toWellFormed()} moves no position`);
  const named = rawText(value, 'execId');
  const kind = category.safeParse(at(value, ['category']) ?? common);
  if (!kind.success) {
    const detail = 'must be spot, linear, inverse or option, in the row or beside the list';
    return refused(`${pointer}/category`, named, 'invalid-input', detail);
  }
  const parsed = execution.safeParse(value);
  if (!parsed.success) return malformed(pointer, named, parsed.error);
  const row = parsed.data;
  if (row.feeCurrency === null && kind.data === 'spot') {
    return refused(`${pointer}/feeCurrency`, named, 'invalid-input', 'is needed for spot');
  }
  return {
    kind: 'trade',
    fillId: row.execId,
    symbol: row.symbol,
    contract: bybitContract(row.symbol, kind.data),
    side: row.side === 'Buy' ? 'buy' : 'sell',
    size: row.execQty,
    contractSize: '1',
    price: row.execPrice,
    fee: row.execFee,
    feeCurrency: row.feeCurrency,
    executedAt: row.execTime,
  };
}

function bybitContract(instrument: string, kind: Category): ContractFacts | null {
  if (kind === 'spot') return { kind: 'spot', payoff: 'linear', pair: instrument };
  if (kind === 'option') return optionContract(instrument);
  return kind === 'linear' ? linearContract(instrument) : inverseContract(instrument);
}

/** `BTC-27MAR26-70000-C`, which settles in USDC, or `…-C-USDT`. */
function optionContract(instrument: string): ContractFacts | null {
  const match = /^([A-Z0-9]+)-(\d{1,2}[A-Z]{3}\d\d)-(\d+(?:\.\d+)?)-([CP])(?:-(USDT|USDC))?$/.exec(instrument);
  const expiry = match === null ? null : dayOfName(match[2]!);
  if (match === null || expiry === null) return null;
  const [, underlying, , strike, right, settlementCurrency = 'USDC'] = match;
  return {
    kind: 'option',
    payoff: 'linear',
    underlying: underlying!,
    settlementCurrency,
    expiry,
    strike: strike!,
    right: right === 'C' ? 'call' : 'put',
  };
}

/** `BTCUSDT` and `BTCPERP` (USDC) are perpetuals; `BTCUSDT-27MAR26` and `BTC-27MAR26` (USDC) expire. */
function linearContract(instrument: string): ContractFacts | null {
  const [, stem = '', day] = /^([A-Z0-9]+)(?:-(\d{1,2}[A-Z]{3}\d\d))?$/.exec(instrument) ?? [];
  const [, underlying, settlementCurrency] = /^(.+)(USDT)$/.exec(stem) ?? [];
  const tether = { payoff: 'linear' as const, underlying: underlying!, settlementCurrency: settlementCurrency! };
  if (day === undefined) {
    if (underlying !== undefined) return { ...tether, kind: 'perpetual' };
    const [, coin] = /^(.+)PERP$/.exec(stem) ?? [];
    return coin === undefined
      ? null
      : { kind: 'perpetual', payoff: 'linear', underlying: coin, settlementCurrency: 'USDC' };
  }
  const expiry = dayOfName(day);
  if (expiry === null) return null;
  if (underlying !== undefined) return { ...tether, kind: 'future', expiry };
  return { kind: 'future', payoff: 'linear', underlying: stem, settlementCurrency: 'USDC', expiry };
}

/** `BTCUSD`, and by month of expiry `BTCUSDM26`. */
function inverseContract(instrument: string): ContractFacts | null {
  const [, underlying, code, year] = /^([A-Z0-9]+?)USD(?:([A-Z])(\d\d))?$/.exec(instrument) ?? [];
  if (underlying === undefined) return null;
  const facts = { payoff: 'inverse' as const, underlying, settlementCurrency: underlying };
  if (code === undefined || year === undefined) return { ...facts, kind: 'perpetual' };
  const expiry = monthOfCode(code, year);
  return expiry === null ? null : { ...facts, kind: 'future', expiry };
}
