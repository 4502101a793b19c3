import { describe, expect, it } from 'vitest';
import { recordConformance } from '../../support/conformance-record.ts';
import { marginUnder } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import {
  bookOfOptions,
  marketBefore,
  REFERENCE_SOURCE,
  type ReferenceOption,
  referenceOptions,
  scaleOfOption,
} from '../../support/reference-options.ts';

const OPTIONS = referenceOptions();
/** Of the larger of forward and strike; the rest is the millisecond that an expiry is rounded to, times theta. */
const TOLERANCE = 1e-13;
const SHOCKS = [
  { spotShockFraction: 0.25, volShockFraction: -0.2, daysForward: 10 },
  { spotShockFraction: -0.4, volShockFraction: 0.6, daysForward: 0 },
];

/** What a book of the option is marked at before, and what it is worth after: every shock leads to the reference option. */
function lossOf(option: ReferenceOption, shock: (typeof SHOCKS)[number], method: string): number {
  const mark = 2 * option.expected.price;
  const market = marketOf(marketBefore(option, { ...shock, mark }));
  const parameters = { scenarios: [{ ...shock, id: 'to-the-reference' }], start: 'mark' };
  return marginUnder(bookOfOptions(1), market, { id: method, parameters }).initial;
}

describe.each(['scenario-grid', 'isolated'])('%s revalues in full', (method) => {
  it('loses exactly the fall from the mark to a price of 60 digits', () => {
    let largestError = 0;
    for (const option of OPTIONS) {
      const { price, theta } = option.expected;
      const scale = scaleOfOption(option);
      for (const shock of SHOCKS) {
        const error = Math.abs(lossOf(option, shock, method) - price);
        const millisecond = (Math.abs(theta) * 0.5) / (365 * 86_400_000);
        expect(error, option.id).toBeLessThanOrEqual(TOLERANCE * scale + 1.01 * millisecond);
        largestError = Math.max(largestError, error / scale);
      }
    }
    recordConformance({
      method,
      set: 'an option shocked to where its price is known',
      cases: OPTIONS.length * SHOCKS.length,
      largestError,
      unit: 'of max(forward, strike)',
      tolerance: '1e-13, and theta for half a millisecond of expiry',
      source: REFERENCE_SOURCE,
    });
    expect(OPTIONS.length).toBeGreaterThan(200);
  });
});
