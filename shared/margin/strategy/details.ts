import type { Json, MethodDetails } from '../method.ts';
import type { Candidates } from './candidates.ts';
import { type NamedPair, nameSpread } from './name-spread.ts';
import type { Pairer, Pairing } from './pairing.ts';
import { type Measure, type Series } from './series.ts';
import type { Side } from './single-positions.ts';

const MEASURES: readonly Measure[] = ['initial', 'maintenance'];

/** The candidates of one underlying, and what pairs them. */
export type Pairable = { readonly underlying: string; readonly candidates: Candidates; readonly pair: Pairer };

/**
 * Names the pairs used: `pairs[]`, each with its strategy, legs in signed contracts, `requirement` (short options at market) and
 * `deposit` (with the options' own market value), the `strategies[]` they add up to, and how the pairing was proven:
 * `pairing[]`, each with status, bound and gap.
 */
export function pairingDetails(pairable: readonly Pairable[], quantities: Float64Array): MethodDetails {
  const pairs: Json[] = [];
  const pairing: Json[] = [];
  const totals = new Map<string, Record<Measure, number>>();
  for (const { underlying, candidates, pair } of pairable) {
    for (const measure of MEASURES) {
      const found = pair(heldOf(candidates.series, quantities), measure);
      for (const used of namedPairs(candidates, found, measure)) {
        pairs.push(pairJson(underlying, measure, used));
        const total = totals.get(used.strategy) ?? { initial: 0, maintenance: 0 };
        totals.set(used.strategy, { ...total, [measure]: total[measure] + used.requirement });
      }
      pairing.push(proofJson(underlying, measure, found));
    }
  }
  const strategies = [...totals]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([strategy, each]) => ({ strategy, ...each }));
  return { pairs, strategies, pairing };
}

/** Whether no pairing is known to be possible that needs less, of any underlying and for both figures. */
export function isProven(pairable: readonly Pairable[], quantities: Float64Array): boolean {
  return pairable.every(({ candidates, pair }) => {
    const held = heldOf(candidates.series, quantities);
    return MEASURES.every((measure) => {
      const { status, requirement, bound } = pair(held, measure);
      return status === 'optimal' || status === 'relaxed' || requirement === bound;
    });
  });
}

function heldOf(series: readonly Series[], quantities: Float64Array): number[] {
  return series.map(({ lines }) => lines.reduce((total, index) => total + quantities[index]!, 0));
}

/** The parts of a pairing by name; spreads by the named ones that they are made of. */
function namedPairs(candidates: Candidates, pairing: Pairing, measure: Measure): NamedPair[] {
  return [
    ...pairing.offsets.map(({ offset: { offset }, count }) => ({
      strategy: offset.strategy,
      legs: offset.legs.map((leg) => ({ ...leg, quantity: leg.quantity * count })),
      requirement: offset.requirement[measure] * count,
    })),
    ...pairing.spreads.flatMap((spread) => nameSpread(spread.legs, spread.requirement)),
    ...pairing.singles.map(({ held, requirement }) => {
      const series = candidates.series[held.index]!;
      const quantity = held.side === 'long' ? held.contracts : -held.contracts;
      return { strategy: singleName(series, held.side), legs: [{ series, quantity }], requirement };
    }),
  ];
}

function singleName(series: Series, side: Side): string {
  return `${side}-${series.kind === 'stock' ? 'stock' : series.right}`;
}

function pairJson(pool: string, measure: Measure, { strategy, legs, requirement }: NamedPair): Json {
  const optionValue = legs.reduce((total, { series, quantity }) => {
    return series.kind === 'option' ? total + quantity * series.multiplier * series.price : total;
  }, 0);
  return {
    pool,
    measure,
    strategy,
    legs: legs.map(({ series, quantity }) => ({ instrument: series.id, quantity })),
    requirement,
    deposit: requirement + optionValue,
  };
}

function proofJson(pool: string, measure: Measure, { status, requirement, bound, relaxation, nodes }: Pairing): Json {
  const gap = bound === null ? null : requirement - bound;
  return { pool, measure, status, requirement, bound, gap, relaxation, nodes };
}
