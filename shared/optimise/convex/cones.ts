import { exp, log } from '../../numerics/index.ts';
import { powerOfTwoBelow } from '../lp/scaling.ts';
import type { Epigraph } from '../problem.ts';
import { supportNear } from '../smooth-function.ts';
import type { Scaling, SparseAffine } from './column-scaling.ts';

/** What the multipliers of an epigraph's cones say: what a unit of its column is charged, and the slopes of the support that they stand for. */
export type SmoothCones = {
  readonly nCones: number;
  readonly read: (multipliers: readonly Float64Array[]) => { readonly charge: number; readonly slopes: number[] };
};

/**
 * Writes epigraphs as second-order cones, e = x[column] in its own unit:
 *
 *   norm         e ≥ ‖z‖                     (e, z)
 *   squares      e ≥ Σ z²                    (e + 1, e − 1, 2z)
 *   threeHalves  e·w ≥ κ·z², z ≥ w²          (e + w, e − w, 2√κ·z) and (z + 1, z − 1, 2w), with a column w of its own and z in a unit near that of e^(2/3)
 */
export class ConeWriter {
  readonly cones: SparseAffine[][] = [];
  nColumns: number;
  readonly #scaling: Scaling;

  constructor(scaling: Scaling, nColumns: number) {
    this.#scaling = scaling;
    this.nColumns = nColumns;
  }

  write(epigraph: Epigraph): SmoothCones {
    const first = this.cones.length;
    const unit = this.#scaling.unitOf(epigraph);
    const read = this.#writeKind(epigraph, unit);
    return {
      nCones: this.cones.length - first,
      read: (multipliers) => {
        const { charge, along } = read(multipliers.slice(first));
        return {
          charge: charge / unit,
          slopes: supportNear(
            epigraph.fn,
            along.map((each) => -each / charge),
          ),
        };
      },
    };
  }

  /** @returns what the multipliers of the cones charge a unit of e, and the arguments in their own units per unit of e's */
  #writeKind(epigraph: Epigraph, unit: number): (multipliers: readonly Float64Array[]) => Reading {
    const { fn, arguments: parts } = epigraph;
    const e = (constant: number) =>
      this.#scaling.affine({ terms: [[epigraph.column, 1]], constant: constant * unit }, 1 / unit);
    const z = (scale: number) => parts.map((part) => this.#scaling.affine(part, scale));
    if (fn.kind === 'norm') {
      this.cones.push([e(0), ...z(1 / unit)]);
      return ([own]) => ({ charge: own![0]!, along: [...own!.subarray(1)] });
    }
    if (fn.kind === 'squares') {
      const inverse = 1 / Math.sqrt(unit);
      this.cones.push([e(1), e(-1), ...z(2 * inverse)]);
      return ([own]) => ({
        charge: own![0]! + own![1]!,
        along: Array.from(own!.subarray(2), (each) => 2 * inverse * unit * each),
      });
    }
    const size = powerOfTwoBelow(exp((2 / 3) * log(unit)));
    const inverse = 1 / size;
    const bend = 2 * Math.sqrt((size * Math.sqrt(size)) / unit);
    const w = this.nColumns;
    this.nColumns += 1;
    this.cones.push([plus(e(0), w, 1), plus(e(0), w, -1), ...z(bend * inverse)]);
    const shifted = (by: number) => z(inverse).map((part) => ({ ...part, constant: part.constant + by }));
    this.cones.push([
      ...shifted(1),
      ...shifted(-1),
      { columns: Int32Array.of(w), coefficients: Float64Array.of(2), constant: 0 },
    ]);
    return ([own, root]) => ({
      charge: own![0]! + own![1]!,
      along: [(bend * own![2]! + root![0]! + root![1]!) * inverse * unit],
    });
  }
}

type Reading = { readonly charge: number; readonly along: readonly number[] };

function plus({ columns, coefficients, constant }: SparseAffine, column: number, coefficient: number): SparseAffine {
  return {
    columns: Int32Array.from([...columns, column]),
    coefficients: Float64Array.from([...coefficients, coefficient]),
    constant,
  };
}
