import { sum } from '../../requirement/index.ts';
import type { Pool } from '../method.ts';
import { accountCharges } from './account-charges.ts';
import { accountLosses } from './account-losses.ts';
import type { AccountSpec } from './accounts.ts';
import { byExpiry } from './expiry-options.ts';
import { optionStates } from './option-state.ts';

/** The pool of collateral that is in no account of its own; no underlying can have this id. */
const NO_UNDERLYING = '(collateral)';

/** The requirement of one account: largest loss and charges; collateral by itself has charges only. */
export function accountPool(spec: AccountSpec): Pool {
  const { book, account, parameters } = spec;
  const id = account.underlying ?? NO_UNDERLYING;
  const options = optionStates(book, account.derivatives, parameters);
  const expiries = byExpiry(options, parameters);
  const optionLines = new Set(options.map(({ line }) => line));
  const perpetuals = account.derivatives.filter((line) => !optionLines.has(line));
  const charges = accountCharges({ ...spec, id, options, expiries, perpetuals });
  const losses = account.underlying === null ? null : accountLosses({ ...spec, id, expiries });
  const counted = losses === null ? charges : [losses.component, ...charges];
  return {
    id,
    initial: sum(counted.flatMap(({ initial }) => (initial === null ? [] : [initial]))),
    maintenance: sum(counted.flatMap(({ maintenance }) => (maintenance === null ? [] : [maintenance]))),
    components: losses === null ? charges : [losses.component, ...losses.candidates, ...charges],
    scan: losses?.scan ?? null,
  };
}
