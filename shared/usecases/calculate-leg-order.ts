import { type Outcome, succeed } from '../foundation/index.ts';
import { chooseMethod } from '../margin/index.ts';
import { bestLegOrder, type LegOrder } from '../rebalance/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { LegOrderRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { tradedRequirement } from './traded-requirement.ts';

export type LegOrderAnswer = LegOrder & {
  readonly method: string;
  readonly version: string;
  /** the requirement before any leg */
  readonly before: number;
  /** the peak in the order in which the legs were sent */
  readonly peakAsSent: number;
  readonly provenance: Provenance;
};

/** The order of the trades in which the initial requirement peaks lowest. */
export function calculateLegOrder(subject: ResolvedSubject, request: LegOrderRequest): Outcome<LegOrderAnswer> {
  const method = chooseMethod(request.method, '/method');
  if (!method.ok) return method;
  const trades = request.trades.map((trade, i) => ({ ...trade, pointer: `/trades/${i}/instrument` }));
  const traded = tradedRequirement(subject, trades, method.value);
  if (!traded.ok) return traded;
  const after = (done: readonly number[]) => traded.value.at(trades.map((_, i) => Number(done.includes(i)))).initial;
  const best = bestLegOrder(trades.length, after);
  const sent = trades.map((_, i) => after(trades.slice(0, i + 1).map((__, j) => j)));
  const { id, version, parameterDigest } = method.value;
  const answer = { method: id, version, before: after([]), peakAsSent: Math.max(...sent), ...best };
  return succeed(withProvenance(subject, questionOf(request), [parameterDigest], answer));
}
