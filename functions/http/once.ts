import { digest, type Outcome } from '../../shared/foundation/index.ts';
import { withIdempotencyKey } from '../../shared/usecases/index.ts';
import { stored } from './stored.ts';

type Write = {
  readonly tenant: string;
  readonly path: string;
  readonly idempotencyKey: string | undefined;
  readonly ifMatch: number | undefined;
  readonly body: unknown;
};

/** Runs a write; under an Idempotency-Key a repeat gets the first answer, and other content under the same key is a conflict. */
export function once<T>(write: Write, run: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const { tenant, path, idempotencyKey, ifMatch, body } = write;
  if (idempotencyKey === undefined) return run();
  return withIdempotencyKey(
    stored(),
    tenant,
    idempotencyKey,
    digest({ path, ifMatch: ifMatch ?? null, body: body ?? null }),
    run,
  );
}
