import { chooseMethod, riskFigureOf } from '../../shared/margin/index.ts';
import type { MarketSnapshot } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { black76Value } from '../../shared/pricing/index.ts';
import { countScenarioPrices, readBook } from '../../shared/risk/index.ts';
import { marketOf } from '../support/markets.ts';
import { Random } from '../support/random.ts';
import type { BenchRow } from './bench-row.ts';
import { optionBook, optionMarket, SPOT } from './option-market.ts';
import { priceRow } from './price-baseline.ts';
import { leastMs } from './timing.ts';

const N_DAYS = 2500;
const N_OPTIONS = 200;
const N_PATHS = 100_000;
const N_INSTRUMENTS = 50;

/** A day each, the first before the first return. */
const DATES = Array.from({ length: N_DAYS + 1 }, (_, t) =>
  new Date(Date.UTC(2019, 0, 1 + t)).toISOString().slice(0, 10),
);

/** Figures of a book from nothing: the book read, scenarios made, everything priced, measured and attributed. */
export function run(): BenchRow[] {
  return [...historical(), ...monteCarlo()];
}

function historical(): BenchRow[] {
  const snapshot = { ...optionMarket(N_OPTIONS), history: history(['BTC']) };
  const portfolio = optionBook(snapshot, N_OPTIONS);
  const value = leastMs(5, () => figure(snapshot, portfolio, 'value-at-risk-historical', {}));
  const option = { type: 'call' as const, forward: SPOT, strike: SPOT, timeYears: 0.3, volAnnual: 0.5, discount: 1 };
  const prices = N_OPTIONS * N_DAYS;
  const plain = leastMs(3, () => {
    let sum = 0;
    for (let k = 0; k < prices; k++) sum += black76Value({ ...option, forward: SPOT * (0.8 + (0.4 * k) / prices) });
    return sum;
  });
  const name = `risk: historical full revaluation, ${N_OPTIONS} options × ${N_DAYS} days`;
  const baseline = `black76Value ${prices} times, ${plain.toFixed(0)} ms`;
  return [
    { name, value, unit: 'ms', baseline, ratio: value / plain },
    priceRow(
      `historical value at risk of ${N_OPTIONS} options over ${N_DAYS} days`,
      countPrices(snapshot, portfolio, 'value-at-risk-historical'),
    ),
  ];
}

function monteCarlo(): BenchRow[] {
  const ids = Array.from({ length: N_INSTRUMENTS / 5 }, (_, i) => `U${i}`);
  const template = optionMarket(N_INSTRUMENTS);
  const snapshot: MarketSnapshot = {
    ...template,
    underlyings: ids.map((id) => ({ ...template.underlyings[0]!, id })),
    instruments: template.instruments.map((each, i) => ({ ...each, underlying: ids[i % ids.length]! })),
    history: history(ids),
  };
  const portfolio = optionBook(snapshot, N_INSTRUMENTS);
  const parameters = { paths: N_PATHS, valuation: 'delta-gamma' };
  const value = leastMs(5, () => figure(snapshot, portfolio, 'value-at-risk-monte-carlo', parameters));
  const name = `risk: Monte Carlo by delta-gamma, ${N_PATHS} paths, ${N_INSTRUMENTS} options on ${ids.length} underlyings`;
  return [
    { name, value, unit: 'ms' },
    { name: `${name}, prices`, value: 0, unit: 'prices' },
  ];
}

function countPrices(snapshot: MarketSnapshot, portfolio: Portfolio, id: string): number {
  const book = readBook(portfolio, marketOf(snapshot));
  const method = chooseMethod({ id }, '/measures/0');
  if (!book.ok || !method.ok) throw new Error('the bench does not read');
  riskFigureOf(book.value, method.value);
  return countScenarioPrices(book.value);
}

function figure(
  snapshot: MarketSnapshot,
  portfolio: Portfolio,
  id: string,
  parameters: Record<string, unknown>,
): number {
  const book = readBook(portfolio, marketOf(snapshot));
  const method = chooseMethod({ id, parameters }, '/measures/0');
  if (!book.ok || !method.ok) throw new Error('the bench does not read');
  const risk = riskFigureOf(book.value, method.value);
  if (!risk.ok) throw new Error(risk.failure.detail);
  return risk.value.amount;
}

function history(ids: readonly string[]) {
  const random = new Random(9);
  const walk = () => {
    let close = SPOT;
    return DATES.map(() => (close *= 1 + random.between(-0.04, 0.04)));
  };
  return { dates: DATES, closes: Object.fromEntries(ids.map((id) => [id, walk()])) };
}
