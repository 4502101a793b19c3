import { describe, expect, it } from 'vitest';
import {
  absolute,
  evaluate,
  explain,
  graphOf,
  gross,
  marginalTiers,
  max,
  named,
  outcomes,
  quantity,
  scenarioWeightsOf,
  sum,
  weightOf,
  worst,
} from '../../../shared/requirement/index.ts';

const SCAN = named(
  'scan',
  worst(outcomes({ axis: ['down', 'up'], lines: [0, 1], matrix: Float64Array.from([-10, 10, 4, -2]) })),
);

describe('explain', () => {
  it('gives each line its quantity times its marginal in the binding scenario', () => {
    const charged = sum([SCAN, gross([0, 1], [0.5, 0.25])]);
    const evaluation = evaluate(graphOf([charged]), Float64Array.from([1, 2]));
    const explanation = explain(evaluation, charged);
    expect(explanation.requirement).toBe(3);
    expect([...explanation.marginals]).toEqual([10.5, -3.75]);
    expect([...explanation.contributions]).toEqual([10.5, -7.5]);
    expect(explanation.unallocated).toBe(0);
    expect(scenarioWeightsOf(explanation, SCAN)).toEqual([{ scenario: 'down', weight: 1 }]);
  });

  it('shares the contributions of scenarios that tie', () => {
    const explanation = explain(evaluate(graphOf([SCAN]), Float64Array.from([0, 0])), SCAN);
    expect([...explanation.marginals]).toEqual([0, 0]);
    const tied = worst(outcomes({ axis: ['a', 'b'], lines: [0, 1], matrix: Float64Array.from([-3, -1, -1, -3]) }));
    expect([...explain(evaluate(graphOf([tied]), Float64Array.from([1, 1])), tied).contributions]).toEqual([2, 2]);
  });

  it('says how much of each component counts', () => {
    const small = named('small', absolute(quantity(0)));
    const both = max([SCAN, small]);
    const explanation = explain(evaluate(graphOf([both]), Float64Array.from([1, 0])), both);
    expect([weightOf(explanation, SCAN), weightOf(explanation, small)]).toEqual([1, 0]);
    const twin = named('twin', absolute(quantity(0)));
    const even = max([small, twin]);
    const shared = explain(evaluate(graphOf([even]), Float64Array.from([-2])), even);
    expect([weightOf(shared, small), weightOf(shared, twin)]).toEqual([0.5, 0.5]);
    expect([...shared.contributions]).toEqual([2]);
  });

  it('gives a size charge a negative unallocated: OKX, 3 raw contracts of 250 k', () => {
    const tiers = [
      { upTo: 1, rate: 250_000 },
      { upTo: 2, rate: 500_000 },
      { upTo: Infinity, rate: 1_000_000 },
    ];
    const charged = marginalTiers(tiers, absolute(quantity(0)));
    const { requirement, contributions, unallocated } = explain(
      evaluate(graphOf([charged]), Float64Array.from([-3])),
      charged,
    );
    expect([requirement, contributions[0], unallocated]).toEqual([1_750_000, 3_000_000, -1_250_000]);
  });

  it('gives a line that is not held its marginal, and no contribution', () => {
    const { marginals, contributions } = explain(evaluate(graphOf([SCAN]), Float64Array.from([1, 0])), SCAN);
    expect([...marginals]).toEqual([10, -4]);
    expect([...contributions]).toEqual([10, 0]);
  });
});
