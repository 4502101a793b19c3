import { digestText, type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import type { Clock, KeyStore } from './ports.ts';

type Deps = { readonly keys: KeyStore };

/** Lets `key` speak for the tenant from now on. Only its hash is stored. */
export function issueKey(deps: Deps & { readonly clock: Clock }, tenant: string, key: string): Promise<Outcome<null>> {
  return attempt(async () => {
    await deps.keys.put(digestText(key), tenant, new Date(deps.clock()).toISOString());
    return succeed(null);
  });
}

/** The tenant that `key` speaks for; null when nobody issued it. */
export function lookUpKey(deps: Deps, key: string): Promise<Outcome<string | null>> {
  return attempt(async () => succeed(await deps.keys.tenantOf(digestText(key))));
}
