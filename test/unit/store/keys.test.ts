import { describe, expect, test } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { changedPortfolio } from '../../../shared/store/index.ts';
import { headKey, holderKey, ledgerSort, policyKey, policySort, positionSort } from '../../../shared/store/keys.ts';

const LIFE = { generation: 'one' };

describe('keys', () => {
  test("a stream record's head or policy names its portfolio, no other item does", () => {
    const { PK, SK } = headKey('acme', 'desk:1');
    expect(changedPortfolio(PK, SK)).toEqual({ tenant: 'acme', portfolioId: 'desk:1' });
    expect(changedPortfolio(PK, policyKey('acme', 'desk:1').SK)).toEqual({ tenant: 'acme', portfolioId: 'desk:1' });
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
});
