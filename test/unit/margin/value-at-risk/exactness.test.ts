import { expect, it } from 'vitest';
import { historyBook } from '../../../support/history-book.ts';
import { marginUnder } from '../../../support/margins.ts';
import { marketOf } from '../../../support/markets.ts';

const RETURNS = Array.from({ length: 60 }, (_, t) => [0.01 * Math.sin(t), 0.02 * Math.cos(2 * t)]);
const { market, portfolio } = historyBook([1000, -400], RETURNS);

function exactnessUnder(id: string, parameters: Readonly<Record<string, unknown>> = {}) {
  return marginUnder(portfolio, marketOf(market), { id, parameters: { confidence: 0.95, ...parameters } }).exactness;
}

it.each(['value-at-risk', 'expected-shortfall'])(
  '%s says which of its figures are proven to be the rule',
  (measure) => {
    expect(exactnessUnder(`${measure}-historical`)).toBe('exact');
    expect(exactnessUnder(`${measure}-delta-normal`)).toBe('exact');
    expect(exactnessUnder(`${measure}-filtered`)).toBe('exact');
    expect(exactnessUnder(`${measure}-filtered`, { variance: { kind: 'garch' } })).toBe('approximate');
    expect(exactnessUnder(`${measure}-delta-gamma`, { quantile: 'cornish-fisher' })).toBe('approximate');
    expect(exactnessUnder(`${measure}-delta-gamma`, { quantile: 'exact' })).toBe('exact');
    expect(exactnessUnder(`${measure}-monte-carlo`, { paths: 200 })).toBe('approximate');
  },
);
