import { type Outcome, succeed } from '../../foundation/index.ts';
import { certifyRebalance, type RebalanceCertificate } from '../certificate.ts';
import { commonChecks, concluded, optimality, type Verification } from '../checks.ts';
import { placed } from '../named-values.ts';
import { type CollateralModel, formulateCollateral } from './formulate.ts';

const WORDS = { point: 'the amounts', rival: 'allocation', objective: 'the cost' };

/**
 * Checks the certificate of an allocation against the program rebuilt from the request; no solver runs.
 *
 * @returns `invalid-input` where it names a column or row that the program does not have
 */
export function verifyAllocation(model: CollateralModel, certificate: RebalanceCertificate): Outcome<Verification> {
  const { problem } = formulateCollateral(model);
  const x = placed('primal', problem.columns, certificate.primal);
  if (!x.ok) return x;
  const y = placed('duals', problem.rows, certificate.duals);
  if (!y.ok) return y;
  const recomputed = certifyRebalance({ problem, epigraphs: [], supports: [], measure: null }, x.value, y.value);
  const checks = [
    ...commonChecks(WORDS, certificate, recomputed),
    ...optimality('the allocation is the cheapest', recomputed),
  ];
  return succeed(concluded(checks, recomputed));
}
