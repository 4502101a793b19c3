import { describe, expect, test } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { headKeyOf } from '../../../shared/store/index.ts';
import { headKey, holderKey, ledgerSort, positionSort } from '../../../shared/store/keys.ts';

const LIFE = { generation: 'one' };

describe('keys', () => {
  test("a stream record's head names its portfolio, no other item does", () => {
    const { PK, SK } = headKey('acme', 'desk:1');
    expect(headKeyOf(PK, SK)).toEqual({ tenant: 'acme', portfolioId: 'desk:1' });
    expect(headKeyOf(PK, positionSort(LIFE, 'BTC-PERP', 'main'))).toBeNull();
    expect(headKeyOf('TENANT#acme#MARKET#m', 'HEAD')).toBeNull();
    expect(headKeyOf(holderKey('acme', 'BTC', 'desk').PK, 'HEAD')).toBeNull();
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
