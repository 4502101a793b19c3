import { type Outcome, succeed } from '../foundation/index.ts';
import { type RebalanceCertificate, type Verification, verifyCertificate } from '../rebalance/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import { rebalanceTask } from './rebalance-model.ts';
import type { RebalanceRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type VerifyAnswer = Verification & { readonly provenance: Provenance };

/** Rebuilds the problem from the request and checks the certificate against it; no solver runs. */
export function verifyRebalance(
  subject: ResolvedSubject,
  request: RebalanceRequest,
  certificate: RebalanceCertificate,
): Outcome<VerifyAnswer> {
  const task = rebalanceTask(subject, request);
  if (!task.ok) return task;
  const verified = verifyCertificate(task.value.model, certificate);
  if (!verified.ok) return verified;
  const parameterDigests = task.value.methods.map((method) => method.parameterDigest);
  const question = { request: questionOf(request), certificate };
  return succeed(withProvenance(subject, question, parameterDigests, verified.value));
}
