import { describe, expect, it } from 'vitest';
import { recordFilter } from '../../../../../infra/local/events/record-filter.ts';

const ofSort = (wanted: unknown) => JSON.stringify({ dynamodb: { Keys: { SK: { S: wanted } } } });
const record = (SK: unknown) => ({ dynamodb: { Keys: { SK: { S: SK } } } });

describe('the filter of an event source', () => {
  it('takes values and beginnings', () => {
    const passes = recordFilter([ofSort(['HEAD', { prefix: 'MARKET#' }])]);
    expect(['HEAD', 'MARKET#default', 'MARKET', 'HEADS', 7].map((sort) => passes(record(sort)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(passes({ dynamodb: {} })).toBe(false);
  });

  it('refuses an operator that it does not know', () => {
    expect(() => recordFilter([ofSort([{ suffix: '#' }])])).toThrow('a filter that the local runtime knows');
  });
});
