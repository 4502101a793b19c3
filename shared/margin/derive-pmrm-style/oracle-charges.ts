import { type Expression, local, scale, sum } from '../../requirement/index.ts';
import { type Book, holdingOf } from '../../risk/index.ts';
import { type Confidences, confidencesOf, lackOfConfidence } from '../oracle-confidence.ts';
import type { Account } from './accounts.ts';
import { collateralCharge, optionsNotional, perpetualNotional } from './contingencies.ts';
import type { ExpiryOptions } from './expiry-options.ts';
import type { PmrmParameters } from './parameters.ts';

export type OracleSpec = {
  readonly book: Book;
  readonly account: Account;
  readonly expiries: readonly ExpiryOptions[];
  readonly perpetuals: readonly number[];
  readonly parameters: PmrmParameters;
  /** of the account's underlying */
  readonly spotConfidence: number;
};

/**
 * Charges for prices that the venue's oracle isn't sure of, `(1 − c)·factor·notional` where c is below the threshold: perpetuals by
 * spot and perpetual, each expiry by spot, forward, rate and vols (and the perpetual, where one is held), collateral by itself and spot.
 */
export function oracleCharges(spec: OracleSpec): Expression {
  const { book, account, expiries, perpetuals, parameters, spotConfidence } = spec;
  const confidences = confidencesOf(book.market, parameters.confidence);
  const withPerpetuals = Math.min(spotConfidence, ...perpetuals.map((line) => ofInstrument(book, line, confidences)));
  const held = perpetualNotional(book, perpetuals);
  const ofCollateral = (asset: string) =>
    lackOfConfidence(Math.min(confidences.asset(asset), spotConfidence), parameters);
  return sum([
    scale(lackOfConfidence(withPerpetuals, parameters), held),
    ...expiries.map((expiry) => {
      const own = Math.min(spotConfidence, ofExpiry(expiry, confidences));
      return optionsCharge(optionsNotional(book, expiry.options), held, {
        alone: lackOfConfidence(own, parameters),
        withPerpetuals: lackOfConfidence(Math.min(own, withPerpetuals), parameters),
      });
    }),
    collateralCharge(book, account.collateral, ofCollateral),
  ]);
}

type Rates = { readonly alone: number; readonly withPerpetuals: number };

/** Holding any perpetual at all brings in its price's confidence: a jump, so not convex. */
function optionsCharge(options: Expression, perpetuals: Expression, { alone, withPerpetuals }: Rates): Expression {
  if (alone === withPerpetuals) return scale(alone, options);
  return local({
    children: [options, perpetuals],
    homogeneous: true,
    below: [scale(alone, options)],
    fn: (x) => {
      const rate = x[1]! > 0 ? withPerpetuals : alone;
      return { value: rate * x[0]!, partials: [rate, 0] };
    },
  });
}

function ofInstrument(book: Book, line: number, confidences: Confidences): number {
  return confidences.instrument(holdingOf(book.lines[line]!));
}

function ofExpiry({ options, expiryMs }: ExpiryOptions, { forward, rate, vols }: Confidences): number {
  const { underlying } = options[0]!.option;
  return Math.min(forward(underlying, expiryMs), rate(underlying, expiryMs), vols(underlying, expiryMs));
}
