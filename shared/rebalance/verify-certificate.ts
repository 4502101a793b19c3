import { chain, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { certifyRebalance, type RebalanceCertificate } from './certificate.ts';
import { type Check, commonChecks, concluded, optimality, type Verification } from './checks.ts';
import { claimAt, tradesAt } from './claim.ts';
import { type FormulatedRebalance, formulateRebalance, withSupports } from './formulate.ts';
import { isSameProof, readEvidence } from './integer-proof.ts';
import type { RebalanceModel } from './model.ts';
import { placed } from './named-values.ts';
import { keepsChargeLimits } from './objective.ts';
import { keepsSizes } from './trade-sizes.ts';

/**
 * Checks a certificate against the problem rebuilt from the request: digests, feasibility of its primal point, the sizes of its trades,
 * the objective there by the problem and by the charges' own evaluation, and the bound that its duals and its branching tree prove by weak
 * duality. No solver runs. Where the problem is approximate, its objective is a bound.
 *
 * @param leavesItsMeasure whether what some trades leave is measured as the charges of the model are
 * @returns `invalid-input` where it names a column, row or smooth function that the problem does not have; `unsupported` as
 *   `formulateRebalance`
 */
export function verifyCertificate(
  model: RebalanceModel,
  certificate: RebalanceCertificate,
  leavesItsMeasure: (trades: readonly number[]) => boolean = () => true,
): Outcome<Verification> {
  return chain(formulateRebalance(model), (asked) => {
    const formulated = withSupports(asked, certificate.supports ?? []);
    return formulated === null
      ? failAt('invalid-input', '/certificate/supports', 'are no supports of the smooth functions of this request')
      : verifyAgainst(model, formulated, certificate, leavesItsMeasure);
  });
}

function verifyAgainst(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  certificate: RebalanceCertificate,
  leavesItsMeasure: (trades: readonly number[]) => boolean,
): Outcome<Verification> {
  const { problem, sizes } = formulated;
  const x = placed('primal', problem.columns, certificate.primal);
  const y = placed('duals', problem.rows, certificate.duals);
  if (!x.ok) return x;
  if (!y.ok) return y;
  const { integer } = certificate;
  const evidence = integer === undefined ? succeed(null) : readEvidence(problem, sizes.whole, integer);
  if (!evidence.ok) return evidence;
  const recomputed = certifyRebalance(formulated, x.value, y.value, evidence.value);
  const ofAnySize = sizes.whole.length === 0;
  const trades = tradesAt(formulated, x.value);
  const said = claimAt(model, formulated, x.value, recomputed.objective);
  const isExact = formulated.exactness === 'exact';
  const words = {
    point: 'the trades',
    rival: `${ofAnySize ? 'trade' : 'trade of the sizes allowed'}${leaving(model)}`,
    objective: isExact ? 'the objective' : 'a bound from below on the objective of the trades',
  };
  const checks: Check[] = [
    ...commonChecks(words, certificate, recomputed),
    ...(ofAnySize ? [] : sizeClaims(formulated, certificate, recomputed, trades)),
    ['the charges themselves say no less of the trades', said !== null],
    ...(isExact
      ? []
      : [['no margin with a limit is above it by its own rule', keepsChargeLimits(model, trades)] as const]),
    ...(model.measure === null
      ? []
      : [['the trades leave what they are measured by', leavesItsMeasure(trades)] as const]),
    ...optimality(
      `the trades are optimal${model.measure === null ? '' : ` of any${leaving(model)}`}${isExact ? '' : ' for that bound'}`,
      recomputed,
    ),
  ];
  return succeed(concluded(checks, recomputed, unprovenOf(recomputed, model)));
}

function sizeClaims(
  { sizes }: FormulatedRebalance,
  { integer: stated }: RebalanceCertificate,
  { integer: recomputed }: RebalanceCertificate,
  trades: readonly number[],
): Check[] {
  const isProof = stated !== undefined && recomputed !== undefined && isSameProof(stated, recomputed);
  return [
    ['each trade has one of its sizes, and no more are made than may be', keepsSizes(sizes, trades)],
    [`no trade of any size has an objective below ${recomputed?.linearBound}`, isProof],
  ];
}

function unprovenOf({ integer }: RebalanceCertificate, model: RebalanceModel): string[] {
  const elsewhere =
    model.measure === null
      ? []
      : ['what trades that leave other underlyings, or fewer, come to: they are measured otherwise'];
  if (integer === undefined || integer.claimedBound === null) return elsewhere;
  const { claimedBy, claimedBound } = integer;
  return [...elsewhere, `${claimedBy} says that no trade of the sizes allowed has an objective below ${claimedBound}`];
}

/** Of which trades the proof is, in words. */
function leaving({ measure }: RebalanceModel): string {
  if (measure === null) return '';
  const { underlyings, kept } = measure;
  return ` that leaves just ${underlyings.join(', ')}${kept.length === 0 ? '' : `, a lot of ${kept.join(', ')} at least`}`;
}
