import { afterAll, describe, expect, it } from 'vitest';
import { recordConformance } from '../../support/conformance-record.ts';
import { isIterative, LEQUANT, type LequantCase, STOPPED_AT_ITS_START } from '../../support/frontier/lequant-cases.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const text = sharedVectors('optimisation/lequant40_cases.jsonl');
const CASES = (text ?? '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as LequantCase);
const TAKEN = CASES.filter(({ fn, id }) => fn in LEQUANT && id !== STOPPED_AT_ITS_START);

describe.skipIf(text === null)('lequant40', () => {
  const exact = { cases: 0, largestError: 0 };
  const iterative = { cases: 0, largestError: 0 };
  afterAll(() => {
    const common = { method: 'frontier', unit: 'objective', source: 'lequant40/portfolio_allocation_js' };
    recordConformance({ ...common, ...exact, set: 'lequant40, exact methods', tolerance: '1e-6' });
    recordConformance({
      ...common,
      ...iterative,
      set: 'lequant40, iterative methods',
      tolerance: '2e-4: theirs stop at 1e-4 before the optimum',
    });
  });

  it.each(TAKEN.map((each) => [each.id, each.fn, each] as const))('%s %s', (_, fn, each) => {
    const seen = isIterative(each) ? iterative : exact;
    const compared = LEQUANT[fn]!(each);
    for (const { ours, theirs, scale } of compared) {
      if (ours === null || theirs === null) {
        expect(ours).toBe(theirs);
      } else {
        const error = Math.abs(ours - theirs) / scale;
        expect(error).toBeLessThan(seen === exact ? 1e-6 : 2e-4);
        seen.largestError = Math.max(seen.largestError, error);
      }
    }
    if (compared.length > 0) seen.cases += 1;
  });
});
