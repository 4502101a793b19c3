import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { black76Value, sweepBlack76 } from '../../../shared/pricing/index.ts';
import { Random } from '../../support/random.ts';
import { randomOptions } from './random-options.ts';

/** Of the 20,000 values below, little-endian: it changes only with the arithmetic of the kernel. */
const GOLDEN_DIGEST = '4d53004ef33f5449cfcc822c510ebd10ed0d7dccf341b279bc5a699f971eb50d';
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
