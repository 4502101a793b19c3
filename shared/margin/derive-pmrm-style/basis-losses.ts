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

function forwardMoves({ options }: ExpiryOptions, parameters: PmrmParameters): Expression {
  const { basis } = parameters;
  const shocks = [basis.upFraction, basis.downFraction].map((spotShockFraction) => ({
    spotShockFraction,
    vol: 'none' as const,
  }));
  const matrix = shockedValues(options, shocks, parameters);
  for (let at = 0; at < matrix.length; at++) matrix[at]! -= markValue(options[Math.floor(at / AXIS.length)]!);
  return outcomes({ axis: AXIS, lines: options.map(({ line }) => line), matrix });
}
