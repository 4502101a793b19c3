import { chebyshevNodes, gaussLegendre, interpolationWeights, sinCos } from '../numerics/index.ts';

export type ExerciseSize = {
  /** n: the boundary is a polynomial of this degree, of (ln B)² in √τ */
  readonly degree: number;
  /** quadrature points of the integrals in the boundary's equation */
  readonly points: number;
  /** quadrature points of the integral in the price */
  readonly pricePoints: number;
  /** Newton steps, at most */
  readonly stepsMax: number;
  /** of σ√T: the last step; Newton's method then leaves far less */
  readonly smallMove: number;
};

/**
 * The tables of a scheme; none of them depends on vol, time or rates.
 *
 * Time to expiry τ_i = T·root_i² at the Chebyshev nodes. In every integral over u in [0, τ] the variable is θ with
 * u = τ·sin²θ: then √(τ−u) = √τ·cos θ and √u = √τ·sin θ, so that neither the square root in the kernel nor that in the boundary
 * has a singularity left, and the points √u stand at the same places among the nodes whatever T.
 */
export type ExerciseScheme = {
  readonly size: ExerciseSize;
  /** [n + 1], from 1 down to 0 */
  readonly roots: Float64Array;
  readonly equation: TimeIntegral;
  /** interpolation weights, [n × points × (n + 1)] */
  readonly equationRows: Float64Array;
  readonly price: TimeIntegral;
  /** [pricePoints × (n + 1)] */
  readonly priceRows: Float64Array;
};

/** ∫_0^τ f du ≈ τ · Σ weight_j·f(τ·sin²θ_j). */
export type TimeIntegral = {
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
  readonly weights: Float64Array;
};

export function makeExerciseScheme(size: ExerciseSize): ExerciseScheme {
  const nodes = chebyshevNodes(size.degree);
  const equation = timeIntegral(size.points);
  const price = timeIntegral(size.pricePoints);
  const roots = nodes.map((z) => 0.5 * (1 + z));
  const rowsAt = (root: number, { sines }: TimeIntegral) =>
    [...sines].flatMap((each) => [...interpolationWeights(nodes, 2 * root * each - 1)]);
  return {
    size,
    roots,
    equation,
    equationRows: Float64Array.from([...roots].slice(0, size.degree).flatMap((root) => rowsAt(root, equation))),
    price,
    priceRows: Float64Array.from(rowsAt(1, price)),
  };
}

function timeIntegral(points: number): TimeIntegral {
  const { nodes, weights } = gaussLegendre(points);
  const angles = nodes.map((x) => 0.25 * Math.PI * (1 + x));
  const sines = angles.map((angle) => sinCos(angle).sin);
  const cosines = angles.map((angle) => sinCos(angle).cos);
  return { sines, cosines, weights: weights.map((w, j) => 0.5 * Math.PI * w * sines[j]! * cosines[j]!) };
}
