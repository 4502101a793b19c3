import { certifyOptimality, isOptimalWithin } from '../certificate.ts';
import { ACCEPTED_ERROR } from '../lp/find-optimum.ts';
import { type ScaleFactors, scaleFactors } from '../lp/scaling.ts';
import type { Bounds, LinearProblem } from '../problem.ts';
import { certifyInfeasible } from '../ray.ts';
import { absorbColumns, type KinkedForm, scaledBounds, widen } from '../simplex/absorb-columns.ts';
import { type Basis, basisOf, dictionaryAt } from '../simplex/basis.ts';
import { Dictionary } from '../simplex/dictionary.ts';
import { rayOf } from '../simplex/farkas-ray.ts';
import type { KinkedProgram } from '../simplex/kinked-program.ts';
import { type Resting, rest, withoutResting } from '../simplex/resting-columns.ts';
import type { Slack } from '../simplex/slack-columns.ts';
import { type SolvedFrom, solveFrom } from '../simplex/solve-from.ts';
import { unfolded } from '../simplex/unfold.ts';
import { roughVertexOf, type Vertex, vertexOf } from '../simplex/vertex.ts';
import { WorkBudget } from '../work-budget.ts';
import { type EmptyPart, type PartBounds, type PartOptimum, type PartSolution, withBounds } from './part.ts';
import { RecentDictionaries } from './recent-dictionaries.ts';

const ERROR_SOUGHT = 1e-9;

type Point = Pick<Vertex, 'x' | 'y'>;

/**
 * Linear relaxations of a problem whose columns get other bounds, each from the basis of another: a few dual steps instead of a solve. What
 * comes out is certified by the problem's own data, as everywhere.
 */
export class WarmRelaxation {
  /** dual and primal steps so far */
  steps = 0;
  readonly #problem: LinearProblem;
  readonly #factors: ScaleFactors;
  readonly #form: KinkedForm;
  readonly #resting: readonly Resting[];
  /** per column that the program has, its place there */
  readonly #placeOf: ReadonlyMap<number, number>;
  readonly #slackOf: ReadonlyMap<number, Slack>;
  readonly #recent = new RecentDictionaries();

  /** @param whole the columns whose bounds may be others */
  constructor(problem: LinearProblem, whole: readonly number[]) {
    const isWhole = new Set(whole);
    this.#problem = problem;
    this.#factors = scaleFactors(problem);
    const rested = withoutResting(problem, (column) => !isWhole.has(column));
    this.#resting = rested.resting;
    this.#form = absorbColumns(
      rested.problem,
      this.#factors,
      (column) => !isWhole.has(column),
      (column) => isWhole.has(column),
    );
    this.#placeOf = new Map(Array.from(this.#form.columnOf, (column, place) => [column, place]));
    this.#slackOf = new Map(this.#form.slacks.map((slack) => [slack.column, slack]));
  }

  /** @returns null where nothing could be certified */
  solve(bounds: PartBounds, start: Basis | null, stepsMost: number): PartSolution | null {
    const program = this.#programWith(bounds);
    const budget = new WorkBudget({ pivots: stepsMost });
    const { dictionary, end } = this.#solved(program, start, budget);
    this.steps += budget.spent;
    const part = withBounds(this.#problem, bounds);
    if (end === 'optimal') return this.#optimum(part, dictionary);
    return end === 'stuck' ? this.#emptiness(part, dictionary) : null;
  }

  #solved(program: KinkedProgram, start: Basis | null, budget: WorkBudget): SolvedFrom {
    if (start === null) return solveFrom(new Dictionary(program), 'far', budget);
    const recent = this.#recent.get(start);
    return solveFrom(recent ? new Dictionary(program, recent) : dictionaryAt(program, start), 'near', budget);
  }

  #programWith(bounds: PartBounds): KinkedProgram {
    const { program } = this.#form;
    const changed = { ...program, lower: program.lower.slice(), upper: program.upper.slice() };
    for (const [column, each] of bounds) {
      const scaled = scaledBounds(each, this.#factors, column);
      const slack = this.#slackOf.get(column);
      if (slack !== undefined) widen(changed, slack, scaled);
      else {
        const place = this.#placeOf.get(column)!;
        changed.lower[place] = scaled.lower;
        changed.upper[place] = scaled.upper;
      }
    }
    return changed;
  }

  /** By the dictionary's own figures where they are good enough, else by its vertex computed afresh. */
  #optimum(part: LinearProblem, dictionary: Dictionary): PartOptimum | null {
    const rough = this.#certified(part, dictionary, roughVertexOf(dictionary), ERROR_SOUGHT);
    if (rough !== null) {
      this.#recent.keep(rough.basis!, dictionary);
      return rough;
    }
    const vertex = vertexOf(dictionary);
    return vertex === null ? null : this.#certified(part, dictionary, vertex, ACCEPTED_ERROR);
  }

  #certified(part: LinearProblem, dictionary: Dictionary, vertex: Point, errorMost: number): PartOptimum | null {
    const { rows, columns, length, money } = this.#factors;
    const boundsOf = (column: number): Bounds => scaledBounds(part.columns[column]!, this.#factors, column);
    const x = unfolded({ ...this.#form, program: dictionary.program }, vertex.x, part.columns.length, boundsOf);
    const y = vertex.y.slice();
    rest(this.#problem, this.#resting, this.#factors, { x, y });
    const values = Array.from(x, (value, j) => value * columns[j]! * length);
    const multipliers = Array.from(y, (value, i) => value * rows[i]! * money);
    if (![...values, ...multipliers].every(Number.isFinite)) return null;
    const certificate = certifyOptimality(part, values, multipliers);
    const { objective, bound } = certificate;
    if (bound === null || !isOptimalWithin(certificate, errorMost)) return null;
    return { isEmpty: false, values, multipliers, objective, bound, basis: basisOf(dictionary) };
  }

  #emptiness(part: LinearProblem, dictionary: Dictionary): EmptyPart | null {
    const ray = rayOf(dictionary);
    if (ray === null) return null;
    const multipliers = Array.from(ray, (value, i) => value * this.#factors.rows[i]!);
    const { isInfeasible, isProven } = certifyInfeasible(part, multipliers);
    return isInfeasible ? { isEmpty: true, multipliers, isProven } : null;
  }
}
