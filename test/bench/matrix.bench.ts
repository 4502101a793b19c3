import { log } from '../../shared/numerics/index.ts';
import {
  type AmericanTerms,
  type Black76Option,
  sweepAmerican,
  sweepBlack76Matrix,
} from '../../shared/pricing/index.ts';
import type { BenchRow } from './bench-row.ts';
import { leastMs } from './timing.ts';

const N_OPTIONS = 1000;
const N_BOOKS = 50;
/** Enough for the compiler, which works beside on a machine with other work, to have made its last version. */
const REPEATS = 300;
const SPOT_SHOCKS = [-0.2, -0.15, -0.1, -0.05, 0.05, 0.1, 0.15, 0.2];
const VOL_SHOCKS = [-0.25, 0, 0.25];
const SHOCKS = SPOT_SHOCKS.flatMap((spot) => VOL_SHOCKS.map((vol) => ({ spot, vol })));
const WIDTH = SHOCKS.length;

const OPTIONS: readonly Black76Option[] = Array.from({ length: N_OPTIONS }, (_, i) => ({
  type: i % 2 === 0 ? 'call' : 'put',
  forward: 65_000,
  strike: 65_000 * (0.5 + (i % 100) / 100),
  timeYears: 0.08 + 0.02 * Math.floor(i / 50),
  volAnnual: 0.5 + 0.2 * Math.abs((i % 100) / 100 - 0.5),
  discount: 1,
}));
const GROWTHS = Float64Array.from(SHOCKS, ({ spot }) => 1 + spot);
const LOG_GROWTHS = GROWTHS.map(log);
const VOL_GROWTHS = Float64Array.from(SHOCKS, ({ vol }) => 1 + vol);

/**
 * A matrix of 1,000 options × 24 scenarios: our sweep against the textbook formula in the same run; then margining books from it, once it
 * is there; then American options, each vol's exercise boundary included.
 */
export function run(): BenchRow[] {
  const out = new Float64Array(N_OPTIONS * WIDTH);
  const plain = new Float64Array(N_OPTIONS * WIDTH);
  const perPrice = 1e6 / (N_OPTIONS * WIDTH);
  const value = leastMs(REPEATS, () => fill(out)) * perPrice;
  const naive = leastMs(REPEATS, () => fillNaively(plain)) * perPrice;
  check(out, plain);
  const margin = (leastMs(60, () => worstOfBooks(out)) * 1e6) / (N_BOOKS * N_OPTIONS * WIDTH);
  return [
    {
      name: `matrix: ${N_OPTIONS} options × ${WIDTH} scenarios, per price`,
      value,
      unit: 'ns',
      baseline: `naive formula: ${naive.toFixed(1)} ns`,
      ratio: value / naive,
    },
    { name: 'matrix: a book’s margin from it, per position and scenario', value: margin, unit: 'ns' },
    ...americanRows(),
  ];
}

function fill(out: Float64Array): void {
  const vols = new Float64Array(out.length);
  let at = 0;
  for (const { volAnnual } of OPTIONS) for (let k = 0; k < WIDTH; k++) vols[at++] = volAnnual * VOL_GROWTHS[k]!;
  sweepBlack76Matrix({ options: OPTIONS, growths: GROWTHS, logGrowths: LOG_GROWTHS, vols, out });
}

function fillNaively(out: Float64Array): void {
  let at = 0;
  for (const option of OPTIONS) {
    for (const { spot, vol } of SHOCKS) {
      out[at++] = naiveValue(option, option.forward * (1 + spot), option.volAnnual * (1 + vol));
    }
  }
}

/** Two distributions, each with its own exponential, and a logarithm per price. */
function naiveValue({ type, strike, timeYears, discount }: Black76Option, forward: number, volAnnual: number): number {
  const deviation = volAnnual * Math.sqrt(timeYears);
  const d1 = Math.log(forward / strike) / deviation + 0.5 * deviation;
  const d2 = d1 - deviation;
  return type === 'call'
    ? discount * (forward * naiveCdf(d1) - strike * naiveCdf(d2))
    : discount * (strike * naiveCdf(-d2) - forward * naiveCdf(-d1));
}

/** West (2005), after Hart. */
function naiveCdf(z: number): number {
  const a = Math.abs(z);
  if (a > 37) return z > 0 ? 1 : 0;
  const e = Math.exp(-0.5 * a * a);
  const tail = a < 7.07106781186547 ? (e * numerator(a)) / denominator(a) : e / (a * 2.506628274631);
  return z > 0 ? 1 - tail : tail;
}

function numerator(a: number): number {
  const high = ((3.52624965998911e-2 * a + 0.700383064443688) * a + 6.37396220353165) * a + 33.912866078383;
  return ((high * a + 112.079291497871) * a + 221.213596169931) * a + 220.206867912376;
}

function denominator(a: number): number {
  const high = ((8.83883476483184e-2 * a + 1.75566716318264) * a + 16.064177579207) * a + 86.7807322029461;
  return (((high * a + 296.564248779674) * a + 637.333633378831) * a + 793.826512519948) * a + 440.413735824752;
}

function check(out: Float64Array, plain: Float64Array): void {
  const error = Math.max(...out.map((value, at) => Math.abs(value - plain[at]!)));
  if (!(error <= 1e-9 * 65_000)) throw new Error(`the naive formula differs by ${error}`);
}

/** The worst case of 50 books of 1,000 positions: one multiply-add per position and scenario. */
function worstOfBooks(matrix: Float64Array): number {
  const gains = new Float64Array(WIDTH);
  let total = 0;
  for (let book = 0; book < N_BOOKS; book++) {
    gains.fill(0);
    for (let i = 0; i < N_OPTIONS; i++) {
      const quantity = ((i + book) % 7) - 3;
      const start = i * WIDTH;
      for (let k = 0; k < WIDTH; k++) gains[k]! += quantity * matrix[start + k]!;
    }
    total += Math.max(0, -Math.min(...gains));
  }
  return total;
}

function americanRows(): BenchRow[] {
  const terms: AmericanTerms = {
    type: 'put',
    strike: 100,
    timeYears: 0.5,
    rateContinuous: 0.05,
    yieldContinuous: 0.01,
    dividends: [],
  };
  const dividends = [0.1, 0.35].map((timeYears) => ({ timeYears, amount: 0.5 }));
  return [
    americanRow('American, yield', terms, 200),
    americanRow('American, two cash dividends', { ...terms, dividends }, 10),
  ];
}

function americanRow(name: string, terms: AmericanTerms, count: number): BenchRow {
  const out = new Float64Array(WIDTH);
  const spots = GROWTHS.map((growth) => 100 * growth);
  const sweepAll = () => {
    for (let i = 0; i < count; i++) {
      const vols = Float64Array.from(SHOCKS, ({ vol }) => (0.2 + 0.001 * i) * (1 + vol));
      sweepAmerican({ terms, spots, vols, out });
    }
  };
  const value = (leastMs(10, sweepAll) * 1e6) / (count * WIDTH);
  return { name: `matrix: ${name}, per price in ${WIDTH} scenarios of 3 vols`, value, unit: 'ns' };
}
