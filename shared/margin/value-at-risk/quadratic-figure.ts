import {
  type Cumulants,
  cornishFisher,
  cumulantsOf,
  distributionAt,
  formQuantile,
  principalForm,
  type QuadraticForm,
} from '../../numerics/index.ts';
import type { LocalFunction } from '../../requirement/index.ts';
import { cumulantGradients } from './cumulant-gradients.ts';
import type { DeltaGammaParameters, RiskMeasure } from './parameters.ts';

export type QuadraticFigureSpec = {
  /** L of the returns' covariance over the horizon */
  readonly factor: Float64Array;
  readonly horizonYears: number;
  readonly measure: RiskMeasure;
  readonly confidence: number;
  readonly quantile: DeltaGammaParameters['quantile'];
};

/** Step of the central differences of the exact figure, as a part of the largest argument. */
const DIFFERENCE_FRACTION = 1e-5;

/**
 * The figure of `Q = θh + δᵀr + ½ Σ Γ_i r_i²` as a function of (δ₁…δₙ, Γ₁…Γₙ[, θ]).
 *
 * By Cornish–Fisher its partials are exact, and the figure is homogeneous to rounding. By inversion they are central differences
 * (relative 1e-6): at the quantile `∂q = −∂P/∂x ÷ density`, of the tail mean `∂E[(q − Q)⁺]/∂x ÷ p` at a fixed q.
 */
export function quadraticFigure(spec: QuadraticFigureSpec): LocalFunction {
  return (x) => {
    if (x.every((value) => value === 0)) return { value: 0, partials: new Float64Array(x.length) };
    const form = formAt(x, spec);
    const cumulants = cumulantsOf(form);
    if (cumulants[1] === 0) return { value: -cumulants[0], partials: constantPartials(x, spec) };
    return expands(cumulants, spec) ? expandedFigure(x, cumulants, spec) : exactFigure(x, form, spec);
  };
}

/** Whether the figure is that of the expansion, which is near the form's own but not equal to it. */
export function isExpanded(x: Float64Array, spec: QuadraticFigureSpec): boolean {
  const cumulants = cumulantsOf(formAt(x, spec));
  return cumulants[1] > 0 && expands(cumulants, spec);
}

function expands(cumulants: Cumulants, { quantile, confidence }: QuadraticFigureSpec): boolean {
  if (quantile === 'automatic') return cornishFisher(cumulants, 1 - confidence).isValid;
  return quantile === 'cornish-fisher';
}

/** The figure both ways, and whether the expansion may be used, for the answer's details. */
export function bothFigures(x: Float64Array, spec: QuadraticFigureSpec) {
  const form = formAt(x, spec);
  const p = 1 - spec.confidence;
  const { quantile, tailMean, isValid } = cornishFisher(cumulantsOf(form), p);
  if (cumulantsOf(form)[1] === 0) return { cornishFisher: -form.constant, exact: -form.constant, isValid: true };
  const q = formQuantile(form, p);
  const exact = spec.measure === 'value-at-risk' ? -q : -q + distributionAt(form, q).shortfall / p;
  return { cornishFisher: -(spec.measure === 'value-at-risk' ? quantile : tailMean), exact, isValid };
}

/** The quadratic form of the arguments in its principal axes. */
export function formAt(
  x: Float64Array,
  { factor, horizonYears }: Pick<QuadraticFigureSpec, 'factor' | 'horizonYears'>,
): QuadraticForm {
  const size = Math.sqrt(factor.length);
  const curvature = new Float64Array(size * size);
  for (let i = 0; i < size; i++) curvature[i * size + i] = x[size + i]!;
  const theta = x.length > 2 * size ? x[2 * size]! : 0;
  return principalForm(theta * horizonYears, x.subarray(0, size), curvature, factor);
}

function constantPartials(x: Float64Array, { factor, horizonYears }: QuadraticFigureSpec): Float64Array {
  const partials = new Float64Array(x.length);
  if (x.length > 2 * Math.sqrt(factor.length)) partials[x.length - 1] = -horizonYears;
  return partials;
}

function expandedFigure(x: Float64Array, cumulants: Cumulants, spec: QuadraticFigureSpec) {
  const { measure, confidence, factor, horizonYears } = spec;
  const figureOf = (at: Cumulants) => {
    const { quantile, tailMean } = cornishFisher(at, 1 - confidence);
    return -(measure === 'value-at-risk' ? quantile : tailMean);
  };
  const towards = cumulantPartials(figureOf, cumulants);
  const gradients = cumulantGradients(x, factor, horizonYears);
  const partials = Float64Array.from(x, (_, j) =>
    gradients.reduce((sum, gradient, r) => sum + towards[r]! * gradient[j]!, 0),
  );
  return { value: figureOf(cumulants), partials };
}

/** The expansion is affine in κ1, κ3 and κ4 up to a square of κ3, and of degree 1 in deviations: differences are exact to rounding. */
function cumulantPartials(figureOf: (at: Cumulants) => number, [k1, k2, k3, k4]: Cumulants): number[] {
  const deviation = Math.sqrt(k2);
  const [step3, step4] = [k2 * deviation, k2 * k2];
  const by3 = (figureOf([k1, k2, k3 + step3, k4]) - figureOf([k1, k2, k3 - step3, k4])) / (2 * step3);
  const by4 = (figureOf([k1, k2, k3, k4 + step4]) - figureOf([k1, k2, k3, k4 - step4])) / (2 * step4);
  const value = figureOf([k1, k2, k3, k4]);
  // Euler: the figure is of degree 1 under κ_r → c^r·κ_r, so value = κ1·∂1 + 2κ2·∂2 + 3κ3·∂3 + 4κ4·∂4, with ∂1 = −1.
  const by2 = (value + k1 - 3 * k3 * by3 - 4 * k4 * by4) / (2 * k2);
  return [-1, by2, by3, by4];
}

function exactFigure(x: Float64Array, form: QuadraticForm, spec: QuadraticFigureSpec) {
  const p = 1 - spec.confidence;
  const q = formQuantile(form, p);
  const at = (shifted: Float64Array) => distributionAt(formAt(shifted, spec), q);
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const step = DIFFERENCE_FRACTION * largest;
  const difference = (j: number, of: 'probability' | 'shortfall') =>
    (at(moved(x, j, step))[of] - at(moved(x, j, -step))[of]) / (2 * step);
  if (spec.measure === 'expected-shortfall') {
    const value = -q + distributionAt(form, q).shortfall / p;
    return { value, partials: Float64Array.from(x, (_, j) => difference(j, 'shortfall') / p) };
  }
  const width = DIFFERENCE_FRACTION * Math.sqrt(cumulantsOf(form)[1]);
  const density =
    (distributionAt(form, q + width).probability - distributionAt(form, q - width).probability) / (2 * width);
  return { value: -q, partials: Float64Array.from(x, (_, j) => difference(j, 'probability') / density) };
}

function moved(x: Float64Array, j: number, by: number): Float64Array {
  const shifted = Float64Array.from(x);
  shifted[j]! += by;
  return shifted;
}
