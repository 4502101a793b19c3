import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import type { Clock, IdempotencyStore } from './ports.ts';

type Deps = { readonly idempotency: IdempotencyStore; readonly clock: Clock };

/**
 * Runs a write once per `Idempotency-Key`: for 24 hours a repeat gets the first one's answer, which therefore has to be
 * JSON. A failure frees the key: what a call of several transactions had written by then, a repeat finds done. The same key with another request, or while the first one
 * still runs, is a conflict.
 */
export function withIdempotencyKey<T>(
  deps: Deps,
  tenant: string,
  key: string,
  requestDigest: string,
  run: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return attempt(async () => {
    const claim = await deps.idempotency.claim(tenant, key, requestDigest, deps.clock());
    if (claim.state === 'claimed') return runClaimed(deps, tenant, key, claim.claimId, run);
    if (claim.requestDigest !== requestDigest) {
      return fail('conflict', 'this Idempotency-Key was used for another request');
    }
    if (claim.state === 'running') return fail('conflict', 'the first request with this Idempotency-Key still runs');
    return succeed(claim.answer as T);
  });
}

async function runClaimed<T>(
  { idempotency, clock }: Deps,
  tenant: string,
  key: string,
  claimId: string,
  run: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let outcome: Outcome<T> | null = null;
  try {
    outcome = await run();
  } finally {
    if (outcome?.ok !== true) await idempotency.release(tenant, key, claimId);
  }
  if (outcome.ok) await idempotency.complete(tenant, key, claimId, outcome.value, clock());
  return outcome;
}
