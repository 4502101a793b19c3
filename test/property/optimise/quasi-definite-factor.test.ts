import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { eliminationOf, type Places } from '../../../shared/optimise/convex/elimination.ts';
import { QuasiDefiniteFactor } from '../../../shared/optimise/convex/quasi-definite-factor.ts';
import { Random } from '../../support/random.ts';

const ENTRIES_MOST = 1e6;

/** Below the diagonal, each with probability `density`. */
function randomPlaces(random: Random, size: number, density: number): Places {
  const [rows, columns]: [number[], number[]] = [[], []];
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < row; column += 1) {
      if (random.next() > density) continue;
      rows.push(row);
      columns.push(column);
    }
  return { rows: Int32Array.from(rows), columns: Int32Array.from(columns) };
}

function dense(diagonal: Float64Array, { rows, columns }: Places, entries: Float64Array): Matrix {
  const matrix = Matrix.diag([...diagonal]);
  for (const [e, value] of entries.entries()) {
    matrix.set(rows[e]!, columns[e]!, value);
    matrix.set(columns[e]!, rows[e]!, value);
  }
  return matrix;
}

describe('QuasiDefiniteFactor', () => {
  it('solves 300 random systems as a dense solver does', () => {
    const random = new Random(11);
    let worst = 0;
    for (let k = 0; k < 300; k += 1) {
      const [nPositive, nNegative] = [1 + Math.floor(random.between(0, 12)), Math.floor(random.between(0, 12))];
      const size = nPositive + nNegative;
      const places = randomPlaces(random, size, random.between(0.1, 1));
      // within each half diagonally dominant, so that it is definite
      const isAcross = (e: number) => places.rows[e]! >= nPositive !== places.columns[e]! >= nPositive;
      const entries = Float64Array.from(places.rows, (_, e) => random.between(-1, 1) / (isAcross(e) ? 1 : size));
      const sizes = Float64Array.from({ length: size }, () => random.between(1, 3));
      const diagonal = sizes.map((each, node) => (node < nPositive ? each : -each));
      const factor = new QuasiDefiniteFactor(eliminationOf(size, places, ENTRIES_MOST)!, nPositive);
      factor.factor(diagonal, entries);
      const sides = Float64Array.from({ length: size }, () => random.between(-1, 1));
      const solution = sides.slice();
      factor.solve(solution);
      const expected = solve(dense(diagonal, places, entries), Matrix.columnVector([...sides])).to1DArray();
      for (const [node, value] of expected.entries()) worst = Math.max(worst, Math.abs(solution[node]! - value));
    }
    console.log(`quasi-definite factor: largest difference from ml-matrix ${worst}`);
    expect(worst).toBeLessThanOrEqual(1e-12);
  });

  it('of a tail over many scenarios is no larger than its rows: excesses and scenarios first, then the trades', () => {
    const [nTrades, nScenarios] = [20, 500];
    const total = nTrades + 2 * nScenarios;
    const [rows, columns]: [number[], number[]] = [[], []];
    const add = (row: number, ...others: number[]) => {
      for (const column of others) {
        rows.push(row);
        columns.push(column);
      }
    };
    const trades = Array.from({ length: nTrades }, (_, j) => j);
    for (let k = 0; k < nScenarios; k += 1) {
      add(nTrades + nScenarios + k, ...trades, nTrades + k);
      add(total, nTrades + k);
    }
    const places = { rows: Int32Array.from(rows), columns: Int32Array.from(columns) };
    const elimination = eliminationOf(total + 1, places, ENTRIES_MOST)!;
    // an excess meets its scenario and the total, a scenario the trades and the total, and these each other
    const entries = nScenarios * (2 + nTrades + 1) + (nTrades * (nTrades + 1)) / 2;
    expect(elimination.columnStarts.at(-1)).toBe(entries);
    expect(eliminationOf(total + 1, places, entries - 1)).toBeNull();
  });
});
