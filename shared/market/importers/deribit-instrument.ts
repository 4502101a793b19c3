import { decimal, toNumber } from '../../foundation/index.ts';
import type { QuotedInstrument } from '../snapshot.ts';
import type { ContractRow, DerivativeRow, SummaryRow } from './deribit-rows.ts';

type SpotRow = Extract<ContractRow, { kind: 'spot' }>;
type FutureRow = Extract<ContractRow, { kind: 'future' }>;
type OptionRow = Extract<ContractRow, { kind: 'option' }>;

/** One contract and its book as a quoted instrument. `summary.mark_price` is there: the caller has looked. */
export function quoteInstrument(row: ContractRow, summary: SummaryRow): QuotedInstrument {
  const quoted = { ...contractFacts(row), ...quotes(row, summary) };
  if (row.kind === 'spot') return { ...quoted, ...spotFacts(row) };
  const facts = row.kind === 'option' ? optionFacts(row, summary) : futureFacts(row, summary);
  return { ...quoted, ...derivativeFacts(row), ...facts };
}

/** Older answers have no `instrument_type`: what settles in its own base currency pays in coin. */
export function isInverse(row: DerivativeRow): boolean {
  return (
    (row.instrument_type ?? (row.settlement_currency === row.base_currency ? 'reversed' : 'linear')) === 'reversed'
  );
}

/** Perpetuals are listed as futures that expire in the year 3000. */
export function isPerpetual(row: ContractRow): boolean {
  return row.kind === 'future' && row.settlement_period === 'perpetual';
}

function contractFacts(row: ContractRow) {
  return {
    id: row.instrument_name,
    underlying: row.base_currency,
    multiplier: row.contract_size,
    lotSize: toNumber(decimal(row.min_trade_amount).div(decimal(row.contract_size))),
  };
}

function quotes(row: ContractRow, summary: SummaryRow) {
  return {
    mark: summary.mark_price ?? undefined,
    bid: summary.bid_price ?? null,
    ask: summary.ask_price ?? null,
    ...(row.taker_commission === undefined ? {} : { feeFraction: row.taker_commission }),
  };
}

/** Coins trade by the coin, whatever contract size the exchange lists for a pair. */
function spotFacts(row: SpotRow) {
  return {
    kind: 'spot' as const,
    payoff: 'linear' as const,
    settlementCurrency: row.quote_currency,
    multiplier: 1,
    lotSize: row.min_trade_amount,
  };
}

function derivativeFacts(row: DerivativeRow) {
  return {
    payoff: isInverse(row) ? ('inverse' as const) : ('linear' as const),
    settlementCurrency: row.settlement_currency,
    ...(isPerpetual(row) ? {} : { expiry: new Date(row.expiration_timestamp).toISOString() }),
  };
}

function futureFacts(row: FutureRow, summary: SummaryRow) {
  if (!isPerpetual(row)) return { kind: 'future' as const };
  const fundingRate = summary.funding_8h ?? undefined;
  return { kind: 'perpetual' as const, ...(fundingRate === undefined ? {} : { fundingRate }) };
}

function optionFacts(row: OptionRow, summary: SummaryRow) {
  const forward = summary.underlying_price ?? 0;
  const ivPercent = summary.mark_iv ?? 0;
  return {
    kind: 'option' as const,
    strike: row.strike,
    right: row.option_type,
    exercise: 'european' as const,
    ...(forward > 0 ? { forward } : {}),
    ...(ivPercent > 0 ? { impliedVol: ivPercent / 100 } : {}),
  };
}
