import { type Outcome, succeed } from '../foundation/index.ts';
import { chooseMethod } from '../margin/index.ts';
import { type OrderedLegs, orderLegs } from './order-legs.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { LegOrderRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type LegOrderAnswer = OrderedLegs & {
  readonly method: string;
  readonly version: string;
  readonly provenance: Provenance;
};

/** The order of the trades in which the initial requirement peaks lowest. */
export function calculateLegOrder(subject: ResolvedSubject, request: LegOrderRequest): Outcome<LegOrderAnswer> {
  const method = chooseMethod(request.method, '/method');
  if (!method.ok) return method;
  const ordered = orderLegs(subject, request.trades, method.value);
  if (!ordered.ok) return ordered;
  const { id, version, parameterDigest } = method.value;
  const answer = { method: id, version, ...ordered.value.legs };
  return succeed(withProvenance(subject, questionOf(request), [parameterDigest], answer));
}
