import { afterAll, describe, expect, it } from 'vitest';
import { recordConformance } from '../../support/conformance-record.ts';
import { LEQUANT, type LequantCase, STOPPED_EARLY } from '../../support/frontier/lequant-cases.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const text = sharedVectors('optimisation/lequant40_cases.jsonl');
const CASES = (text ?? '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as LequantCase);
const TAKEN = CASES.filter(({ fn }) => fn in LEQUANT);

/** How many cases of each function. */
function counted(cases: readonly LequantCase[]): string {
  const names = [...new Set(cases.map(({ fn }) => fn))].toSorted();
  return names.map((name) => `${name} ${cases.filter(({ fn }) => fn === name).length}`).join(', ');
}

describe.skipIf(text === null)('lequant40', () => {
  const exact = { cases: 0, largestError: 0 };
  const early = { cases: 0, largestError: 0 };
  const refused: string[] = [];
  afterAll(() => {
    const common = { method: 'frontier', unit: 'objective', source: 'lequant40/portfolio_allocation_js' };
    recordConformance({ ...common, ...exact, set: 'lequant40', tolerance: '1e-6' });
    recordConformance({
      ...common,
      ...early,
      set: 'lequant40, stopped before the optimum',
      tolerance: 'ours is better, by the residuals that prove it',
    });
    console.log(`lequant40: ${CASES.length} cases; compared: ${counted(TAKEN)}`);
    console.log(
      `lequant40 left out, no convex program of ours: ${counted(CASES.filter(({ fn }) => !(fn in LEQUANT)))}`,
    );
    console.log(`lequant40 left out, questions that only their interface has: ${refused.join(', ')}`);
  });

  it.each(TAKEN.map((each) => [each.id, each.fn, each] as const))('%s %s', (id, fn, each) => {
    const compared = LEQUANT[fn]!(each);
    if (compared.length === 0) {
      refused.push(`${id} (${each.error})`);
      return;
    }
    const seen = id in STOPPED_EARLY ? early : exact;
    for (const { ours, theirs, scale } of compared) {
      if (ours === null || theirs === null) {
        expect(ours).toBe(theirs);
        continue;
      }
      const worse = (theirs - ours) / scale;
      if (seen === early) {
        expect(worse).toBeGreaterThan(1e-6);
        expect(worse).toBeLessThan(STOPPED_EARLY[id]!);
      } else expect(Math.abs(worse)).toBeLessThan(1e-6);
      seen.largestError = Math.max(seen.largestError, Math.abs(worse));
    }
    seen.cases += 1;
  });

  it('are all compared, but for what is listed', () => {
    expect(CASES).toHaveLength(160);
    expect(refused.map((each) => each.slice(0, 5))).toEqual(['LQ098', 'LQ099']);
    expect([exact.cases, early.cases]).toEqual([TAKEN.length - 2 - 8, 8]);
    expect(TAKEN).toHaveLength(123);
  });
});
