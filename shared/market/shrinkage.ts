import { dot, lessMean, symmetric } from './covariance.ts';
import { type FactorReturns, returnsOf } from './returns.ts';

/** `(1 − intensity)·S + intensity·F`, S the covariance over n (not n − 1), and the intensity that was used. */
export type ShrunkCovariance = { readonly matrix: Float64Array; readonly intensity: number };

type Moments = { readonly series: readonly Float64Array[]; readonly sample: Float64Array; readonly count: number };

/**
 * Ledoit and Wolf's estimator towards a multiple of the identity, `F = m·I`, m the mean of the variances.
 *
 * `intensity = min(1, b²/d²)`, `d² = ‖S − F‖²`, `b² = (1/n²)·Σ_t ‖r_t·r_tᵀ − S‖²`, r_t centred, Frobenius norms.
 * Accuracy: 1e-12 against scikit-learn; test/conformance/market/shrinkage.test.ts.
 * Source: Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", 2004.
 *
 * @param intensity replaces the formula's
 */
export function shrunkToIdentity(history: FactorReturns, intensity?: number): ShrunkCovariance {
  const moments = momentsOf(history);
  const size = moments.series.length;
  const mean = trace(moments.sample, size) / size;
  const target = symmetric(size, (a, b) => (a === b ? mean : 0));
  const distance = squaredDistance(moments.sample, target);
  const noise = sumOf(size, (a, b) => samplingVariance(moments, a, b)) / moments.count;
  return blended(moments.sample, target, intensity ?? shareOf(noise, distance));
}

/**
 * Ledoit and Wolf's estimator towards the matrix of the same variances whose correlations all are the mean correlation c̄,
 * `F_ij = c̄·√(S_ii·S_jj)`.
 *
 * `intensity = min(1, max(0, (π − ρ)/(γ·n)))`: π = Σ_ij var(√n·S_ij), γ = ‖S − F‖² and
 * `ρ = Σ_i π_ii + Σ_(i≠j) (c̄/2)·(√(S_jj/S_ii)·θ_ii,ij + √(S_ii/S_jj)·θ_jj,ij)`, `θ_ii,ij = mean of (r_i² − S_ii)(r_i·r_j − S_ij)`.
 * Accuracy: 1e-12 against their code; test/conformance/market/shrinkage.test.ts.
 * Source: Ledoit and Wolf, "Honey, I shrunk the sample covariance matrix", 2004, appendix B.
 */
export function shrunkToConstantCorrelation(history: FactorReturns, intensity?: number): ShrunkCovariance {
  const moments = momentsOf(history);
  const { sample, series, count } = moments;
  const size = series.length;
  const deviation = series.map((_, i) => Math.sqrt(sample[i * size + i]!));
  const correlation = (a: number, b: number) => ratio(sample[a * size + b]!, deviation[a]! * deviation[b]!);
  const pairs = (size * (size - 1)) / 2;
  const mean = pairs === 0 ? 0 : sumOf(size, (a, b) => (a === b ? 0 : correlation(a, b))) / (2 * pairs);
  const target = symmetric(size, (a, b) => (a === b ? sample[a * size + a]! : mean * deviation[a]! * deviation[b]!));
  const noise = sumOf(size, (a, b) => samplingVariance(moments, a, b));
  const common = sumOf(size, (a, b) => {
    if (a === b) return samplingVariance(moments, a, a);
    const [up, down] = [ratio(deviation[b]!, deviation[a]!), ratio(deviation[a]!, deviation[b]!)];
    return (mean / 2) * (up * crossVariance(moments, a, b) + down * crossVariance(moments, b, a));
  });
  // Two series have one correlation, so that the target is the sample itself.
  const wanted = size < 3 ? 0 : shareOf((noise - common) / count, squaredDistance(sample, target));
  return blended(sample, target, intensity ?? wanted);
}

function momentsOf(history: FactorReturns): Moments {
  const series = history.factors.map((_, factor) => lessMean(returnsOf(history, factor)));
  const count = history.dates.length;
  return { series, count, sample: symmetric(series.length, (a, b) => dot(series[a]!, series[b]!) / count) };
}

/** `mean of (r_a·r_b − S_ab)²`. */
function samplingVariance({ series, sample, count }: Moments, a: number, b: number): number {
  const [left, right] = [series[a]!, series[b]!];
  const centre = sample[a * series.length + b]!;
  let sum = 0;
  for (let t = 0; t < count; t++) {
    const gap = left[t]! * right[t]! - centre;
    sum += gap * gap;
  }
  return sum / count;
}

/** `θ_aa,ab = mean of (r_a² − S_aa)(r_a·r_b − S_ab)`. */
function crossVariance({ series, sample, count }: Moments, a: number, b: number): number {
  const size = series.length;
  const [left, right] = [series[a]!, series[b]!];
  const [own, cross] = [sample[a * size + a]!, sample[a * size + b]!];
  let sum = 0;
  for (let t = 0; t < count; t++) sum += (left[t]! * left[t]! - own) * (left[t]! * right[t]! - cross);
  return sum / count;
}

function blended(sample: Float64Array, target: Float64Array, intensity: number): ShrunkCovariance {
  return { matrix: sample.map((value, i) => value + intensity * (target[i]! - value)), intensity };
}

/** A sample that is its own target stays as it is. */
function shareOf(noise: number, distance: number): number {
  return distance > 0 ? Math.min(1, Math.max(0, noise / distance)) : 0;
}

/** 0 where a series doesn't vary: it has no correlation with anything. */
function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) * (value - b[i]!), 0);
}

function trace(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += matrix[i * size + i]!;
  return sum;
}

function sumOf(size: number, term: (a: number, b: number) => number): number {
  let sum = 0;
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) sum += term(a, b);
  return sum;
}
