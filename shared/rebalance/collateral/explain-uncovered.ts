import { chain, type Outcome, succeed } from '../../foundation/index.ts';
import { explainInfeasible, type Row, type SolveLimits } from '../../optimise/index.ts';
import type { LimitConflict } from '../explain-limits.ts';
import { type CollateralModel, formulateLimits, isLimit, requirementName, shareName } from './formulate.ts';

/** Why, and the pivots that it took to tell. */
type Uncovered = { readonly infeasible: LimitConflict; readonly pivots: number };

/**
 * Why the venues can't all be covered: the limits that contradict each other, and the smallest relaxations that cover them. A requirement is
 * lowered and whatever is a share of it with it; a cap is raised in money, a share as a share. What there is of an asset is no
 * limit: what the venues are short of stands by them. Each relaxation has been solved again.
 */
export function explainUncovered(model: CollateralModel, limits: SolveLimits): Outcome<Uncovered> {
  return chain(explainInfeasible(formulateLimits(model), limits, groupOf), (reason) =>
    succeed({
      pivots: reason.pivots,
      infeasible: {
        conflict: reason.conflict,
        isIrreducible: reason.isIrreducible,
        isSmallest: reason.isSmallest,
        smallestRelaxation: reason.relaxation === null ? null : inOwnUnits(model, reason.relaxation),
        relaxationAlone: Object.assign({}, ...reason.alone.map((each) => inOwnUnits(model, [each]))),
      },
    }),
  );
}

function groupOf(row: Row): string | null {
  return isLimit(row) ? row.id : null;
}

/** Money, and for shares of a requirement the share of what is left of it. */
function inOwnUnits(
  { venues, sources }: CollateralModel,
  amounts: readonly { readonly id: string; readonly amount: number }[],
): Record<string, number> {
  const money = new Map(amounts.map(({ id, amount }) => [id, amount]));
  const assets = new Set(sources.map(({ asset }) => asset));
  for (const { id, requirement } of venues) {
    const lowered = Math.min(requirement, money.get(requirementName(id)) ?? 0);
    if (lowered > 0) money.set(requirementName(id), lowered);
    const left = requirement - lowered;
    for (const asset of assets) {
      const raised = money.get(shareName(asset, id));
      if (raised !== undefined && left > 0) money.set(shareName(asset, id), raised / left);
    }
  }
  return Object.fromEntries(money);
}
