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
export function formulateCollateral(model: CollateralModel): FormulatedCollateral {
  const builder = new ProblemBuilder();
  const postings = postingsOf(model);
  const columns = addPostings(builder, postings);
  for (const venue of model.venues) {
    const required = constantAffine(venue.requirement);
    builder.addRow(requirementName(venue.id), overRequired({ postings, columns }, venue.id, required), 0, Infinity);
  }
  addCaps(builder, model, { postings, columns }, ({ requirement }) => constantAffine(requirement));
  const objective = combineAffine([
    [1, constantAffine(0)],
    ...postings.map(({ costFraction }, j) => [costFraction, columnAffine(columns[j]!)] as const),
  ]);
  const problem = builder.minimise(objective);
  return { problem, relaxed: builder.withoutImpliedBounds(problem), postings };
}

/**
 * The same without costs, each requirement a column that a row of its name holds at what it is: whoever lowers a requirement by that row
 * lowers the shares of it too.
 */
export function formulateLimits(model: CollateralModel): LinearProblem {
  const builder = new ProblemBuilder();
  const postings = postingsOf(model);
  const columns = addPostings(builder, postings);
  const required = new Map(
    model.venues.map((venue) => [venue, columnAffine(builder.addColumn(`required/${venue.id}`, 0, venue.requirement))]),
  );
  for (const [{ id, requirement }, column] of required) {
    builder.addRow(requirementName(id), column, requirement, Infinity);
    builder.addRow(`${COVERED}${id}`, overRequired({ postings, columns }, id, column), 0, Infinity);
  }
  addCaps(builder, model, { postings, columns }, (venue) => required.get(venue)!);
  return builder.withoutImpliedBounds(builder.minimise(constantAffine(0)));
}

const COVERED = 'covered/';
const ASSETS = 'assets/';

/** Whether a row is a limit that may be another: what there is of an asset is what it is. */
export function isLimit({ id }: { readonly id: string }): boolean {
  return !id.startsWith(COVERED) && !id.startsWith(ASSETS);
}

function postingsOf({ sources, venues, accepted, costs }: CollateralModel): Posting[] {
  return venues.flatMap(({ id }) =>
    sources.flatMap((source) => {
      const terms = termsOf(accepted, source.asset, id);
      return terms === null ? [] : [{ source, venue: id, terms, costFraction: costOf(costs, source, id) }];
    }),
  );
}

function addPostings(builder: ProblemBuilder, postings: readonly Posting[]): number[] {
  return postings.map(({ source, venue }) =>
    builder.addColumn(`${sourceName(source)}>${venue}`, 0, source.value, { lower: false, upper: true }),
  );
}

type Posted = { readonly postings: readonly Posting[]; readonly columns: readonly number[] };

/** What counts at a venue, above what it requires. */
function overRequired(posted: Posted, venue: string, required: Affine): Affine {
  return combineAffine([
    [1, sumOver(posted, (posting) => posting.venue === venue, countedShare)],
    [-1, required],
  ]);
}

function addCaps(
  builder: ProblemBuilder,
  { sources, venues, accepted }: CollateralModel,
  posted: Posted,
  requiredAt: (venue: VenueNeed) => Affine,
): void {
  for (const source of sources) {
    const own = sumOver(posted, (posting) => posting.source === source, one);
    if (own.terms.size > 0) builder.addRow(availableName(source), own, -Infinity, source.value);
  }
  for (const venue of venues) {
    for (const asset of new Set(sources.map((source) => source.asset))) {
      const here = (posting: Posting) => posting.venue === venue.id && posting.source.asset === asset;
      const { maxShareOfRequirement, maxAmount } = termsOf(accepted, asset, venue.id) ?? {};
      if (maxShareOfRequirement !== undefined) {
        const counted = sumOver(posted, here, countedShare);
        const above = combineAffine([
          [1, counted],
          [-maxShareOfRequirement, requiredAt(venue)],
        ]);
        builder.addRow(shareName(asset, venue.id), above, -Infinity, 0);
      }
      if (maxAmount !== undefined)
        builder.addRow(`haircuts/${asset}/${venue.id}/maxAmount`, sumOver(posted, here, one), -Infinity, maxAmount);
    }
  }
}

function sumOver(
  { postings, columns }: Posted,
  holds: (posting: Posting) => boolean,
  weight: (posting: Posting) => number,
): Affine {
  return combineAffine(
    postings.flatMap((posting, j) => (holds(posting) ? [[weight(posting), columnAffine(columns[j]!)] as const] : [])),
  );
}

function availableName(source: CollateralSource): string {
  return `${ASSETS}${sourceName(source)}/available`;
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

/** Ids have no slash and no `>`: no two sources share a name, nor two columns. */
function sourceName({ asset, heldAt }: CollateralSource): string {
  return heldAt === null ? asset : `${asset}/${heldAt}`;
}

function countedShare({ terms }: Posting): number {
  return 1 - terms.haircutFraction;
}

function one(): number {
  return 1;
}
