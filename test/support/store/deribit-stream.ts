import { expect } from 'vitest';
import type { MarketSnapshot, QuotedInstrument } from '../../../shared/market/index.ts';
import type { Fill } from '../../../shared/portfolio/index.ts';
import { sharedVectors } from '../shared-vectors.ts';

const FOLDER = 'fills/synthetic_deribit_stream';

type Delivery = {
  readonly type: 'fill' | 'snapshot';
  readonly seq: number;
  readonly trade_id: string;
  readonly timestamp: number;
  readonly instrument_name: string;
  readonly direction: 'buy' | 'sell';
  readonly amount: number;
  readonly price: number;
  readonly fee: number;
  readonly fee_currency: string;
};

type Checkpoint = {
  readonly afterSeq: number;
  readonly positions: Readonly<Record<string, number>>;
  readonly byCurrency: Readonly<Record<string, { readonly cash: number; readonly fees: number }>>;
};

export type DeribitStream = {
  /** as delivered, repeats and all, with the sequence number of the delivery */
  readonly deliveries: readonly { readonly seq: number; readonly fill: Fill }[];
  readonly checkpoints: readonly Checkpoint[];
  /** the contract facts of every instrument in the stream */
  readonly market: MarketSnapshot;
};

/** For a suite that is skipped where the folder is absent: its tests are collected all the same. */
export const NO_STREAM: DeribitStream = {
  deliveries: [],
  checkpoints: [],
  market: {
    asOf: '2026-02-05T09:36:47Z',
    baseCurrency: 'USD',
    underlyings: ['BTC', 'ETH'].map((id) => ({ id, price: 1, rate: 0, dividendYield: 0 })),
    expiries: [],
    instruments: [],
    currencies: [],
  },
};

/** The synthetic stream over the crash of February 2026; null where the folder is absent. */
export function deribitStream(): DeribitStream | null {
  const stream = sharedVectors(`${FOLDER}/crash_20260205.jsonl.gz`);
  const expected = sharedVectors(`${FOLDER}/crash_20260205_expected.json`);
  if (stream === null || expected === null) return null;
  const rows = stream
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Delivery);
  const fills = rows.filter(({ type }) => type === 'fill');
  return {
    deliveries: fills.map((row) => ({ seq: row.seq, fill: toFill(row) })),
    checkpoints: JSON.parse(expected) as Checkpoint[],
    market: {
      ...NO_STREAM.market,
      instruments: [...new Set(fills.map((row) => row.instrument_name))].map(toInstrument),
    },
  };
}

function toFill(row: Delivery): Fill {
  return {
    fillId: row.trade_id,
    instrument: row.instrument_name,
    side: row.direction,
    quantity: String(row.amount),
    price: String(row.price),
    fee: String(row.fee),
    feeCurrency: row.fee_currency,
    venue: 'main',
    executedAt: new Date(row.timestamp).toISOString(),
  };
}

function toInstrument(name: string): QuotedInstrument {
  const [underlying = '', day = '', strike, right] = name.split('-');
  return {
    id: name,
    kind: 'option',
    underlying,
    expiry: expiryOf(day),
    strike: Number(strike),
    right: right === 'C' ? 'call' : 'put',
    payoff: 'inverse',
    multiplier: 1,
    lotSize: 0.1,
    impliedVol: 0.5,
  };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `13FEB26` expires at 08:00 UTC. */
function expiryOf(day: string): string {
  const match = /^(\d{1,2})([A-Z]{3})(\d\d)$/.exec(day);
  if (match === null) throw new Error(`not a Deribit expiry: ${day}`);
  const [date, month, year] = [Number(match[1]), MONTHS.indexOf(match[2]!), 2000 + Number(match[3])];
  return new Date(Date.UTC(year, month, date, 8)).toISOString().replace('.000Z', 'Z');
}

/** A portfolio as stored or as the API shows it. */
export type BookState = {
  readonly positions: readonly { readonly instrument: string; readonly quantity: string }[];
  readonly collateral: readonly { readonly asset: string; readonly quantity: string }[];
  readonly fees: readonly { readonly currency: string; readonly amount: string }[];
};

export function expectCheckpoint(book: BookState, { positions, byCurrency }: Checkpoint): void {
  const held = book.positions.filter(({ quantity }) => quantity !== '0');
  expect(Object.fromEntries(held.map(({ instrument, quantity }) => [instrument, Number(quantity)]))).toEqual(positions);
  for (const [currency, { cash, fees }] of Object.entries(byCurrency)) {
    const booked = book.collateral.find(({ asset }) => asset === currency)?.quantity ?? '0';
    const paid = book.fees.find((fee) => fee.currency === currency)?.amount ?? '0';
    // the vector sums in doubles: 1,600 roundings of numbers below 700
    expect(Math.abs(Number(booked) - cash)).toBeLessThan(1e-10);
    expect(Math.abs(Number(paid) - fees)).toBeLessThan(1e-10);
  }
}
