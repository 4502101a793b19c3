import { utcOffsetMinutes } from '../../functions/fills/utc-offset.ts';
import type { ContractTerms, FillFormat, ImportedRow } from '../../shared/portfolio/index.ts';
import { importFills } from '../../shared/portfolio/index.ts';

export const LINEAR: ContractTerms = {
  kind: 'perpetual',
  payoff: 'linear',
  multiplier: '1',
  settlementCurrency: 'USDT',
  underlying: 'BTC',
  expiry: null,
  strike: null,
  right: null,
};
const COIN: ContractTerms = { ...LINEAR, payoff: 'inverse', multiplier: '10', settlementCurrency: 'BTC' };
const MARCH = '2026-03-27T08:00:00.000Z';
const OPTION: ContractTerms = { ...LINEAR, kind: 'option', expiry: MARCH, strike: '70000', right: 'call' };

/** Contracts by names that tell nothing, so that only the facts can find them. */
export const CONTRACTS: Readonly<Record<string, ContractTerms>> = {
  'tether-perpetual': LINEAR,
  'tether-future': { ...LINEAR, kind: 'future', expiry: MARCH },
  'dollar-coin-perpetual': { ...LINEAR, settlementCurrency: 'USDC' },
  'dollar-coin-future': { ...LINEAR, settlementCurrency: 'USDC', kind: 'future', expiry: MARCH },
  'coin-perpetual': COIN,
  'coin-future': { ...COIN, kind: 'future', expiry: MARCH },
  'coin-june': { ...COIN, kind: 'future', expiry: '2026-06-26T08:00:00.000Z' },
  'coin-call': { ...COIN, kind: 'option', multiplier: '1', expiry: MARCH, strike: '70000', right: 'call' },
  'tether-call': OPTION,
  'dollar-coin-call': { ...OPTION, settlementCurrency: 'USDC' },
  'small-put': { ...OPTION, underlying: 'XRP', settlementCurrency: 'USDC', strike: '0.625', right: 'put' },
  'coin-in-tether': { ...LINEAR, kind: 'spot' },
  'coin-in-dollar-coin': { ...LINEAR, kind: 'spot', settlementCurrency: 'USDC' },
  ACME: { ...LINEAR, kind: 'spot', underlying: 'ACME', settlementCurrency: 'USD' },
  'acme-call': { ...OPTION, multiplier: '100', underlying: 'ACME', settlementCurrency: 'USD', strike: '22.5' },
  'index-future': {
    ...LINEAR,
    kind: 'future',
    underlying: 'ES',
    settlementCurrency: 'USD',
    multiplier: '5',
    expiry: '2026-03-20T13:30:00.000Z',
  },
  'euro-dollar': { ...LINEAR, kind: 'spot', underlying: 'EUR', settlementCurrency: 'USD' },
};

/** What an answer comes to beside these contracts, and more. */
export function rowsOf(
  format: FillFormat,
  trades: unknown,
  more: Readonly<Record<string, ContractTerms>> = {},
): ImportedRow[] {
  const reading = { timeZone: 'America/New_York', offsetMinutes: utcOffsetMinutes, rowsMax: 100 };
  const contracts = new Map(Object.entries({ ...CONTRACTS, ...more }));
  const imported = importFills({ format, trades, venue: 'main', contracts, reading });
  if (!imported.ok) throw new Error(JSON.stringify(imported.failure));
  return imported.value;
}

/** The fill in a row, or why there is none. */
export function fillOf(row: ImportedRow | undefined): unknown {
  if (row?.kind === 'fill') return row.fill;
  return row?.kind === 'refused' ? (row.failure.errors ?? row.failure) : row?.reason;
}
