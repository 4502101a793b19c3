import type { Gradient } from './correlated-norm.ts';

/** How much each of a set of factors counts: its concentration charge is shared by the factors of one group. */
export type Factors = {
  /** factors of each bucket: indices, each in one bucket */
  readonly buckets: readonly (readonly number[])[];
  /** per factor: the risk weight on its net sensitivity */
  readonly riskWeights: readonly number[];
  /** per factor: whose concentration it has */
  readonly groups: readonly number[];
  /** per group: net sensitivity above which it is concentrated; Infinity for never */
  readonly thresholds: readonly number[];
  /** per factor: false where it neither counts in the concentration of its group nor is scaled by it */
  readonly concentrated: readonly boolean[];
  /** between two factors of one bucket */
  readonly correlation: (k: number, l: number) => number;
  /** between two buckets, by position */
  readonly bucketCorrelation: (b: number, c: number) => number;
  /** whether the concentration of two buckets, of one group each, lowers their correlation too */
  readonly concentrationAcrossBuckets: boolean;
};

/** Forward values, and the derivative of the result towards each of them as they are found. */
type Tape = {
  readonly factors: Factors;
  readonly x: Float64Array;
  readonly net: Float64Array;
  readonly concentration: Float64Array;
  readonly weighted: Float64Array;
  readonly towardsConcentration: Float64Array;
  readonly towardsWeighted: Float64Array;
};

type BucketValue = {
  /** per factor of the bucket: `Σ_l ρ_kl f_kl WS_l`, half the derivative of K_b² */
  readonly rows: readonly number[];
  readonly norm: number;
  readonly total: number;
  readonly clipped: number;
};

/**
 * The delta or vega margin of a risk class, and its exact derivative towards each net sensitivity x_k:
 *
 * ```
 * CR_g = max(1, sqrt(|Σ_{k in g} x_k| / T_g))          WS_k = RW_k · x_k · CR_g(k)
 * K_b  = sqrt(Σ_k Σ_l ρ_kl f_kl WS_k WS_l)             f_kl = min(CR_k, CR_l) / max(CR_k, CR_l), f_kk = ρ_kk = 1
 * S_b  = max(min(Σ_k WS_k, K_b), −K_b)
 * margin = sqrt(Σ_b K_b² + Σ_{b≠c} γ_bc g_bc S_b S_c)  g_bc = the same ratio of the buckets' CR for interest rates, else 1
 * ```
 *
 * Differentiated backwards, from the root to x; at a kink one of the two sides counts. Homogeneous where no T is finite.
 * Source: ISDA SIMM methodology 2.5; 962 vectors in test/conformance/margin/simm-style, derivatives against differences in
 * test/property/margin/simm-style.
 */
export function bucketedNorm(factors: Factors): (x: Float64Array) => Gradient {
  return (x) => {
    const tape = weigh(factors, x);
    const values = factors.buckets.map((bucket) => bucketValue(tape, bucket));
    const value = Math.sqrt(Math.max(0, sumOfBuckets(tape, values)));
    if (value > 0) differentiateBuckets(tape, values, value);
    return { value, partials: partialsOf(tape) };
  };
}

function weigh(factors: Factors, x: Float64Array): Tape {
  const { thresholds, groups, concentrated, riskWeights } = factors;
  const net = new Float64Array(thresholds.length);
  x.forEach((amount, k) => {
    if (concentrated[k]!) net[groups[k]!]! += amount;
  });
  const concentration = net.map((amount, g) => Math.max(1, Math.sqrt(Math.abs(amount) / thresholds[g]!)));
  const weighted = x.map((amount, k) => riskWeights[k]! * amount * (concentrated[k]! ? concentration[groups[k]!]! : 1));
  const towardsConcentration = new Float64Array(thresholds.length);
  const towardsWeighted = new Float64Array(x.length);
  return { factors, x, net, concentration, weighted, towardsConcentration, towardsWeighted };
}

function bucketValue(tape: Tape, bucket: readonly number[]): BucketValue {
  const rows = bucket.map((k) => rowSum(tape, bucket, k));
  const square = bucket.reduce((sum, k, i) => sum + tape.weighted[k]! * rows[i]!, 0);
  const total = bucket.reduce((sum, k) => sum + tape.weighted[k]!, 0);
  const norm = Math.sqrt(Math.max(0, square));
  return { rows, norm, total, clipped: Math.max(-norm, Math.min(total, norm)) };
}

function rowSum({ factors, concentration, weighted }: Tape, bucket: readonly number[], k: number): number {
  const own = concentration[factors.groups[k]!]!;
  let total = weighted[k]!;
  for (const l of bucket) {
    if (l !== k) total += factors.correlation(k, l) * ratio(own, concentration[factors.groups[l]!]!) * weighted[l]!;
  }
  return total;
}

function ratio(a: number, b: number): number {
  return a < b ? a / b : b / a;
}

function sumOfBuckets(tape: Tape, values: readonly BucketValue[]): number {
  return values.reduce((total, { norm, clipped }, b) => total + norm * norm + clipped * crossSum(tape, values, b), 0);
}

/** `Σ_{c≠b} γ_bc g_bc S_c` */
function crossSum(tape: Tape, values: readonly BucketValue[], b: number): number {
  return values.reduce((total, { clipped }, c) => (c === b ? total : total + coupling(tape, b, c) * clipped), 0);
}

function coupling(tape: Tape, b: number, c: number): number {
  const { factors, concentration } = tape;
  const gamma = factors.bucketCorrelation(b, c);
  if (!factors.concentrationAcrossBuckets) return gamma;
  return gamma * ratio(concentration[groupOf(tape, b)]!, concentration[groupOf(tape, c)]!);
}

function groupOf({ factors }: Tape, bucket: number): number {
  return factors.groups[factors.buckets[bucket]![0]!]!;
}

/** From the margin to K_b, S_b and g_bc, and on to WS and CR. */
function differentiateBuckets(tape: Tape, values: readonly BucketValue[], margin: number): void {
  values.forEach(({ rows, norm, total, clipped }, b) => {
    const towardsClipped = crossSum(tape, values, b) / margin;
    const isClipped = clipped !== total;
    const towardsNorm = norm / margin + (isClipped ? Math.sign(total) * towardsClipped : 0);
    const bucket = tape.factors.buckets[b]!;
    for (const [i, k] of bucket.entries()) {
      if (norm > 0) tape.towardsWeighted[k]! += (towardsNorm * rows[i]!) / norm;
      if (!isClipped) tape.towardsWeighted[k]! += towardsClipped;
    }
    if (norm > 0) differentiateWithin(tape, bucket, towardsNorm / norm);
    if (tape.factors.concentrationAcrossBuckets) differentiateAcross(tape, values, b, margin);
  });
}

/** K_b moves with f_kl: `∂K_b²/2 = Σ_{k<l} ρ_kl WS_k WS_l ∂f_kl`. */
function differentiateWithin(tape: Tape, bucket: readonly number[], scale: number): void {
  const { factors, weighted } = tape;
  for (const k of bucket) {
    for (const l of bucket) {
      if (l <= k || sameConcentration(tape, factors.groups[k]!, factors.groups[l]!)) continue;
      const towardsRatio = scale * factors.correlation(k, l) * weighted[k]! * weighted[l]!;
      differentiateRatio(tape, factors.groups[k]!, factors.groups[l]!, towardsRatio);
    }
  }
}

function differentiateAcross(tape: Tape, values: readonly BucketValue[], b: number, margin: number): void {
  for (let c = b + 1; c < values.length; c++) {
    if (sameConcentration(tape, groupOf(tape, b), groupOf(tape, c))) continue;
    const product = values[b]!.clipped * values[c]!.clipped;
    const towardsRatio = (tape.factors.bucketCorrelation(b, c) * product) / margin;
    differentiateRatio(tape, groupOf(tape, b), groupOf(tape, c), towardsRatio);
  }
}

function sameConcentration({ concentration }: Tape, g: number, h: number): boolean {
  return concentration[g] === concentration[h];
}

function differentiateRatio(
  { concentration, towardsConcentration }: Tape,
  g: number,
  h: number,
  towards: number,
): void {
  const [low, high] = concentration[g]! < concentration[h]! ? [g, h] : [h, g];
  towardsConcentration[low]! += towards / concentration[high]!;
  towardsConcentration[high]! -= (towards * concentration[low]!) / (concentration[high]! * concentration[high]!);
}

/** From WS and CR to x. */
function partialsOf({ factors, x, net, concentration, towardsWeighted, towardsConcentration }: Tape): Float64Array {
  const { groups, concentrated, riskWeights } = factors;
  x.forEach((amount, k) => {
    if (concentrated[k]!) towardsConcentration[groups[k]!]! += towardsWeighted[k]! * riskWeights[k]! * amount;
  });
  return towardsWeighted.map((towards, k) => {
    if (!concentrated[k]!) return towards * riskWeights[k]!;
    const g = groups[k]!;
    const slope = concentration[g]! > 1 ? concentration[g]! / (2 * net[g]!) : 0;
    return towards * riskWeights[k]! * concentration[g]! + towardsConcentration[g]! * slope;
  });
}
