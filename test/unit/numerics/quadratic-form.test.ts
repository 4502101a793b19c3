import { describe, expect, it } from 'vitest';
import {
  choleskyFactor,
  cornishFisher,
  cumulantsOf,
  distributionAt,
  fillNormals,
  normalCdf,
  normalPdf,
  principalForm,
} from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';

const SIGMA = Float64Array.from([4e-4, 1.2e-4, 1.2e-4, 9e-4]);
/** V2 of tradfi-margin.md §6.5. */
const V2 = principalForm(0, [1000, -400], Float64Array.from([-20000, 3000, 3000, -8000]), choleskyFactor(SIGMA, 2)!);

describe('quadratic form in normals', () => {
  it('has the published cumulants of V2', () => {
    const [k1, k2, k3, k4] = cumulantsOf(V2);
    expect(k1).toBeCloseTo(-7.24, 10);
    expect(k2).toBeCloseTo(500.6496, 9);
    expect(k3).toBeCloseTo(-11106.365, 3);
    expect(k4).toBeCloseTo(335109.215, 3);
  });

  it('has the published Cornish–Fisher quantile of V2, and says that it is barely valid', () => {
    expect(-cornishFisher(cumulantsOf(V2), 0.01).quantile).toBeCloseTo(74.3211, 4);
  });

  it('has the probability that the published simulation of V2 found', () => {
    const standardError = Math.sqrt((0.01 * 0.99) / 2e6);
    expect(Math.abs(distributionAt(V2, -74.67).probability - 0.01)).toBeLessThan(3 * standardError);
  });

  it('is the normal distribution where nothing is curved, its lower tail to its own size', () => {
    for (const x of [-9, -3, -1, 0, 0.5, 2.5]) {
      const form = { constant: 0.25, linear: Float64Array.from([0.6, 0.8]), curvature: new Float64Array(2) };
      const { probability, shortfall } = distributionAt(form, x);
      const z = x - 0.25;
      expect(Math.abs(probability / normalCdf(z) - 1)).toBeLessThan(1e-12);
      const expected = z * normalCdf(z) + normalPdf(z);
      // The closed form cancels in the tail, where its own terms are larger than it.
      expect(Math.abs(shortfall - expected)).toBeLessThan(1e-12 * expected + 1e-15 * normalPdf(z) * Math.abs(z));
    }
  });

  it('is chi-square with one, two and four degrees of freedom, as near to its bound as one likes', () => {
    const one = { constant: 0, linear: Float64Array.from([0]), curvature: Float64Array.from([2]) };
    expect(distributionAt(one, 3.841458820694124).probability).toBeCloseTo(0.95, 12);
    const two = { constant: 0, linear: new Float64Array(2), curvature: Float64Array.from([2, 2]) };
    for (const x of [1e-12, 1e-8, 0.001, 0.1, 1, 5.991464547107979, 20]) {
      const { probability, shortfall } = distributionAt(two, x);
      expect(Math.abs(probability / -Math.expm1(-x / 2) - 1)).toBeLessThan(1e-13);
      if (x < 0.1) continue;
      expect(Math.abs(shortfall - (x - 2 + 2 * Math.exp(-x / 2)))).toBeLessThan(1e-14 * Math.max(1, x));
      const four = { constant: 0, linear: new Float64Array(4), curvature: Float64Array.from([2, 2, 2, 2]) };
      const expected = 1 - Math.exp(-x / 2) * (1 + x / 2);
      expect(Math.abs(distributionAt(four, x).probability - expected)).toBeLessThan(1e-14);
    }
    expect(distributionAt(two, 0)).toEqual({ probability: 0, shortfall: 0 });
    expect(distributionAt(two, -1)).toEqual({ probability: 0, shortfall: 0 });
  });

  it('ends at points that are hardly numbers, and takes no others', () => {
    const two = { constant: 0, linear: new Float64Array(2), curvature: Float64Array.from([2, 2]) };
    expect(distributionAt(two, 1e-300).probability).toBeLessThan(1e-100);
    expect(() => distributionAt(two, Number.NaN)).toThrow(/finite/);
  });

  it('is one axis between the roots of its parabola, or outside them', () => {
    const random = new Random(5);
    for (let n = 0; n < 500; n++) {
      const [b, l] = [random.between(-2, 2), random.between(-2, 2) * 10 ** -random.between(0, 3)];
      const form = { constant: 0.3, linear: Float64Array.from([b]), curvature: Float64Array.from([l]) };
      const bound = 0.3 - (b * b) / (2 * l);
      const near = bound + Math.sign(l) * 10 ** -random.between(0, 8);
      const x = n % 2 === 0 ? near : 0.3 + random.between(-4, 4) * Math.sqrt(b * b + (l * l) / 2);
      const discriminant = b * b + 2 * l * (x - 0.3);
      const roots = [-1, 1]
        .map((sign) => (-b + sign * Math.sqrt(Math.max(0, discriminant))) / l)
        .toSorted((p, q) => p - q);
      const between = normalCdf(roots[1]!) - normalCdf(roots[0]!);
      // Roots that nearly meet are right to the square root of a rounding.
      const tolerance = 1e-13 + (discriminant > 0 ? (1e-15 * b * b) / (Math.sqrt(discriminant) * Math.abs(l)) : 1e-7);
      expect(Math.abs(distributionAt(form, x).probability - (l > 0 ? between : 1 - between))).toBeLessThan(tolerance);
    }
  });

  it.each([-3, 2])('has the shortfall of one axis in closed form, curved by %f', (curvature) => {
    const form = { constant: 1, linear: Float64Array.from([2]), curvature: Float64Array.from([curvature]) };
    for (const x of [-20, -2, 0.5, 4]) {
      const step = 1e-3;
      let integral = 0;
      for (let y = -9; y < 9; y += step) {
        integral += step * normalPdf(y) * Math.max(0, x - 1 - 2 * y - (curvature / 2) * y * y);
      }
      expect(Math.abs(distributionAt(form, x).shortfall - integral)).toBeLessThan(1e-6);
    }
  });

  it('leaves out an axis that hardly moves, and is then exact', () => {
    const one = { constant: 1, linear: Float64Array.from([2]), curvature: Float64Array.from([-3]) };
    const still = { constant: 1, linear: Float64Array.from([2, 1e-13]), curvature: Float64Array.from([-3, 1e-14]) };
    expect(distributionAt(still, -4)).toEqual(distributionAt(one, -4));
    expect(() => distributionAt({ ...one, linear: new Float64Array(1), curvature: new Float64Array(1) }, 0)).toThrow(
      /varies/,
    );
  });

  it.each([
    [3, 1, -2, 0.5],
    [0.1, 0.05, -2, 0.5],
    [1, 2, -1, 4],
  ])('agrees with one axis given the other: slopes %f and %f, curved by %f and %f', (b, second, l, other) => {
    const form = { constant: 0, linear: Float64Array.from([b, second]), curvature: Float64Array.from([l, other]) };
    const step = 18 / 20_000;
    let given = 0;
    for (let y = -9 + step / 2; y < 9; y += step) {
      const one = {
        constant: second * y + (other / 2) * y * y,
        linear: form.linear.subarray(0, 1),
        curvature: form.curvature.subarray(0, 1),
      };
      given += step * normalPdf(y) * distributionAt(one, -8).probability;
    }
    expect(Math.abs(distributionAt(form, -8).probability - given)).toBeLessThan(1e-9);
  });

  it.each([
    [0.3, -1.2, 0.8],
    [0.3, 1.2, -0.8],
    [-1, 0, 2],
    [1, 0, -2],
    [0, 2, 1e-9],
    [0, -2, 0],
  ])('is what Simpson finds of one axis with constant %d, slope %d and curvature %d', (constant, b, l) => {
    const form = { constant, linear: Float64Array.from([b]), curvature: Float64Array.from([l]) };
    for (const x of [-4, -1.5, -0.2, 0.9, 3]) {
      // The integrand has a kink where Q = x, so that the error falls with the square of the step.
      const step = 1e-4;
      let shortfall = 0;
      for (let i = -90_000; i <= 90_000; i++) {
        const y = i * step;
        shortfall +=
          (i % 2 === 0 ? 2 / 3 : 4 / 3) * step * Math.max(0, x - constant - b * y - 0.5 * l * y * y) * normalPdf(y);
      }
      expect(Math.abs(distributionAt(form, x).shortfall - shortfall)).toBeLessThan(2e-8);
    }
  });

  it('agrees with simulation in probability and shortfall, three curved axes of both signs', () => {
    const form = {
      constant: 1,
      linear: Float64Array.from([2, -1, 0.5]),
      curvature: Float64Array.from([-3, 1, 0.2]),
    };
    const normals = new Float64Array(3_000_000);
    fillNormals(11, normals);
    const x = -6;
    let [below, short] = [0, 0];
    for (let i = 0; i < normals.length; i += 3) {
      let q = form.constant;
      for (let j = 0; j < 3; j++) {
        const y = normals[i + j]!;
        q += form.linear[j]! * y + 0.5 * form.curvature[j]! * y * y;
      }
      below += q <= x ? 1 : 0;
      short += Math.max(0, x - q);
    }
    const { probability, shortfall } = distributionAt(form, x);
    expect(Math.abs(below / 1e6 - probability)).toBeLessThan(3 * Math.sqrt(probability / 1e6));
    expect(Math.abs(short / 1e6 - shortfall)).toBeLessThan(0.01 * shortfall + 0.001);
  });
});
