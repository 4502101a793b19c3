import { describe, expect, it } from 'vitest';
import type { MarginResult } from '../../../shared/margin/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { isWithinContract, marginOfCase } from '../../support/derive/margin-of-case.ts';
import { type Pmrm2Case, pmrm2Market, pmrm2Parameters, pmrm2Portfolio } from '../../support/derive/pmrm2-case.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';
import { ownVectors } from '../../support/vectors.ts';

function casesOf(text: string): Pmrm2Case[] {
  return text
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as Pmrm2Case);
}

function marginOfPmrm2(each: Pmrm2Case): MarginResult {
  return marginOfCase(pmrm2Market(each), pmrm2Portfolio(each), {
    id: 'derive-pmrm-style',
    version: '2025-04-18',
    parameters: pmrm2Parameters(each),
  });
}

/**
 * The largest error of a case over both margins, the basis contingency and every scenario, relative to the size of the figure (from 1 up).
 * A book without account has no scenarios; the venue's suite lists zeros.
 */
function errorOf(each: Pmrm2Case): number {
  const margin = marginOfPmrm2(each);
  const { expected } = each;
  return Math.max(
    relative(margin.excess.initial, expected.IM),
    relative(margin.excess.maintenance, expected.MM),
    relative(componentOf(margin, 'basis'), -expected.forwardContingency),
    ...expected.scenarioPnL.map((pnl, k) => relative(margin.scenarios[k]?.pnl ?? 0, pnl)),
  );
}

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
}

function componentOf(margin: MarginResult, id: string): number {
  return margin.components.find((each) => each.id === id)?.initial ?? 0;
}

const TOLERANCE = 1e-8;
const RECORD = { method: 'derive-pmrm-style', unit: 'relative', tolerance: '1e-8, as in the venue’s suite' };
const SOURCE = 'derivexyz/v2-core @7736900 (BUSL-1.1, beside the repository)';
const VENUE = sharedVectors('margin/derive/pmrm2_cases.jsonl.gz');

describe('derive-pmrm-style reproduces PMRM_2: margins, contingencies and every scenario', () => {
  it('of 60 random books', () => {
    const errors = casesOf(ownVectors('margin/generated/scenario_margin_generated.jsonl')).map(errorOf);
    const largestError = Math.max(...errors);
    expect(errors).toHaveLength(60);
    expect(largestError).toBeLessThanOrEqual(TOLERANCE);
    const set = 'PMRM_2 on random books';
    recordConformance({ ...RECORD, set, cases: errors.length, largestError, source: 'an independent implementation' });
  });

  it.skipIf(VENUE === null)("of the venue's 138 cases", () => {
    const cases = casesOf(VENUE!);
    const largestError = Math.max(...cases.map(errorOf));
    expect(cases).toHaveLength(138);
    expect(largestError).toBeLessThanOrEqual(TOLERANCE);
    recordConformance({ ...RECORD, set: 'PMRM_2', cases: cases.length, largestError, source: SOURCE });
  });

  it.skipIf(VENUE === null)('on markets that the API lets in, but for six of extreme rates and vols', () => {
    const refused = casesOf(VENUE!).filter((each) => !isWithinContract(pmrm2Market(each), pmrm2Portfolio(each)));
    expect(refused.map(({ name }) => name)).toEqual([
      'test_28_structures_marking_up',
      'test_44_skews_abs_as_worst_case_complex',
      'test_45_skews_linear_skew_revert_to_2',
      'test_51_discounting_simple_discounting_long',
      'test_61_general_general_test_1',
      'test_66_misc_post_expiry',
    ]);
  });
});
