import { certifyOptimality, isOptimalWithin } from '../certificate.ts';
import { type ScaleFactors, scaleFactors } from '../lp/scaling.ts';
import type { LinearProblem } from '../problem.ts';
import { certifyInfeasible } from '../ray.ts';
import { absorbColumns, type KinkedForm } from '../simplex/absorb-columns.ts';
import { type Basis, basisOf } from '../simplex/basis.ts';
import type { Dictionary } from '../simplex/dictionary.ts';
import { rayOf } from '../simplex/farkas-ray.ts';
import type { KinkedProgram } from '../simplex/kinked-program.ts';
import { KinkedSimplex } from '../simplex/kinked-simplex.ts';
import { unfolded } from '../simplex/solve-kinked.ts';
import { vertexOf } from '../simplex/vertex.ts';

export type Bounds = { readonly lower: number; readonly upper: number };

/** Bounds of a part of a search, where they are not the problem's. */
export type PartBounds = ReadonlyMap<number, Bounds>;

/** A part's relaxation: an optimum, and what no point of the part is below; null where the part has no point. Both certified. */
export type PartOptimum = {
  readonly values: readonly number[];
  readonly objective: number;
  readonly bound: number;
  readonly basis: Basis;
} | null;

const ACCEPTED_ERROR = 1e-6;

/**
 * Linear relaxations of a problem whose columns get other bounds, each from the basis of another: a few dual steps instead of a solve. What
 * comes out is certified by the problem's own data, as everywhere.
 */
export class WarmRelaxation {
  /** dual and primal steps so far */
  pivots = 0;
  readonly #problem: LinearProblem;
  readonly #factors: ScaleFactors;
  readonly #form: KinkedForm;
  readonly #placeOf: ReadonlyMap<number, number>;

  /** @param whole the columns whose bounds may be others */
  constructor(problem: LinearProblem, whole: readonly number[]) {
    const isWhole = new Set(whole);
    this.#problem = problem;
    this.#factors = scaleFactors(problem);
    this.#form = absorbColumns(problem, this.#factors, (column) => !isWhole.has(column));
    this.#placeOf = new Map(Array.from(this.#form.columnOf, (column, place) => [column, place]));
  }

  /** @returns undefined where nothing could be certified */
  solve(bounds: PartBounds, start: Basis | null, pivotsMost: number): PartOptimum | undefined {
    const simplex = new KinkedSimplex(this.#programWith(bounds), start);
    const end = simplex.solve(pivotsMost);
    this.pivots += simplex.steps;
    const part = withBounds(this.#problem, bounds);
    if (end === 'optimal') return this.#optimum(part, simplex.dictionary);
    return end === 'stuck' && this.#isEmpty(part, simplex.dictionary) ? null : undefined;
  }

  #programWith(bounds: PartBounds): KinkedProgram {
    const { program } = this.#form;
    const [lower, upper] = [program.lower.slice(), program.upper.slice()];
    for (const [column, each] of bounds) {
      const place = this.#placeOf.get(column)!;
      const scale = this.#factors.columns[column]! * this.#factors.length;
      lower[place] = each.lower / scale;
      upper[place] = each.upper / scale;
    }
    return { ...program, lower, upper };
  }

  #optimum(part: LinearProblem, dictionary: Dictionary): PartOptimum | undefined {
    const vertex = vertexOf(dictionary);
    if (vertex === null) return undefined;
    const { rows, columns, length, money } = this.#factors;
    const x = unfolded(this.#form, vertex, part.columns.length);
    const values = Array.from(x, (value, j) => value * columns[j]! * length);
    const multipliers = Array.from(vertex.y, (value, i) => value * rows[i]! * money);
    const certificate = certifyOptimality(part, values, multipliers);
    if (certificate.bound === null || !isOptimalWithin(certificate, ACCEPTED_ERROR)) return undefined;
    return { values, objective: certificate.objective, bound: certificate.bound, basis: basisOf(dictionary) };
  }

  #isEmpty(part: LinearProblem, dictionary: Dictionary): boolean {
    const ray = rayOf(dictionary);
    if (ray === null) return false;
    return certifyInfeasible(
      part,
      Array.from(ray, (value, i) => value * this.#factors.rows[i]!),
    ).isInfeasible;
  }
}

export function withBounds(problem: LinearProblem, bounds: PartBounds): LinearProblem {
  const columns = [...problem.columns];
  for (const [j, each] of bounds) columns[j] = { ...columns[j]!, ...each };
  return { ...problem, columns };
}
