import {
  type Affine,
  columnAffine,
  combineAffine,
  ProblemBuilder,
  type SolveLimits,
  solveLinear,
} from '../../optimise/index.ts';
import type { Candidates } from './candidates.ts';
import type { Held, PairingProgram } from './pairing-program.ts';
import type { Measure, OptionSeries } from './series.ts';
import { spreadLoss } from './spread-loss.ts';

/** A use of a program's columns by one pair of legs: contracts per pair. */
type Pair = {
  readonly saving: number;
  readonly uses: readonly { readonly held: Held; readonly quantity: number; readonly column: number }[];
};

/**
 * A pairing by offsets of two legs alone, as values of the program's columns: a network (stock, puts and calls fall into two sides
 * that only pair across), so its linear optimum is whole but for stock in odd lots, which is rounded down. It is where the search
 * over whole pairings starts; null where it can't be solved.
 */
export function twoLegPairing(
  candidates: Candidates,
  program: PairingProgram,
  measure: Measure,
  limits: SolveLimits,
): number[] | null {
  const pairs = [...offsetPairs(candidates, program, measure), ...spreadPairs(candidates, program, measure)];
  if (pairs.length === 0) return null;
  const solved = solveLinear(twoLegProblem(pairs), limits);
  if (!solved.ok || solved.value.termination !== 'optimal') return null;
  const values = program.problem.columns.map(() => 0);
  pairs.forEach(({ uses }, k) => {
    const count = Math.floor(solved.value.primal!.values[k]! + 1e-6);
    for (const column of new Set(uses.map((use) => use.column))) values[column]! += count;
  });
  program.pools.forEach(({ legs, loss }) => {
    const signed = legs.map(({ held, column }) => {
      return {
        series: optionOf(candidates, held),
        quantity: held.side === 'long' ? values[column]! : -values[column]!,
      };
    });
    values[loss] = spreadLoss(signed);
  });
  return values;
}

function twoLegProblem(pairs: readonly Pair[]) {
  const builder = new ProblemBuilder();
  const rows = new Map<Held, [number, Affine][]>();
  const objective: [number, Affine][] = [];
  for (const [k, { saving, uses }] of pairs.entries()) {
    const column = columnAffine(builder.addColumn(String(k), 0, Infinity));
    objective.push([-saving, column]);
    for (const { held, quantity } of uses) {
      const row = rows.get(held);
      if (row === undefined) rows.set(held, [[quantity, column]]);
      else row.push([quantity, column]);
    }
  }
  for (const [held, uses] of rows) builder.addRow(`held/${held.index}`, combineAffine(uses), -Infinity, held.contracts);
  return builder.minimise(combineAffine(objective));
}

function offsetPairs({ single }: Candidates, { offsets, holdings }: PairingProgram, measure: Measure): Pair[] {
  return offsets
    .filter(({ offset }) => offset.legs.length === 2)
    .map(({ offset, column }) => {
      const uses = offset.legs.map((leg) => ({
        held: holdings.get(leg.index)!,
        quantity: Math.abs(leg.quantity),
        column,
      }));
      const alone = uses.reduce(
        (total, { held, quantity }) => total + single(held.index, held.side, measure) * quantity,
        0,
      );
      return { saving: alone - offset.offset.requirement[measure], uses };
    });
}

function spreadPairs(candidates: Candidates, { pools }: PairingProgram, measure: Measure): Pair[] {
  return pools.flatMap(({ legs }) => {
    const short = legs.filter(({ held }) => held.side === 'short');
    const long = legs.filter(({ held }) => held.side === 'long');
    return short.flatMap((sold) =>
      long.flatMap((bought): Pair[] => {
        const [from, to] = [optionOf(candidates, sold.held), optionOf(candidates, bought.held)];
        if (from.right !== to.right || from.multiplier !== to.multiplier) return [];
        const loss = spreadLoss([
          { series: from, quantity: -1 },
          { series: to, quantity: 1 },
        ]);
        const alone = [sold.held, bought.held].reduce(
          (total, { index, side }) => total + candidates.single(index, side, measure),
          0,
        );
        const uses = [sold, bought].map(({ held, column }) => ({ held, quantity: 1, column }));
        return alone > loss ? [{ saving: alone - loss, uses }] : [];
      }),
    );
  });
}

function optionOf({ series }: Candidates, held: Held): OptionSeries {
  return series[held.index]! as OptionSeries;
}
