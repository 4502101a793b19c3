import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { eliminationOf, type SymmetricPattern } from '../../../shared/optimise/convex/elimination.ts';
import { QuasiDefiniteFactor } from '../../../shared/optimise/convex/quasi-definite-factor.ts';
import { Random } from '../../support/random.ts';

const ENTRIES_MOST = 1e6;

/** Of rows of columns. */
function patternOf(rows: readonly (readonly number[])[]): SymmetricPattern {
  const ends = rows.map((_, row) => rows.slice(0, row + 1).reduce((sum, { length }) => sum + length, 0));
  return { starts: Int32Array.of(0, ...ends), columns: Int32Array.from(rows.flat()) };
}

/** Below the diagonal, each with probability `density`. */
function randomPattern(random: Random, size: number, density: number): SymmetricPattern {
  const rows = Array.from({ length: size }, (_, row) => Array.from({ length: row }, (__, column) => column));
  return patternOf(rows.map((columns) => columns.filter(() => random.next() < density)));
}

function rowsOf({ starts }: SymmetricPattern): number[] {
  return Array.from({ length: starts.at(-1)! }, (_, entry) => starts.findLastIndex((start) => start <= entry));
}

function dense(diagonal: Float64Array, pattern: SymmetricPattern, entries: Float64Array): Matrix {
  const matrix = Matrix.diag([...diagonal]);
  for (const [entry, row] of rowsOf(pattern).entries()) {
    const column = pattern.columns[entry]!;
    matrix.set(row, column, entries[entry]!);
    matrix.set(column, row, entries[entry]!);
  }
  return matrix;
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + k);
}

describe('QuasiDefiniteFactor', () => {
  it('solves 300 random systems as a dense solver does', () => {
    const random = new Random(11);
    let worst = 0;
    for (let k = 0; k < 300; k += 1) {
      const [nPositive, nNegative] = [1 + Math.floor(random.between(0, 12)), Math.floor(random.between(0, 12))];
      const size = nPositive + nNegative;
      const pattern = randomPattern(random, size, random.between(0.1, 1));
      // within each half diagonally dominant, so that it is definite
      const isAcross = (row: number, entry: number) => row >= nPositive !== pattern.columns[entry]! >= nPositive;
      const scaled = rowsOf(pattern).map((row, entry) => random.between(-1, 1) / (isAcross(row, entry) ? 1 : size));
      const entries = Float64Array.from(scaled);
      const sizes = Float64Array.from({ length: size }, () => random.between(1, 3));
      const diagonal = sizes.map((each, node) => (node < nPositive ? each : -each));
      const factor = new QuasiDefiniteFactor(eliminationOf(pattern, ENTRIES_MOST)!, nPositive);
      factor.factor(diagonal, entries);
      const sides = Float64Array.from({ length: size }, () => random.between(-1, 1));
      const solution = sides.slice();
      factor.solve(solution);
      const expected = solve(dense(diagonal, pattern, entries), Matrix.columnVector([...sides])).to1DArray();
      for (const [node, value] of expected.entries()) worst = Math.max(worst, Math.abs(solution[node]! - value));
    }
    console.log(`quasi-definite factor: largest difference from ml-matrix ${worst}`);
    expect(worst).toBeLessThanOrEqual(1e-12);
  });

  it('of a tail over many scenarios is no larger than its rows: excesses and scenarios first, then the trades', () => {
    const [nTrades, nScenarios] = [20, 500];
    const trades = numbers(0, nTrades);
    const excesses = numbers(nTrades, nScenarios);
    const columns = [...trades, ...excesses].map((): number[] => []);
    const pattern = patternOf([...columns, ...excesses.map((excess) => [...trades, excess]), excesses]);
    const elimination = eliminationOf(pattern, ENTRIES_MOST)!;
    // an excess meets its scenario and the total, a scenario the trades and the total, and these each other
    const entries = nScenarios * (2 + nTrades + 1) + (nTrades * (nTrades + 1)) / 2;
    expect(elimination.columnStarts.at(-1)).toBe(entries);
    expect(eliminationOf(pattern, entries - 1)).toBeNull();
  });
});
