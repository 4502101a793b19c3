import { type Expression, named, outcomes, sum, worst } from '../../requirement/index.ts';
import type { ExpiryOptions } from './expiry-options.ts';
import { markValue, shockedValues } from './option-values.ts';
import type { PmrmParameters } from './parameters.ts';
import type { LossSpec } from './regular-losses.ts';

const AXIS = ['basis-up', 'basis-down'];

/** Forwards that part from spot: `Σ_expiries (add + perYear·T)·worst(options alone, forward up or down)`, undiscounted. */
export function basisLosses({ id, expiries, parameters }: LossSpec): Expression {
  const { addFactor, perYearFactor } = parameters.basis;
  return named(
    `${id}/basis`,
    sum(
      expiries.map((expiry) => worst(forwardMoves(expiry, parameters))),
      expiries.map(({ timeYears }) => addFactor + perYearFactor * timeYears),
    ),
  );
}

function forwardMoves({ options }: ExpiryOptions, { basis }: PmrmParameters): Expression {
  const matrix = new Float64Array(options.length * AXIS.length);
  for (const [j, state] of options.entries()) {
    const { volAnnual } = state;
    const moves = [basis.upFraction, basis.downFraction];
    const values = shockedValues(
      state,
      moves.map((spotShockFraction) => ({ spotShockFraction, volAnnual })),
    );
    matrix.set(
      values.map((value) => value - markValue(state)),
      j * AXIS.length,
    );
  }
  return outcomes({ axis: AXIS, lines: options.map(({ line }) => line), matrix });
}
