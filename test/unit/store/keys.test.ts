import { describe, expect, test } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { changedPortfolio } from '../../../shared/store/index.ts';
import { ledgerSort, policySort, positionSort } from '../../../shared/store/life-keys.ts';
import {
  DUE_PARTS,
  duePart,
  headKey,
  holderKey,
  policyKey,
  scheduleKey,
} from '../../../shared/store/portfolio-keys.ts';

const LIFE = { generation: 'one' };

describe('keys', () => {
  test("a stream record's head, policy or schedule names its portfolio, no other item does", () => {
    const { PK, SK } = headKey('acme', 'desk:1');
    const desk = { tenant: 'acme', portfolioId: 'desk:1' };
    expect(changedPortfolio(PK, SK)).toEqual({ ...desk, scheduled: false });
    expect(changedPortfolio(PK, policyKey('acme', 'desk:1').SK)).toEqual({ ...desk, scheduled: false });
    expect(changedPortfolio(PK, scheduleKey('acme', 'desk:1').SK)).toEqual({ ...desk, scheduled: true });
    expect(changedPortfolio(PK, policySort(LIFE, 1))).toBeNull();
    expect(changedPortfolio(PK, positionSort(LIFE, 'BTC-PERP', 'main'))).toBeNull();
    expect(changedPortfolio('TENANT#acme#MARKET#m', 'HEAD')).toBeNull();
    expect(changedPortfolio(holderKey('acme', 'BTC', 'desk').PK, 'HEAD')).toBeNull();
  });

  test.each(['a#b', '', 'a/b', 'a b', 'x'.repeat(129), 'é'])('an id %j never becomes part of a key', (id) => {
    expect(() => headKey(id, 'desk')).toThrow(DefectError);
    expect(() => headKey('acme', id)).toThrow(DefectError);
  });

  test('revisions sort as numbers', () => {
    const sorts = [9, 10, 100, 99_999].map((revision) => ledgerSort(LIFE, revision, 0));
    expect(sorts.toSorted()).toEqual(sorts);
  });

  test('due times of many portfolios are spread evenly over the parts of their index', () => {
    const counts = new Map(DUE_PARTS.map((part) => [part, 0]));
    for (let i = 0; i < 3200; i++) {
      const part = duePart('acme', `desk-${i}`);
      counts.set(part, counts.get(part)! + 1);
    }
    // 200 each, give or take four standard deviations
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(56);
  });
});
