import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import {
  absolute,
  bindingOf,
  capped,
  cheapest,
  constant,
  type Expression,
  evaluate,
  explain,
  floor,
  graphOf,
  gross,
  grossLong,
  grossShort,
  haircutGains,
  line,
  local,
  long,
  lower,
  marginalTiers,
  max,
  named,
  negate,
  norm,
  outcomes,
  outcomesOf,
  piece,
  power,
  quantity,
  scale,
  short,
  squares,
  strategiesOf,
  sum,
  tail,
  upper,
  valueOf,
  worst,
} from '../../../shared/requirement/index.ts';

const value = (root: Expression, ...q: number[]) => valueOf(evaluate(graphOf([root]), Float64Array.from(q)), root);
const gains = (root: Expression, ...q: number[]) => [
  ...outcomesOf(evaluate(graphOf([root]), Float64Array.from(q)), root),
];

const AXIS = ['down', 'flat', 'up'];
const SCAN = outcomes({ axis: AXIS, lines: [0, 1], matrix: Float64Array.from([-10, 0, 10, 4, -1, -2]) });

describe('lines and outcomes', () => {
  it('adds coefficients times quantities and the constant', () => {
    expect(value(line([0, 2], [2, -3], 1), 5, 99, 4)).toBe(-1);
    expect(value(quantity(1), 5, 7)).toBe(7);
    expect(value(constant(2.5))).toBe(2.5);
  });

  it('gives the gain of the book per scenario', () => {
    expect(gains(SCAN, 1, 2)).toEqual([-2, -2, 6]);
  });

  it('reads the rows it is told from a shared matrix, and adds the constants', () => {
    const matrix = Float64Array.from([9, 9, 9, -10, 0, 10, 9, 9, 9, 4, -1, -2]);
    const part = outcomes({ axis: AXIS, lines: [2, 5], rows: [1, 3], matrix, constants: Float64Array.from([0, 1, 2]) });
    expect(part.matrix).toBe(matrix);
    expect(gains(part, 0, 0, 1, 0, 0, 2)).toEqual([-2, -1, 8]);
  });

  it('adds a line to every scenario of an outcome', () => {
    expect(gains(sum([SCAN, negate(quantity(1))]), 1, 2)).toEqual([-4, -4, 4]);
  });
});

describe('piecewise nodes', () => {
  it('haircuts and caps gains only', () => {
    expect(gains(haircutGains(0.25, SCAN), 1, 0)).toEqual([-10, 0, 7.5]);
    expect(gains(capped(3, SCAN), 1, 0)).toEqual([-10, 0, 3]);
    expect(value(lower([piece(1, 0), piece(0.5, 2)], quantity(0)), 10)).toBe(7);
  });

  it('charges a size either way, long only, short only and at least a minimum', () => {
    expect([value(absolute(quantity(0)), -3), value(absolute(quantity(0)), 3)]).toEqual([3, 3]);
    expect([value(long(quantity(0)), -3), value(long(quantity(0)), 3)]).toEqual([0, 3]);
    expect([value(short(quantity(0)), -3), value(short(quantity(0)), 3)]).toEqual([3, 0]);
    expect([value(floor(5, quantity(0)), 4), value(floor(5, quantity(0)), 6)]).toEqual([5, 6]);
    expect(value(upper([piece(1, 0), piece(2, -3)], quantity(0)), 5)).toBe(7);
  });

  it('does not net between lines in a gross charge', () => {
    expect(value(gross([0, 1, 2], [1, 2, 4]), 3, -3, 1)).toBe(13);
    expect(value(grossLong([0, 1, 2], [1, 2, 4]), 3, -3, 1)).toBe(7);
    expect(value(grossShort([0, 1, 2], [1, 2, 4]), 3, -3, 1)).toBe(6);
  });

  it('applies each marginal rate inside its tier', () => {
    const scaled = marginalTiers(
      [
        { upTo: 10, rate: 0.1 },
        { upTo: 20, rate: 0.2 },
        { upTo: Infinity, rate: 0.5 },
      ],
      absolute(quantity(0)),
    );
    expect(value(scaled, 5)).toBeCloseTo(0.5, 14);
    expect(value(scaled, -15)).toBeCloseTo(2, 14);
    expect(value(scaled, 30)).toBeCloseTo(8, 14);
    expect(scaled.curvature).toEqual({ convex: true, concave: false, homogeneous: false });
  });
});

describe('worst, tail and max', () => {
  it('charges the largest loss, split where scenarios tie', () => {
    const scan = worst(SCAN);
    const evaluation = evaluate(graphOf([scan]), Float64Array.from([1, 2]));
    expect(valueOf(evaluation, scan)).toBe(2);
    expect(bindingOf(evaluation, scan)).toEqual([
      { scenario: 'down', weight: 0.5 },
      { scenario: 'flat', weight: 0.5 },
    ]);
  });

  it('charges nothing, bound by no scenario, where none loses or the loss is rounding', () => {
    const hedge = worst(
      outcomes({ axis: AXIS, lines: [0, 1, 2], matrix: Float64Array.from([1, 0, 0, 2, 0, 0, -3, 0, 0]) }),
    );
    const evaluation = evaluate(graphOf([hedge]), Float64Array.from([0.1, 0.1, 0.1]));
    expect(valueOf(evaluation, hedge)).toBe(0);
    expect(bindingOf(evaluation, hedge)).toEqual([]);
  });

  it('averages the tail, the boundary scenario counted in part', () => {
    const pnl = outcomes({ axis: ['a', 'b', 'c', 'd'], lines: [0], matrix: Float64Array.from([-8, -4, 1, 3]) });
    const evenly = [0.25, 0.25, 0.25, 0.25];
    expect(value(tail(evenly, 0.75, pnl), 1)).toBeCloseTo(8, 14);
    expect(value(tail(evenly, 0.5, pnl), 1)).toBeCloseTo(6, 14);
    expect(value(tail(evenly, 0.6, pnl), 1)).toBeCloseTo((0.25 * 8 + 0.15 * 4) / 0.4, 14);
    expect(value(tail(evenly, 0, pnl), 1)).toBeCloseTo(2, 14);
    expect(value(tail([0.7, 0.1, 0.1, 0.1], 0.5, pnl), 1)).toBeCloseTo(8, 14);
    expect(value(tail(evenly, 0.75, pnl), 0)).toBe(0);
  });

  it('splits the boundary of the tail among scenarios that tie there', () => {
    const pnl = outcomes({ axis: ['a', 'b', 'c', 'd'], lines: [0], matrix: Float64Array.from([-8, -4, -4, 3]) });
    const shortfall = tail([0.25, 0.25, 0.25, 0.25], 0.5, pnl);
    const evaluation = evaluate(graphOf([shortfall]), Float64Array.from([1]));
    expect(bindingOf(evaluation, shortfall)).toEqual([
      { scenario: 'a', weight: 0.5 },
      { scenario: 'b', weight: 0.25 },
      { scenario: 'c', weight: 0.25 },
    ]);
  });

  it('takes the largest child, and an explicit zero wins its tie', () => {
    const one = max([quantity(0), constant(3)]);
    expect([value(one, 2), value(one, 4)]).toEqual([3, 4]);
    const floored = max([quantity(0), constant(0)]);
    const { partials } = evaluate(graphOf([floored]), Float64Array.from([0]));
    expect([...partials]).toEqual([0, 1]);
  });
});

describe('power, norm and squares', () => {
  it('raises what is positive, and explains the excess over the first power as unallocated', () => {
    const premium = scale(2, power(1.5, quantity(0)));
    expect(value(premium, 4)).toBeCloseTo(16, 13);
    expect(value(premium, -4)).toBe(0);
    const { contributions, unallocated } = explain(evaluate(graphOf([premium]), Float64Array.of(4)), premium);
    expect(contributions[0]).toBeCloseTo(24, 12);
    expect(unallocated).toBeCloseTo(-8, 12);
    expect(power(2, absolute(quantity(0))).curvature).toEqual({ convex: true, concave: false, homogeneous: false });
  });

  it('is the length of its children, shared out along their direction', () => {
    const length = norm([quantity(0), scale(2, quantity(1)), constant(0)]);
    const { contributions, unallocated, requirement } = explain(
      evaluate(graphOf([length]), Float64Array.of(3, 2)),
      length,
    );
    expect([requirement, unallocated]).toEqual([5, 0]);
    expect(contributions[0]).toBeCloseTo(9 / 5, 14);
    expect(contributions[1]).toBeCloseTo(16 / 5, 14);
    expect(length.curvature).toEqual({ convex: true, concave: false, homogeneous: true });
    expect(norm([absolute(quantity(0))]).curvature.convex).toBe(false);
    expect([value(norm([]), 1), value(norm([quantity(0)]), 1e200), value(norm([quantity(0)]), -1e-200)]).toEqual([
      0, 1e200, 1e-200,
    ]);
  });

  it('adds squares up, and explains each as twice itself', () => {
    const variance = squares([quantity(0), line([1], [2], 1)]);
    const explained = explain(evaluate(graphOf([variance]), Float64Array.of(3, 2)), variance);
    expect(explained.requirement).toBe(34);
    expect([...explained.contributions]).toEqual([18, 40]);
    expect(explained.unallocated).toBe(-24);
    expect(variance.curvature).toEqual({ convex: true, concave: false, homogeneous: false });
    expect(squares([absolute(quantity(0))]).curvature.convex).toBe(false);
  });

  it('takes a length that is only rounding for none', () => {
    const hedge = norm([line([0, 1, 2], [1, 2, -3])]);
    expect(value(hedge, 0.1, 0.1, 0.1)).toBe(0);
  });
});

describe('cheapest', () => {
  /** Two options alone at 20 and 18 short, 0 long; the spread of strikes 50 and 55 needs its width, 5. */
  const SPREAD = cheapest({
    costs: [20, 18, 0, 0, 5],
    columns: [
      [-1, 0],
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 1],
    ],
    strategies: ['short 50', 'short 55', 'long 50', 'long 55', 'credit spread'],
    lines: [quantity(0), quantity(1)],
  });

  it('cuts a book up into the strategies that need least, and prices a line by what it needs at the margin', () => {
    const evaluation = evaluate(graphOf([SPREAD]), Float64Array.of(-10, 4));
    expect(valueOf(evaluation, SPREAD)).toBeCloseTo(4 * 5 + 6 * 20, 9);
    expect(strategiesOf(evaluation, SPREAD)).toEqual([
      { strategy: 'short 50', amount: 6 },
      { strategy: 'credit spread', amount: 4 },
    ]);
    const { marginals, unallocated } = explain(evaluation, SPREAD);
    expect([...marginals].map(Math.round)).toEqual([-20, -15]);
    expect(unallocated).toBe(0);
    expect(value(SPREAD, 0, 0)).toBe(0);
  });

  it('throws where no strategies take up the book, with its lines', () => {
    const onlyLong = cheapest({ costs: [1], columns: [[1]], lines: [quantity(0)] });
    expect(() => value(named('alone', onlyLong), -2)).toThrow(/id = alone.*infeasible.*-2/);
  });
});

const PRODUCT = local({
  children: [quantity(0), quantity(1)],
  fn: ([x, y]) => ({ value: x! * y!, partials: [y!, x!] }),
});

describe('local', () => {
  it('has the value of its function, its partials, and the rest as a constant', () => {
    const node = named('product', PRODUCT);
    const evaluation = evaluate(graphOf([node]), Float64Array.of(3, 5));
    expect(valueOf(evaluation, node)).toBe(15);
    expect([[...evaluation.partials], evaluation.constants[2]]).toEqual([[5, 3], -15]);
    expect(explain(evaluation, node)).toMatchObject({ unallocated: -15, contributions: Float64Array.of(15, 15) });
    expect(node.curvature).toEqual({ convex: false, concave: false, homogeneous: false });
  });

  it('takes charges as arguments, and leaves nothing unallocated where it is homogeneous', () => {
    const least = local({
      children: [absolute(quantity(0)), scale(2, absolute(quantity(1)))],
      homogeneous: true,
      fn: ([x, y]) => (x! <= y! ? { value: x!, partials: [1, 0] } : { value: y!, partials: [0, 1] }),
    });
    expect([value(least, -3, 5), value(least, -3, 1)]).toEqual([3, 2]);
    const explanation = explain(evaluate(graphOf([least]), Float64Array.of(3, 1)), least);
    expect([[...explanation.contributions], explanation.unallocated]).toEqual([[0, 2], 0]);
    expect(least.curvature.homogeneous).toBe(true);
    expect(sum([least, absolute(quantity(0))]).curvature.convex).toBe(false);
  });

  it.each<[string, () => unknown]>([
    ['a scenario argument', () => local({ children: [SCAN], fn: () => ({ value: 0, partials: [0] }) })],
    ['a worth as a bound', () => local({ children: [], below: [negate(absolute(quantity(0)))], fn: PRODUCT.fn })],
    ['a value that is not a number', () => value(local({ children: [], fn: () => ({ value: NaN, partials: [] }) }))],
    ['a partial short', () => value(local({ children: [quantity(0)], fn: () => ({ value: 1, partials: [] }) }), 1)],
    ['a negative cost', () => cheapest({ costs: [-1], columns: [[1]], lines: [quantity(0)] })],
    ['a column of another length', () => cheapest({ costs: [1], columns: [[1, 2]], lines: [quantity(0)] })],
    ['a false claim of homogeneity', () => value(local({ ...PRODUCT, homogeneous: true }), 3, 5)],
  ])('refuses %s', (_, build) => {
    expect(build).toThrow(DefectError);
  });
});

describe('composition', () => {
  it('shares sub-expressions between two roots', () => {
    const scan = worst(SCAN);
    const initial = named('initial', scale(1.25, scan));
    const maintenance = named('maintenance', scale(1, scan));
    const graph = graphOf([initial, maintenance]);
    expect(graph.vertices.map((vertex) => vertex.id)).toEqual(['outcomes-0', 'worst-1', 'initial', 'maintenance']);
    const evaluation = evaluate(graph, Float64Array.from([1, 2]));
    expect([valueOf(evaluation, initial), valueOf(evaluation, maintenance)]).toEqual([2.5, 2]);
  });

  it('flattens nested sums and maxima, but keeps the named ones', () => {
    const [a, b, c] = [absolute(quantity(0)), absolute(quantity(1)), absolute(quantity(2))];
    const flat = sum([scale(2, sum([a, b], [3, 4])), c]);
    expect([flat.children, flat.weights]).toEqual([
      [a, b, c],
      [6, 8, 1],
    ]);
    expect(max([max([a, b]), c]).children).toEqual([a, b, c]);
    const inner = named('inner', max([a, b]));
    expect(max([inner, c]).children).toEqual([inner, c]);
    expect(negate(negate(a))).toBe(a);
  });

  it('derives the sort and the curvature', () => {
    const charge = absolute(quantity(0));
    expect(sum([charge, quantity(1)]).sort).toBe('charge');
    expect(negate(charge)).toMatchObject({ sort: 'worth', curvature: { convex: false, concave: true } });
    expect(lower([piece(1, 0), piece(0.5, 0)], quantity(0)).sort).toBe('worth');
    expect(worst(haircutGains(0.5, SCAN)).curvature).toEqual({ convex: true, concave: false, homogeneous: true });
    const skew = lower([piece(1, 0), piece(-1, 0)], haircutGains(0.5, SCAN));
    expect(worst(skew).curvature.convex).toBe(false);
    expect(worst(lower([piece(1, 0), piece(-1, 0)], SCAN)).curvature.convex).toBe(true);
    expect(worst(capped(3, SCAN)).curvature.homogeneous).toBe(false);
    expect(upper([piece(-1, 0), piece(1, 0)], charge).curvature.convex).toBe(false);
  });

  it.each<[string, () => unknown]>([
    ['a scan of a charge', () => worst(absolute(quantity(0)))],
    ['a charge among outcomes', () => sum([SCAN, absolute(quantity(0))])],
    ['charges among worths', () => sum([absolute(quantity(0)), negate(absolute(quantity(0)))])],
    ['a largest outcome', () => max([SCAN])],
    ['a haircut of a charge', () => haircutGains(0.5, absolute(quantity(0)))],
    ['outcomes on two axes', () => sum([SCAN, outcomes({ axis: ['x'], lines: [0], matrix: Float64Array.of(1) })])],
    ['a negative weight', () => scale(-1, quantity(0))],
    [
      'descending tiers',
      () =>
        marginalTiers(
          [
            { upTo: 1, rate: 2 },
            { upTo: Infinity, rate: 1 },
          ],
          quantity(0),
        ),
    ],
    ['lines out of order', () => line([1, 0], [1, 1])],
    ['a gain that is not a number', () => outcomes({ axis: ['x'], lines: [0], matrix: Float64Array.of(NaN) })],
    ['no scenario', () => outcomes({ axis: [], lines: [0], matrix: Float64Array.of(1) })],
    ['probabilities that miss 1', () => tail([0.5, 0.2, 0.2], 0.9, SCAN)],
    ['one id twice', () => graphOf([named('a', quantity(0)), named('a', quantity(1))])],
    ['a book that is too short', () => value(quantity(1), 1)],
    ['a quantity that is not a number', () => value(quantity(0), NaN)],
  ])('refuses %s', (_, build) => {
    expect(build).toThrow(DefectError);
  });
});

describe('ids', () => {
  it('are distinct, those made up for nodes without a name included', () => {
    expect(() => graphOf([sum([named('line-1', quantity(0)), quantity(1)])])).toThrow(DefectError);
    expect(() => graphOf([sum([named('a', quantity(0)), named('a', quantity(1))])])).toThrow(DefectError);
    const { vertices } = graphOf([sum([named('line-7', quantity(0)), quantity(1)])]);
    expect(vertices.map(({ id }) => id)).toEqual(['line-7', 'line-1', 'sum-2']);
  });
});
