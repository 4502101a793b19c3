import { describe, expect, it } from 'vitest';
import { eventPattern } from '../../../../../infra/local/events/event-pattern.ts';

const ofSort = (wanted: unknown) => ({ dynamodb: { Keys: { SK: { S: wanted } } } });
const record = (SK: unknown) => ({ dynamodb: { Keys: { SK: { S: SK } } } });

describe('an event pattern', () => {
  it('takes values and beginnings', () => {
    const passes = eventPattern(ofSort(['HEAD', { prefix: 'MARKET#' }]));
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
    expect(() => eventPattern(ofSort([{ suffix: '#' }]))).toThrow('a pattern that the local runtime knows');
  });
});
