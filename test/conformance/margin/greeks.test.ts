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
} from '../../support/reference-options.ts';

const OPTIONS = referenceOptions();
const BOX = { spotShockFractions: [-0.1, 0, 0.1], volShockPoints: [-0.05, 0, 0.05], daysForward: [0, 1] };
/** Of the sum of the terms' sizes. */
const TOLERANCE = 1e-9;
const CROSS_TERMS = ['vanna', 'volga', 'charm'] as const;

/** The terms of the expansion in every corner of the box, from Greeks of 60 digits. */
function termsOf({ F, expected }: ReferenceOption, crossTerms: boolean): number[][] {
  const { delta, gamma, vega, theta, vanna, volga, charm } = expected;
  return BOX.spotShockFractions.flatMap((fraction) =>
    BOX.volShockPoints.flatMap((dVol) =>
      BOX.daysForward.map((days) => {
        const [dS, dt] = [F * fraction, days / 365];
        const main = [delta * dS, 0.5 * gamma * dS * dS, vega * dVol, theta * dt];
        return crossTerms ? [...main, vanna * dS * dVol, 0.5 * volga * dVol * dVol, charm * dS * dt] : main;
      }),
    ),
  );
}

const total = (terms: readonly number[]) => terms.reduce((sum, term) => sum + term, 0);

describe.each([
  ['delta, gamma, vega and theta', false],
  ['with vanna, volga and charm', true],
] as const)('greeks: %s', (name, crossTerms) => {
  it('charges the worst of the expansion by Greeks of 60 digits', () => {
    let largestError = 0;
    for (const option of OPTIONS) {
      const market = marketOf(marketBefore(option));
      const gains = termsOf(option, crossTerms);
      const scale = Math.max(...gains.map((terms) => total(terms.map(Math.abs))));
      for (const quantity of [1, -1]) {
        const parameters = { box: BOX, crossTerms: crossTerms ? CROSS_TERMS : [] };
        const margin = marginUnder(bookOfOptions(quantity), market, { id: 'greeks', parameters });
        const worst = Math.max(0, ...gains.map((terms) => -quantity * total(terms)));
        const error = Math.abs(margin.initial - worst) / scale;
        expect(error, option.id).toBeLessThanOrEqual(TOLERANCE);
        largestError = Math.max(largestError, error);
      }
    }
    recordConformance({
      method: 'greeks',
      set: name,
      cases: 2 * OPTIONS.length,
      largestError,
      unit: 'of the terms',
      tolerance: '1e-9',
      source: REFERENCE_SOURCE,
    });
    expect(OPTIONS.length).toBeGreaterThan(200);
  });
});
