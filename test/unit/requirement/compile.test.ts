import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import {
  type Affine,
  columnAffine,
  combineAffine,
  constantAffine,
  ProblemBuilder,
} from '../../../shared/optimise/index.ts';
import {
  absolute,
  cheapest,
  compile,
  constant,
  type Expression,
  floor,
  graphOf,
  haircutGains,
  line,
  local,
  lower,
  max,
  named,
  negate,
  norm,
  outcomes,
  piece,
  power,
  quantity,
  ranked,
  scale,
  short,
  squares,
  sum,
  tail,
  upper,
  worst,
} from '../../../shared/requirement/index.ts';

const AXIS = ['down-2', 'down-1', 'up-1', 'up-2'];
const LINEAR = outcomes({ axis: AXIS, lines: [0], matrix: Float64Array.from([-2, -1, 1, 2]) });

/** The scenarios in the middle lose 1 less than those at the ends. */
const MILDER = outcomes({
  axis: AXIS,
  lines: [0],
  matrix: Float64Array.from([-2, -2, 2, 2]),
  constants: Float64Array.from([0, 1, 1, 0]),
});

/** The program for one traded line between `lowest` and `highest`. */
function program(root: Expression, lowest: number, highest: number, options = {}) {
  const builder = new ProblemBuilder();
  const q = columnAffine(builder.addColumn('q', lowest, highest));
  const compiled = compile(graphOf([root]), [q], builder, options);
  if (!compiled.ok) throw new Error(compiled.failure.detail);
  const [requirement] = compiled.value.requirements;
  return { requirement: requirement!, columns: builder.columns, rows: builder.rows };
}

function shown(expression: Affine): [[number, number][], number] {
  return [[...expression.terms], expression.constant];
}

/** Where the one line is fixed at 1. */
function compiledAtOne(root: Expression) {
  return compile(graphOf([root]), [constantAffine(1)], new ProblemBuilder());
}

function squared([x]: Float64Array) {
  return { value: x! * x!, partials: [2 * x!] };
}

describe('compile', () => {
  it('gives a scan one column, and a row only for the scenarios that can be the worst', () => {
    const { requirement, columns, rows } = program(named('scan', worst(MILDER)), -3, 5);
    expect(shown(requirement)).toEqual([[[1, 1]], 0]);
    expect(rows.map((row) => row.id)).toEqual(['scan/down-2', 'scan/up-2']);
    expect(rows[0]).toMatchObject({ columns: [0, 1], coefficients: [-2, 1], lower: 0, upper: Infinity });
    expect(columns[1]).toMatchObject({ id: 'scan', lower: 0 });
    expect(columns[1]!.upper).toBeCloseTo(10, 9);
  });

  it('needs neither row nor column where one branch is the largest in the whole box', () => {
    const { requirement, columns, rows } = program(worst(LINEAR), 0, 5);
    expect([columns.length, rows.length, shown(requirement)]).toEqual([1, 0, [[[0, 2]], 0]]);
    expect(shown(program(short(quantity(0)), 0, 5).requirement)).toEqual([[], 0]);
    expect(shown(program(haircutGains(0.5, quantity(0)), 1, 5).requirement)).toEqual([[[0, 0.5]], 0]);
  });

  it('keeps one of equal rows', () => {
    const twins = outcomes({ axis: ['a', 'b', 'c'], lines: [0], matrix: Float64Array.from([-1, -1, 1]) });
    expect(program(named('scan', worst(twins)), -1, 1).rows.map((row) => row.id)).toEqual(['scan/a', 'scan/c']);
  });

  it('makes a constant branch a bound of the column', () => {
    const { columns, rows } = program(named('least', floor(2, absolute(quantity(0)))), -5, 5);
    const column = columns.findIndex(({ id }) => id === 'least');
    expect(columns[column]!.lower).toBe(2);
    expect(rows.filter(({ id }) => id.startsWith('least')).map(({ id }) => id)).toEqual(['least/0']);
  });

  it('says which bounds its rows imply: those of the box, not those of a constant branch', () => {
    const builder = new ProblemBuilder();
    const q = columnAffine(builder.addColumn('q', 1, 5));
    const least = named('least', max([absolute(quantity(0)), constant(2)]));
    const scan = named('scan', max([quantity(0), sum([scale(2, quantity(0)), constant(-3)])]));
    const capped = named('capped', negate(lower([piece(1, 0), piece(0, 3)], quantity(0))));
    const compiled = compile(graphOf([sum([least, scan, capped])]), [q], builder);
    if (!compiled.ok) throw new Error(compiled.failure.detail);
    const problem = builder.minimise(compiled.value.requirements[0]!);
    const relaxed = builder.withoutImpliedBounds(problem);
    expect(relaxed.columns.map(({ upper: most }) => most)).toEqual([5, Infinity, Infinity, 3]);
    const reach = relaxed.columns.map((column, j) => problem.columns[j]!.lower - column.lower);
    [0, 0, 6, 2].forEach((expected, j) => expect(reach[j]).toBeCloseTo(expected, 9));
  });

  it('bounds a haircut gain from above, scenario by scenario', () => {
    const halved = named('offset', haircutGains(0.5, LINEAR));
    const { rows } = program(named('scan', worst(sum([halved, halved]))), -1, 1);
    expect(rows.filter(({ id }) => id.startsWith('offset')).map(({ id }) => id)).toEqual(
      AXIS.flatMap((scenario) => [`offset/${scenario}/0`, `offset/${scenario}/1`]),
    );
  });

  it('gives the tail a column per scenario that may be in it, merged where equal', () => {
    const axis = ['a', 'b', 'c', 'd'];
    const pnl = outcomes({
      axis,
      lines: [0],
      matrix: Float64Array.from([-3, -3, 3, 0]),
      constants: Float64Array.of(0, 0, 0, 9),
    });
    const { columns, rows } = program(named('shortfall', tail([0.25, 0.25, 0.25, 0.25], 0.5, pnl)), -1, 1);
    expect(columns.map(({ id }) => id)).toEqual(['q', 'shortfall/value-at-risk', 'shortfall/a', 'shortfall/c']);
    expect(rows.map(({ id }) => id)).toEqual(['shortfall/a', 'shortfall/c']);
  });

  it('shares the rows of what two roots share', () => {
    const scan = named('scan', worst(MILDER));
    const builder = new ProblemBuilder();
    const q = columnAffine(builder.addColumn('q', -1, 1));
    const compiled = compile(graphOf([scale(1.25, scan), scan]), [q], builder, { prefix: 'book/' });
    expect(compiled.ok && compiled.value.requirements.map(shown)).toEqual([
      [[[1, 1.25]], 0],
      [[[1, 1]], 0],
    ]);
    expect(builder.rows.map(({ id }) => id)).toEqual(['book/scan/down-2', 'book/scan/up-2']);
  });

  it('takes quantities that are affine in the columns', () => {
    const builder = new ProblemBuilder();
    const bought = columnAffine(builder.addColumn('buy', 0, 4));
    const sold = columnAffine(builder.addColumn('sell', 0, 2));
    const q = combineAffine([
      [1, constantAffine(7)],
      [1, bought],
      [-1, sold],
    ]);
    const compiled = compile(graphOf([worst(LINEAR)]), [q], builder);
    expect(compiled.ok && shown(compiled.value.requirements[0]!)).toEqual([
      [
        [0, 2],
        [1, -2],
      ],
      14,
    ]);
  });

  it('says which node is not convex', () => {
    const skew = named('skew', lower([piece(1, 0), piece(-1, 0)], haircutGains(0.5, LINEAR)));
    const graph = graphOf([named('margin', sum([worst(skew), quantity(0)]))]);
    expect(compile(graph, [constantAffine(1)], new ProblemBuilder())).toMatchObject({
      ok: false,
      failure: { reason: 'unsupported', detail: 'node skew is not convex' },
    });
    const worth = graphOf([named('equity', negate(negate(named('owed', negate(absolute(quantity(0)))))))]);
    expect(compile(worth, [constantAffine(1)], new ProblemBuilder()).ok).toBe(true);
  });

  it('leaves out of a largest what nothing bounds: what is left bounds it', () => {
    const skew = lower([piece(1, 0), piece(-1, 0)], haircutGains(0.5, LINEAR));
    const builder = new ProblemBuilder();
    const q = columnAffine(builder.addColumn('q', -3, 5));
    const most = named('margin', max([worst(skew), named('held', quantity(0)), named('least', constant(2))]));
    const compiled = compile(graphOf([most]), [q], builder);
    expect(compiled).toMatchObject({ ok: true, value: { exactness: 'approximate' } });
    expect(builder.rows.map(({ id }) => id)).toEqual(['margin/held']);
    expect(builder.columns.at(-1)).toMatchObject({ id: 'margin', lower: 2, upper: expect.closeTo(5, 9) });
  });

  it('has the least that an order statistic can be in its place', () => {
    const builder = new ProblemBuilder();
    const q = columnAffine(builder.addColumn('q', -3, 5));
    // gains of q, −q and 2q: the losses are at least −5, −3 and −10, the second largest of which is −5
    const gains = outcomes({ axis: ['a', 'b', 'c'], lines: [0], rows: [0], matrix: Float64Array.of(1, -1, 2) });
    expect(compile(graphOf([ranked([1], [2], gains)]), [q], builder)).toMatchObject({
      value: { requirements: [{ constant: expect.closeTo(-10, 9) }], exactness: 'approximate' },
    });
    expect(builder.rows).toEqual([]);
  });

  it('puts the largest bound in the place of a local node, and says that this is approximate', () => {
    const half = upper([piece(0.5, 0), piece(-0.5, 0)], quantity(0));
    const below = [named('full', quantity(0)), named('half', half)];
    const least = named(
      'pairing',
      local({ children: [quantity(0)], below, fn: ([x]) => ({ value: x! + 1, partials: [1] }) }),
    );
    const builder = new ProblemBuilder();
    const q = columnAffine(builder.addColumn('q', -3, 5));
    const compiled = compile(graphOf([sum([least, constant(2)])]), [q], builder);
    expect(compiled.ok && compiled.value.exactness).toBe('approximate');
    expect(builder.rows.map(({ id }) => id)).toEqual(['half/0', 'half/1', 'pairing/full', 'pairing/half']);
  });

  it('names a local node without a bound, or whose bound would hold the wrong way round', () => {
    const free = named('procedure', local({ children: [quantity(0)], fn: squared }));
    expect(compiledAtOne(sum([free, quantity(0)]))).toMatchObject({
      failure: { reason: 'unsupported', detail: 'node procedure is not convex' },
    });
    const bounded = named('procedure', local({ children: [quantity(0)], below: [quantity(0)], fn: squared }));
    const turned = named('rest', upper([piece(-1, 9), piece(-2, 9)], bounded));
    expect(compiledAtOne(turned)).toMatchObject({ failure: { detail: 'node rest is not convex' } });
    expect(compiledAtOne(negate(bounded)).ok).toBe(true);
  });

  it('embeds the strategies of a decomposition, and refuses those that cancel out for free', () => {
    const strategies = { costs: [20, 0, 5], columns: [[-1], [1], [2]], strategies: ['short', 'long', 'pair'] };
    const { rows, columns } = program(named('book', cheapest({ ...strategies, lines: [quantity(0)] })), -3, 5);
    expect(columns.map(({ id }) => id)).toEqual(['q', 'book/short', 'book/long', 'book/pair']);
    expect(rows).toMatchObject([{ id: 'book/line-0', columns: [0, 1, 2, 3], coefficients: [-1, -1, 1, 2], upper: 0 }]);
    const free = named('book', cheapest({ costs: [0, 0], columns: [[1], [-1]], lines: [quantity(0)] }));
    expect(compiledAtOne(free)).toMatchObject({
      failure: { detail: 'node book has strategies that cost nothing and together take up nothing' },
    });
  });

  it('gives a smooth node an epigraph of the builder, within what its arguments can be', () => {
    const builder = new ProblemBuilder();
    const q = columnAffine(builder.addColumn('q', -2, 3));
    const premium = named('premium', power(1.5, quantity(0)));
    const [x, y] = [line([0], [2], 1), quantity(0)];
    const both = sum([premium, named('length', norm([x, y])), named('square', squares([x, y]))]);
    expect(compile(graphOf([both]), [q], builder)).toMatchObject({ value: { exactness: 'exact' } });
    expect(builder.rows).toMatchObject([
      { id: 'premium/positive/1', columns: [0, 1], coefficients: [-1, 1], lower: 0 },
    ]);
    expect(builder.epigraphs).toMatchObject([
      { id: 'premium', column: 2, fn: { kind: 'threeHalves' }, arguments: [{ constant: 0 }] },
      { id: 'length', column: 3, fn: { kind: 'norm' }, arguments: [{ constant: 1 }, { constant: 0 }] },
      { id: 'square', column: 4, fn: { kind: 'squares' } },
    ]);
    const bounds = builder.columns.slice(2).map((each) => [each.lower, each.upper] as const);
    for (const [k, most] of [3 ** 1.5, Math.sqrt(58), 58].entries()) {
      expect(bounds[k]![0]).toBe(0);
      expect(bounds[k]![1]).toBeGreaterThanOrEqual(most);
      expect(bounds[k]![1]).toBeLessThan(most * (1 + 1e-11));
    }
    expect(builder.followers).toEqual([1, 2, 3, 4]);
  });

  it('takes a smooth node of what cannot move for its value', () => {
    const builder = new ProblemBuilder();
    const q = columnAffine(builder.addColumn('q', 4, 4));
    const both = sum([power(1.5, quantity(0)), squares([quantity(0)])]);
    expect(compile(graphOf([both]), [q], builder)).toMatchObject({ value: { requirements: [{ constant: 24 }] } });
    expect(builder.columns).toHaveLength(1);
  });

  it('refuses columns without finite bounds', () => {
    expect(() => program(worst(LINEAR), 0, Infinity)).toThrow(DefectError);
  });
});
