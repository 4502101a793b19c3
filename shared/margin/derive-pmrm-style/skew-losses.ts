import { type Expression, line, local, long, named, negate, scale, sum } from '../../requirement/index.ts';
import type { ScenarioCharge } from '../method.ts';
import type { ExpiryOptions } from './expiry-options.ts';
import { markValue, shockedValues } from './option-values.ts';
import type { PmrmParameters } from './parameters.ts';
import type { LossSpec } from './regular-losses.ts';
import { isSkew, type PmrmScenario, scenarioIdOf } from './scenario-list.ts';
import { discounted } from './static-discount.ts';

/** Vols tilted either way: whatever an expiry would gain or lose is lost, `Σ_expiries |discounted(V) − marks|`. */
export function skewLosses({ id, expiries, parameters }: LossSpec): ScenarioCharge[] {
  return parameters.scenarios
    .filter(({ vol }) => isSkew(vol))
    .map((scenario) => ({
      scenario: scenarioIdOf(scenario),
      loss: named(
        `${id}/${scenarioIdOf(scenario)}`,
        scale(scenario.dampeningFactor, sum(expiries.map((expiry) => sizeOfGain(expiry, scenario, parameters)))),
      ),
    }));
}

/**
 * `|discounted(V) − marks|`: not convex, because the discount bends where the total changes sign. Its convex half, a loss (a gain where
 * the long side is discounted less), bounds it from below.
 */
function sizeOfGain(expiry: ExpiryOptions, { vol }: PmrmScenario, parameters: PmrmParameters): Expression {
  const { options, longDiscount, shortDiscount } = expiry;
  const lines = options.map((state) => state.line);
  const value = line(lines, shockedValues(options, [{ spotShockFraction: 0, vol }], parameters));
  const marks = line(lines, options.map(markValue));
  const after = discounted(expiry, value);
  const half = after.sort === 'worth' ? sum([negate(after), marks]) : sum([after, negate(marks)]);
  return local({
    children: [value, marks],
    homogeneous: true,
    below: [long(half)],
    fn: (x) => {
      const slope = x[0]! >= 0 ? longDiscount : shortDiscount;
      const gain = slope * x[0]! - x[1]!;
      const sign = gain < 0 ? -1 : 1;
      return { value: Math.abs(gain), partials: [sign * slope, -sign] };
    },
  });
}
