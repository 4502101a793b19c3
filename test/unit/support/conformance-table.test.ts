import { describe, expect, it } from 'vitest';
import { conformanceRows, withConformanceTable } from '../../support/conformance-table.ts';

const EMPTY = 'before\n<!-- conformance:begin -->\n<!-- conformance:end -->\nafter';
const RECORD = {
  method: 'tims-style',
  set: 'published rows',
  cases: 1_800,
  largestError: 0.000_123_4,
  unit: 'USD',
  tolerance: '1 %',
  source: 'a | b $&',
};

describe('the conformance table', () => {
  it('has a row per record, in order, and leaves the rest of the page alone', () => {
    const page = withConformanceTable(EMPTY, [RECORD, { ...RECORD, method: 'delta', deviations: ['one', 'two'] }]);
    expect(page).toMatch(/^before\n[^]*\nafter$/);
    expect(conformanceRows(page)).toEqual([
      ['`delta`: published rows', '1,800', '0.00012 USD', '1 %', 'a \\| b $&', 'one; two'],
      ['`tims-style`: published rows', '1,800', '0.00012 USD', '1 %', 'a \\| b $&', ''],
    ]);
  });

  it('replaces a row, and refuses to lose one', () => {
    const page = withConformanceTable(EMPTY, [RECORD]);
    expect(conformanceRows(withConformanceTable(page, [{ ...RECORD, cases: 7 }]))[0]![1]).toBe('7');
    expect(() => withConformanceTable(page, [{ ...RECORD, set: 'another' }])).toThrow(/tims-style`: published rows/);
    expect(() => withConformanceTable('', [RECORD])).toThrow(/README/);
  });
});
