import { type Outcome, succeed } from '../foundation/index.ts';
import { allocateCollateral, type CollateralAllocation } from '../rebalance/index.ts';
import { collateralTask } from './collateral-model.ts';
import type { CollateralRequest } from './collateral-requests.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type CollateralAnswer = Omit<CollateralAllocation, 'termination' | 'pivots'> & {
  readonly currency: string;
  readonly status: { readonly termination: CollateralAllocation['termination'] };
  readonly work: { readonly pivots: number };
  readonly warnings: readonly string[];
  readonly provenance: Provenance;
};

/** 20 venues and 100 assets need about 300 pivots and 300,000 cells. */
const LIMITS = { pivots: 10_000, cells: 4_000_000 };

/** The cheapest allocation of collateral over venues, or why they cannot all be covered, by how much, and what would help. */
export function calculateCollateral(subject: ResolvedSubject, request: CollateralRequest): Outcome<CollateralAnswer> {
  const task = collateralTask(subject, request);
  if (!task.ok) return task;
  const allocated = allocateCollateral(task.value.model, LIMITS);
  if (!allocated.ok) return allocated;
  const { termination, pivots, ...rest } = allocated.value;
  const answer = {
    currency: subject.portfolio.baseCurrency,
    status: { termination },
    ...rest,
    work: { pivots },
    warnings: task.value.warnings,
  };
  const parameterDigests = task.value.methods.map((method) => method.parameterDigest);
  return succeed(withProvenance(subject, questionOf(request), parameterDigests, answer));
}
