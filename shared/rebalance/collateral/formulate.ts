import {
  type Affine,
  columnAffine,
  combineAffine,
  constantAffine,
  type LinearProblem,
  ProblemBuilder,
} from '../../optimise/index.ts';
import type { AcceptedCollateral, CollateralCost, CollateralSource, VenueNeed } from './terms.ts';

export type CollateralModel = {
  readonly sources: readonly CollateralSource[];
  readonly venues: readonly VenueNeed[];
  readonly accepted: readonly AcceptedCollateral[];
  readonly costs: readonly CollateralCost[];
};

/** A part of a source that may be posted at a venue: one column of the program. */
export type Posting = {
  readonly source: CollateralSource;
  readonly venue: string;
  readonly terms: AcceptedCollateral;
  readonly costFraction: number;
};

export type FormulatedCollateral = {
  readonly problem: LinearProblem;
  /** without the bounds that a source's value implies, for the solver */
  readonly relaxed: LinearProblem;
  /** per column */
  readonly postings: readonly Posting[];
};

/**
 * minimise Σ cost·y over what is posted, y ≥ 0 in money:
 *
 *   Σ (1 − haircut)·y ≥ requirement        per venue
 *   Σ y ≤ value                            per source
 *   Σ (1 − haircut)·y ≤ share·requirement  per asset and venue with a concentration limit
 *   Σ y ≤ maxAmount                        per asset and venue with a cap
 *
 * Rows have the names that the client knows the limits by.
 */
export function formulateCollateral({ sources, venues, accepted, costs }: CollateralModel): FormulatedCollateral {
  const builder = new ProblemBuilder();
  const postings = venues.flatMap(({ id }) =>
    sources.flatMap((source) => {
      const terms = termsOf(accepted, source.asset, id);
      return terms === null ? [] : [{ source, venue: id, terms, costFraction: costOf(costs, source, id) }];
    }),
  );
  const columns = postings.map(({ source, venue }) =>
    builder.addColumn(`${sourceName(source)}>${venue}`, 0, source.value, { lower: false, upper: true }),
  );
  const sumOver = (holds: (posting: Posting) => boolean, weight: (posting: Posting) => number): Affine =>
    combineAffine(
      postings.flatMap((posting, j) => (holds(posting) ? [[weight(posting), columnAffine(columns[j]!)] as const] : [])),
    );
  for (const { id, requirement } of venues) {
    builder.addRow(
      requirementName(id),
      sumOver(({ venue }) => venue === id, countedShare),
      requirement,
      Infinity,
    );
  }
  for (const source of sources) {
    const own = sumOver((posting) => posting.source === source, one);
    if (own.terms.size > 0) builder.addRow(`assets/${sourceName(source)}/available`, own, -Infinity, source.value);
  }
  for (const { id, requirement } of venues) {
    for (const asset of new Set(sources.map((source) => source.asset))) {
      const here = (posting: Posting) => posting.venue === id && posting.source.asset === asset;
      const { maxShareOfRequirement, maxAmount } = termsOf(accepted, asset, id) ?? {};
      if (maxShareOfRequirement !== undefined) {
        builder.addRow(
          shareName(asset, id),
          sumOver(here, countedShare),
          -Infinity,
          maxShareOfRequirement * requirement,
        );
      }
      if (maxAmount !== undefined)
        builder.addRow(`haircuts/${asset}/${id}/maxAmount`, sumOver(here, one), -Infinity, maxAmount);
    }
  }
  const objective = combineAffine([
    [1, constantAffine(0)],
    ...postings.map(({ costFraction }, j) => [costFraction, columnAffine(columns[j]!)] as const),
  ]);
  const problem = builder.minimise(objective);
  return { problem, relaxed: builder.withoutImpliedBounds(problem), postings };
}

export function requirementName(venue: string): string {
  return `venues/${venue}/requirement`;
}

export function shareName(asset: string, venue: string): string {
  return `haircuts/${asset}/${venue}/maxShareOfRequirement`;
}

/** The entry for this venue, else the one for every venue. */
export function termsOf(
  accepted: readonly AcceptedCollateral[],
  asset: string,
  venue: string,
): AcceptedCollateral | null {
  const own = accepted.filter((each) => each.asset === asset);
  return own.find((each) => each.venue === venue) ?? own.find((each) => each.venue === undefined) ?? null;
}

function costOf(costs: readonly CollateralCost[], { asset, heldAt }: CollateralSource, venue: string): number {
  const isTransfer = heldAt !== venue;
  return costs
    .filter((cost) => (cost.asset ?? asset) === asset && (cost.venue ?? venue) === venue)
    .reduce((sum, cost) => sum + (cost.holdingFraction ?? 0) + (isTransfer ? (cost.transferFraction ?? 0) : 0), 0);
}

function sourceName({ asset, heldAt }: CollateralSource): string {
  return heldAt === null ? asset : `${asset}@${heldAt}`;
}

function countedShare({ terms }: Posting): number {
  return 1 - terms.haircutFraction;
}

function one(): number {
  return 1;
}
