import { type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, type Exactness, exactnessOf, isMeasuredAlike } from '../margin/index.ts';
import { evaluate, explain, graphOf } from '../requirement/index.ts';
import { asHeld, type Book, type Line, quantitiesOf } from '../risk/index.ts';

const REQUIREMENTS = ['initial', 'maintenance'] as const;
export type RequirementName = (typeof REQUIREMENTS)[number];
export type Amounts = Readonly<Record<RequirementName, number>>;

/** A charge and what each venue's holdings have to do with it; they and what no holding carries add up to it. */
export type VenueCharge = {
  readonly amount: number;
  /** in the order of the venues */
  readonly contributions: readonly number[];
  readonly unallocated: number;
};

export type WeightedMargin = Readonly<Record<RequirementName, VenueCharge>> & {
  /** proven convex and homogeneous, so that pooling is exact and never costs */
  readonly sublinear: boolean;
  readonly warnings: readonly string[];
  readonly exactness: Exactness;
};

/** The margin of the book with each venue's holdings times a weight. */
export type MarginAt = (weights: readonly number[]) => Outcome<WeightedMargin>;

/**
 * The margin of a book as a function of how much of each venue counts, by the method itself on the book so scaled: at weight 1 of a single
 * venue it is to the bit what the venue's holdings alone are charged, at 1 of them all what the book is. Each is computed once.
 */
export function weightedMargins(book: Book, method: ChosenMethod, venues: readonly string[]): MarginAt {
  const known = new Map<string, Outcome<WeightedMargin>>();
  return (weights) => {
    const key = weights.join();
    const found = known.get(key) ?? marginOfWeighted(book, weighVenues(book, venues, weights), method, venues);
    known.set(key, found);
    return found;
  };
}

/** The book with each venue's holdings and orders times a weight; those of weight 0 left out. */
function weighVenues(book: Book, venues: readonly string[], weights: readonly number[]): Book {
  const lines = book.lines.flatMap((line): Line[] => {
    const weight = weights[venues.indexOf(line.venue)] ?? 0;
    if (weight === 0) return [];
    if (weight === 1) return [line];
    const quantity = line.quantity * weight;
    return line.kind === 'position'
      ? [{ ...line, quantity, gainSinceEntry: line.gainSinceEntry * weight }]
      : [{ ...line, quantity }];
  });
  return asHeld({ ...book, lines, sensitivities: [] });
}

function marginOfWeighted(
  whole: Book,
  book: Book,
  method: ChosenMethod,
  venues: readonly string[],
): Outcome<WeightedMargin> {
  const formulated = method.formulate(book);
  if (!formulated.ok) return formulated;
  const { warnings, ...roots } = formulated.value;
  const evaluation = evaluate(graphOf([roots.initial, roots.maintenance]), quantitiesOf(book));
  const chargeOf = (name: RequirementName): VenueCharge => {
    const { requirement, contributions, unallocated } = explain(evaluation, roots[name]);
    const byVenue = venues.map(() => 0);
    for (const [i, line] of book.lines.entries()) byVenue[venues.indexOf(line.venue)]! += contributions[i]!;
    return { amount: requirement, contributions: byVenue, unallocated };
  };
  return succeed({
    initial: chargeOf('initial'),
    maintenance: chargeOf('maintenance'),
    sublinear:
      isMeasuredAlike([method], whole, book) &&
      REQUIREMENTS.every((name) => roots[name].curvature.convex && roots[name].curvature.homogeneous),
    warnings,
    exactness: exactnessOf(formulated.value, evaluation),
  });
}
