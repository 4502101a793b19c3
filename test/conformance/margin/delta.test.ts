import { describe, expect, it } from 'vitest';
import { recordConformance } from '../../support/conformance-record.ts';
import { marginUnder } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { bookOfOptions, marketBefore, REFERENCE_SOURCE, referenceOptions } from '../../support/reference-options.ts';

const OPTIONS = referenceOptions();
const TOLERANCE = 1e-9;

describe('delta', () => {
  it('charges |delta|·F·shock by deltas of 60 digits', () => {
    let largestError = 0;
    for (const option of OPTIONS) {
      const margin = marginUnder(bookOfOptions(-3), marketOf(marketBefore(option)), { id: 'delta' });
      const expected = 3 * Math.abs(option.expected.delta) * option.F * 0.15;
      const error = Math.abs(margin.initial - expected) / (3 * option.F * 0.15);
      expect(error, option.id).toBeLessThanOrEqual(TOLERANCE);
      largestError = Math.max(largestError, error);
    }
    recordConformance({
      method: 'delta',
      set: 'one option',
      cases: OPTIONS.length,
      largestError,
      unit: 'of the margin at delta 1',
      tolerance: '1e-9',
      source: REFERENCE_SOURCE,
    });
    expect(OPTIONS.length).toBeGreaterThan(200);
  });
});
