import { describe, expect, it } from 'vitest';
import {
  backtestReport,
  binomialBelow,
  conditionalCoverage,
  independence,
  kupiec,
  rejectionProbability,
  rollingBacktest,
  trafficLight,
  transitionsOf,
} from '../../../shared/backtest/index.ts';
import { chooseMethod } from '../../../shared/margin/index.ts';
import { historyBook } from '../../support/history-book.ts';
import { bookOf, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { RISK_HISTORIES } from '../../support/risk-histories.ts';

const CRITICAL = 3.841458820694124;

describe('published figures of tradfi-margin.md §6.4', () => {
  it('has LR(0…8) for 250 days at 1 %', () => {
    const published = [5.0252, 1.1765, 0.1084, 0.0949, 0.7691, 1.9568, 3.5554, 5.497, 7.7336];
    published.forEach((value, x) => expect(kupiec(250, x, 0.01).statistic).toBeCloseTo(value, 4));
  });

  it('has the exact size, power and tail of the 5 % rule', () => {
    expect(rejectionProbability(250, 0.01, CRITICAL, 0.01)).toBeCloseTo(0.0948, 4);
    expect(rejectionProbability(250, 0.01, CRITICAL, 0.03)).toBeCloseTo(0.6255, 4);
    expect(1 - binomialBelow(250, 5, 0.01)).toBeCloseTo(0.1078, 4);
  });

  it('has the statistics of the transitions 240/4/4/2', () => {
    const independent = independence({ n00: 240, n01: 4, n10: 4, n11: 2 });
    expect(independent.statistic).toBeCloseTo(8.152, 4);
    expect(conditionalCoverage(kupiec(251, 6, 0.01), independent).statistic).toBeCloseTo(11.679, 4);
    expect(conditionalCoverage(kupiec(250, 6, 0.01), independent).statistic).toBeCloseTo(11.7074, 4);
  });

  it('is green to 4, yellow to 9, red from 10 in 250 days at 99 %', () => {
    const zones = Array.from({ length: 12 }, (_, x) => trafficLight(250, x, 0.01));
    expect(zones.join(' ')).toBe('green green green green green yellow yellow yellow yellow yellow red red');
  });

  it('counts transitions from the day before', () => {
    expect(transitionsOf([false, true, true, false, false])).toEqual({ n00: 1, n01: 1, n10: 1, n11: 1 });
  });
});

describe('a rolling historical value at risk', () => {
  const histories = RISK_HISTORIES.filter((each) => each.expected.kupiec_95_window100_type7 !== undefined);

  it.each(histories.map((each) => [each.id, each] as const))('%s: the exceptions that R counts', (_, history) => {
    const expected = history.expected.kupiec_95_window100_type7!;
    const { portfolio, market } = historyBook(history.weights, history.returns);
    const parameters = { window: 100, confidence: 0.95, quantileType: 7 };
    const method = valueIn(chooseMethod({ id: 'value-at-risk-historical', parameters }, '/methods/0'));
    const spec = { requirement: 'initial' as const, days: expected.n };
    const report = backtestReport(valueIn(rollingBacktest(bookOf(portfolio, marketOf(market)), method, spec)), 0.95);
    expect(report.exceptions).toHaveLength(expected.exceptions);
    expect(Math.abs(report.kupiec.statistic - expected.LRpof)).toBeLessThan(1e-10 * Math.max(1, expected.LRpof));
  });

  it('ran on 5 histories', () => {
    console.log(`backtest: ${histories.length} rolling histories`);
    expect(histories).toHaveLength(5);
  });
});
