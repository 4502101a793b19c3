import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { black76Value, sweepBlack76, sweepBlack76Matrix } from '../../../shared/pricing/index.ts';
import { Random } from '../../support/random.ts';
import { randomOptions } from './random-options.ts';

/** Of the 20,000 values below, little-endian: it changes only with the arithmetic of the kernel. */
const GOLDEN_DIGEST = '3fe02b6fd8efeb5738c92e27870e3360cb8058583b29a4327f76b7b9d8ca1b67';
const TERMS = { isCall: true, strike: 100, timeYears: 0.25, discount: 0.99 };

function grid(): { forwards: Float64Array; vols: Float64Array } {
  const random = new Random(5);
  const forwards = Float64Array.from({ length: 20_000 }, () => 100 * (1 + random.between(-0.999, 3)));
  return { forwards, vols: forwards.map(() => random.between(0, 3)) };
}

function sweep(terms: typeof TERMS, forwards: Float64Array, vols: Float64Array): Float64Array {
  const out = new Float64Array(forwards.length);
  sweepBlack76({ ...terms, forwards, vols, out });
  return out;
}

describe('sweepBlack76', () => {
  it('has the bits of black76Value in every scenario', () => {
    const random = new Random(4);
    for (const { type, forward, strike, timeYears, volAnnual, discount } of randomOptions(6, 300)) {
      const forwards = Float64Array.from({ length: 20 }, () => forward * random.between(0.01, 3));
      const vols = forwards.map((_, k) => (k === 0 ? 0 : volAnnual * random.between(0.1, 2)));
      const out = sweep({ isCall: type === 'call', strike, timeYears, discount }, forwards, vols);
      const single = forwards.map((each, k) =>
        black76Value({ type, forward: each, strike, timeYears, volAnnual: vols[k]!, discount }),
      );
      expect(out).toEqual(single);
    }
  });

  it('gives equal bytes on every call and on every machine', () => {
    const { forwards, vols } = grid();
    const first = sweep(TERMS, forwards, vols);
    expect(sweep(TERMS, forwards, vols)).toEqual(first);
    const bytes = Buffer.alloc(first.length * 8);
    for (const [k, value] of first.entries()) bytes.writeDoubleLE(value, k * 8);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(GOLDEN_DIGEST);
  });

  it('reads its arguments only', () => {
    const { forwards, vols } = grid();
    const [forwardsBefore, volsBefore] = [forwards.slice(), vols.slice()];
    sweep(TERMS, forwards, vols);
    expect(forwards).toEqual(forwardsBefore);
    expect(vols).toEqual(volsBefore);
  });

  it('takes a forward of 0 as the limit: a call is worth nothing, a put its discounted strike', () => {
    const [forwards, vols] = [new Float64Array(2), Float64Array.of(0, 0.5)];
    expect(sweep(TERMS, forwards, vols)).toEqual(Float64Array.of(0, 0));
    expect(sweep({ ...TERMS, isCall: false }, forwards, vols)).toEqual(Float64Array.of(99, 99));
  });

  it('prices no scenarios as no values', () => {
    expect(sweep(TERMS, new Float64Array(0), new Float64Array(0))).toEqual(new Float64Array(0));
  });

  it('refuses shapes that differ and numbers outside their range', () => {
    const one = Float64Array.of(1);
    expect(() => sweepBlack76({ ...TERMS, forwards: one, vols: new Float64Array(2), out: one.slice() })).toThrow(
      DefectError,
    );
    expect(() => sweepBlack76({ ...TERMS, forwards: new Float64Array(2), vols: one, out: one.slice() })).toThrow(
      DefectError,
    );
    for (const bad of [NaN, -1, Infinity]) {
      expect(() => sweep(TERMS, Float64Array.of(bad), one)).toThrow(/scenario = 0/);
      expect(() => sweep(TERMS, one, Float64Array.of(bad))).toThrow(/scenario = 0/);
      for (const name of ['strike', 'timeYears', 'discount']) {
        expect(() => sweep({ ...TERMS, [name]: bad }, one, one), name).toThrow(DefectError);
      }
    }
  });
});

describe('sweepBlack76Matrix', () => {
  const options = randomOptions(8, 200);
  const growths = Float64Array.of(1, 0, 0.05, 0.8, 0.999, 1.001, 1.3, 20);
  const logGrowths = growths.map(Math.log);
  const vols = Float64Array.from(options.flatMap(({ volAnnual }) => [...growths].map((_, k) => volAnnual * (k % 4))));

  function matrix(): Float64Array {
    const out = new Float64Array(vols.length);
    sweepBlack76Matrix({ options, growths, logGrowths, vols, out });
    return out;
  }

  it('is black76Value to 1e-15 of the larger of forward and strike, and to the bit where nothing moves', () => {
    const out = matrix();
    for (const [at, value] of out.entries()) {
      const option = options[Math.floor(at / growths.length)]!;
      const growth = growths[at % growths.length]!;
      const moved = { ...option, forward: Math.max(option.forward * growth, 1e-300), volAnnual: vols[at]! };
      const single = black76Value(moved);
      const scale = option.discount * Math.max(moved.forward, option.strike);
      expect(Math.abs(value - single), `${at}`).toBeLessThanOrEqual(1e-15 * scale);
    }
    const still = new Float64Array(options.length);
    const own = Float64Array.from(options, ({ volAnnual }) => volAnnual);
    sweepBlack76Matrix({ options, growths: Float64Array.of(1), logGrowths: Float64Array.of(0), vols: own, out: still });
    expect(still).toEqual(Float64Array.from(options, black76Value));
  });

  it('refuses shapes that differ and numbers outside their range', () => {
    const good = { options: options.slice(0, 1), growths: Float64Array.of(1), logGrowths: Float64Array.of(0) };
    const out = new Float64Array(1);
    expect(() => sweepBlack76Matrix({ ...good, vols: new Float64Array(2), out })).toThrow(DefectError);
    for (const bad of [NaN, -1, Infinity]) {
      expect(() => sweepBlack76Matrix({ ...good, vols: Float64Array.of(bad), out })).toThrow(/vol/);
      expect(() => sweepBlack76Matrix({ ...good, vols: out, growths: Float64Array.of(bad), out: out.slice() })).toThrow(
        /growth/,
      );
    }
  });
});
