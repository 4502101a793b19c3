import { describe, expect, it } from 'vitest';
import { readBook } from '../../../shared/risk/index.ts';
import { cureOf } from '../../../shared/usecases/cure.ts';
import type { Policy } from '../../../shared/usecases/policy-terms.ts';
import { watchedState } from '../../../shared/usecases/violations.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';
import { PLAIN_POLICY } from '../../support/plain-policy.ts';

const SUBJECT = { portfolio: OPTION_BOOK, market: marketOf(OPTION_MARKET), marketDigest: 'option' };
const METHODS = ['paradex-style'];
const POLICY: Policy = {
  ...PLAIN_POLICY,
  methods: [{ id: 'paradex-style' }],
  costs: { halfSpread: 0.001, costBudget: 900 },
  sizes: { lots: 'integer', maxTrades: 2 },
};
const BEFORE = valueIn(watchedState(valueIn(readBook(OPTION_BOOK, SUBJECT.market)), POLICY, METHODS, undefined));

describe('a cure', () => {
  it('is the same whenever its work ends the search', () => {
    const [one, other] = [1, 1000].map((rate) => {
      let reads = 0;
      return cureOf(SUBJECT, POLICY, METHODS, { before: BEFORE, violations: [] }, () => reads++ / rate);
    });
    expect(one).toEqual(other);
    expect(one!.reproducible).toBeUndefined();
    expect(one!.after.margins[0]!.initial).toBeLessThan(BEFORE.margins[0]!.initial);
  });

  it('that the wall clock ends is the best so far, and says that another run may find other trades', () => {
    let reads = 0;
    const clock = () => (reads++ === 0 ? 0 : 1e9);
    const cure = cureOf(SUBJECT, POLICY, METHODS, { before: BEFORE, violations: [] }, clock);
    expect(cure.reproducible).toBe(false);
    expect(cure.after.margins[0]!.initial).toBeLessThanOrEqual(BEFORE.margins[0]!.initial);
  });
});
