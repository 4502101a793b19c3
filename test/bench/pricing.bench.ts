import { exp, log } from '../../shared/numerics/index.ts';
import { black76Value, impliedVol, sweepBlack76 } from '../../shared/pricing/index.ts';
import type { BenchRow } from './bench-row.ts';

const N_SCENARIOS = 961;
const WARM_UP_MS = 1000;
const ROUND_MS = 10;
const N_ROUNDS = 20;

const TERMS = { strike: 110, timeYears: 0.1, discount: 0.99 };
const FORWARDS = Float64Array.from({ length: N_SCENARIOS }, (_, k) => 100 * (1 + 0.3 * ((k % 31) / 15 - 1)));
const VOLS = Float64Array.from({ length: N_SCENARIOS }, (_, k) => 0.6 * (1 + 0.4 * (Math.floor(k / 31) / 15 - 1)));
const OPTIONS = Array.from({ length: N_SCENARIOS }, (_, k) => {
  const option = { ...TERMS, type: 'call' as const, forward: FORWARDS[k]!, volAnnual: VOLS[k]! };
  return { ...option, price: black76Value(option) };
});

/**
 * Best time per price of a sweep over 31 × 31 forwards and vols, warm, against textbook code in the same run: Black-76 by Math.log
 * and Math.exp with a cdf of double accuracy (Hart's, as in West 2005), and with the 7-digit one of Abramowitz & Stegun 26.2.17.
 */
export function run(): BenchRow[] {
  const out = new Float64Array(N_SCENARIOS);
  const sweep = nanosecondsPerItem(() => sweepBlack76({ ...TERMS, isCall: true, forwards: FORWARDS, vols: VOLS, out }));
  const hart = nanosecondsPerItem(() => hartSweep(out));
  const rough = nanosecondsPerItem(() => roughSweep(out));
  const name = 'pricing: scenario sweep, per price';
  return [
    { name, value: sweep, unit: 'ns', baseline: `textbook, Hart cdf: ${hart.toFixed(1)} ns`, ratio: sweep / hart },
    { name, value: sweep, unit: 'ns', baseline: `textbook, 7-digit cdf: ${rough.toFixed(1)} ns`, ratio: sweep / rough },
    { name: 'pricing: implied vol', value: nanosecondsPerItem(impliedVols), unit: 'ns' },
    elementary(
      'exp',
      (x) => exp(x),
      (x) => Math.exp(x),
    ),
    elementary(
      'log',
      (x) => log(x),
      (x) => Math.log(x),
    ),
  ];
}

/** Two loops and two formulas, for a shared one would be compiled for both cdfs and be slower. */
function hartSweep(out: Float64Array): void {
  const { strike, timeYears, discount } = TERMS;
  for (let k = 0; k < out.length; k++) {
    const deviation = VOLS[k]! * Math.sqrt(timeYears);
    const d1 = Math.log(FORWARDS[k]! / strike) / deviation + 0.5 * deviation;
    out[k] = discount * (FORWARDS[k]! * hartCdf(d1) - strike * hartCdf(d1 - deviation));
  }
}

function roughSweep(out: Float64Array): void {
  const { strike, timeYears, discount } = TERMS;
  for (let k = 0; k < out.length; k++) {
    const deviation = VOLS[k]! * Math.sqrt(timeYears);
    const d1 = Math.log(FORWARDS[k]! / strike) / deviation + 0.5 * deviation;
    out[k] = discount * (FORWARDS[k]! * roughCdf(d1) - strike * roughCdf(d1 - deviation));
  }
}

/** West, "Better approximations to cumulative normal functions", Wilmott (2005): Hart's algorithm 5666. */
function hartCdf(z: number): number {
  const a = Math.abs(z);
  if (a > 37) return z > 0 ? 1 : 0;
  const e = Math.exp(-0.5 * a * a);
  const tail = a < 7.07106781186547 ? (e * hartNumerator(a)) / hartDenominator(a) : hartFarTail(a, e);
  return z > 0 ? 1 - tail : tail;
}

function hartNumerator(a: number): number {
  const high = ((3.52624965998911e-2 * a + 0.700383064443688) * a + 6.37396220353165) * a + 33.912866078383;
  return ((high * a + 112.079291497871) * a + 221.213596169931) * a + 220.206867912376;
}

function hartDenominator(a: number): number {
  const high = ((8.83883476483184e-2 * a + 1.75566716318264) * a + 16.064177579207) * a + 86.7807322029461;
  return (((high * a + 296.564248779674) * a + 637.333633378831) * a + 793.826512519948) * a + 440.413735824752;
}

function hartFarTail(a: number, e: number): number {
  return e / (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))) / 2.506628274631;
}

/** Abramowitz & Stegun 26.2.17, absolute error below 7.5e-8. */
function roughCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp(-0.5 * z * z) * series;
  return z > 0 ? 1 - tail : tail;
}

function impliedVols(): void {
  for (const option of OPTIONS) impliedVol(option);
}

function elementary(name: string, ours: (x: number) => number, theirs: (x: number) => number): BenchRow {
  const mine = nanosecondsPerItem(() => total(ours));
  const builtIn = nanosecondsPerItem(() => total(theirs));
  return {
    name: `numerics: ${name}`,
    value: mine,
    unit: 'ns',
    baseline: `Math.${name}: ${builtIn.toFixed(1)} ns`,
    ratio: mine / builtIn,
  };
}

function total(f: (x: number) => number): number {
  let sum = 0;
  for (const vol of VOLS) sum += f(vol);
  return sum;
}

/** The best of many rounds: other work on the machine only ever adds time. */
function nanosecondsPerItem(task: () => unknown): number {
  repeatFor(WARM_UP_MS, task);
  return Math.min(...Array.from({ length: N_ROUNDS }, () => repeatFor(ROUND_MS, task)));
}

function repeatFor(milliseconds: number, task: () => unknown): number {
  const start = performance.now();
  let count = 0;
  do {
    for (let i = 0; i < 10; i++) task();
    count += 10;
  } while (performance.now() - start < milliseconds);
  return ((performance.now() - start) * 1e6) / (count * N_SCENARIOS);
}
