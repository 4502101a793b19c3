import { chain, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod } from '../margin/index.ts';
import {
  type FrontierCertificate,
  type RebalanceCertificate,
  type Verification,
  verifyAllocation,
  verifyCertificate,
  verifyFrontier,
} from '../rebalance/index.ts';
import { readBook } from '../risk/index.ts';
import type { FrontierRequest } from './calculate-frontier.ts';
import { collateralTask } from './collateral-model.ts';
import type { CollateralRequest } from './collateral-requests.ts';
import { leavesItsMeasure } from './measures.ts';
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
  const task = rebalanceTask(subject, request, certificate.measure ?? null);
  if (!task.ok) return task;
  const verified = verifyCertificate(task.value.model, certificate, (trades) => leavesItsMeasure(task.value, trades));
  const question = { request: questionOf(request), certificate };
  return answered(subject, question, task.value.methods, verified);
}

/** The same of a frontier: covariance and means are estimated again. */
export function verifyEfficiency(
  subject: ResolvedSubject,
  frontier: FrontierRequest,
  certificate: FrontierCertificate,
): Outcome<VerifyAnswer> {
  const question = { frontier: questionOf(frontier), certificate };
  return chain(readBook(subject.portfolio, subject.market), (book) =>
    answered(subject, question, [], verifyFrontier(book, frontier, certificate)),
  );
}

/** The same of an allocation of collateral. */
export function verifyCollateral(
  subject: ResolvedSubject,
  collateral: CollateralRequest,
  certificate: RebalanceCertificate,
): Outcome<VerifyAnswer> {
  const task = collateralTask(subject, collateral);
  if (!task.ok) return task;
  const verified = verifyAllocation(task.value.model, certificate);
  const question = { collateral: questionOf(collateral), certificate };
  return answered(subject, question, task.value.methods, verified);
}

function answered(
  subject: ResolvedSubject,
  question: object,
  methods: readonly ChosenMethod[],
  verified: Outcome<Verification>,
): Outcome<VerifyAnswer> {
  if (!verified.ok) return verified;
  const parameterDigests = methods.map((method) => method.parameterDigest);
  return succeed(withProvenance(subject, question, parameterDigests, verified.value));
}
