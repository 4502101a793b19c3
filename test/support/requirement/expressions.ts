import fc from 'fast-check';
import {
  absolute,
  capped,
  cheapest,
  constant,
  type Expression,
  floor,
  gross,
  haircutGains,
  line,
  local,
  long,
  lower,
  marginalTiers,
  max,
  negate,
  norm,
  outcomes,
  power,
  ranked,
  scale,
  short,
  squares,
  sum,
  tail,
  upper,
  worst,
} from '../../../shared/requirement/index.ts';
import type { LocalNode } from '../../../shared/requirement/node.ts';

export const LINES = 6;
const AXIS = ['calm', 'up-5', 'down-5', 'up-15', 'down-15', 'vol-up', 'vol-down'];

type Kind = {
  readonly homogeneous: boolean;
  readonly convex: boolean;
  /** with nodes that no finite set of rows is equal to */
  readonly smooth?: boolean;
};

/** Numbers of few bits, so that sums are often exact and books tie on purpose. */
const coarse = fc.integer({ min: -8, max: 8 }).map((n) => n / 2);
const fine = fc.double({ min: -5, max: 5, noNaN: true }).map(normal);
const coefficient = fc.oneof(coarse, fine);
/** Zero instead of the tiny: products of subnormal numbers have no relative precision to test. */
function normal(x: number): number {
  return Math.abs(x) < 1e-6 ? 0 : x;
}

export const share = fc.integer({ min: 0, max: 8 }).map((n) => n / 8);
const weight = fc.oneof(fc.constantFrom(0.5, 1, 2), fc.double({ min: 0, max: 3, noNaN: true }).map(normal));

/** A book; half of the time with few distinct sizes and mirrored pairs, so that scenarios and branches tie. */
export const book: fc.Arbitrary<Float64Array> = fc.oneof(
  fc.array(fine, { minLength: LINES, maxLength: LINES }).map((q) => Float64Array.from(q)),
  fc.array(fc.integer({ min: -2, max: 2 }), { minLength: LINES, maxLength: LINES }).map((q) => Float64Array.from(q)),
  fc
    .array(fine, { minLength: LINES / 2, maxLength: LINES / 2 })
    .map((q) => Float64Array.from([...q, ...q.map((each) => -each)])),
);

/** A whole requirement: a charge whose curvature is convex (or not, where `convex` is false and luck has it). */
export function charge(kind: Kind): fc.Arbitrary<Expression> {
  return chargeOf(3, kind);
}

/** A scan with a length and a size premium: convex, with no finite set of rows. */
export function smoothCharge(): fc.Arbitrary<Expression> {
  const scan = charge({ homogeneous: false, convex: true });
  const lengths = fc.array(affineLine(), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(scan, lengths, lengths, affineLine(), fc.constantFrom(1.5 as const, 2 as const), fc.constantFrom(0, 1))
    .map(([other, x, z, y, p, w]) => sum([other, norm(x), power(p, absolute(y)), squares(z)], [1, 1, 1, w]));
}

/** The scan alone: the worst of a plain outcome without constants. */
export const pureScan: fc.Arbitrary<Expression> = outcomeLeaf({ homogeneous: true, convex: true }).map(worst);

/** A line without constant. */
export function affineLine(): fc.Arbitrary<Expression> {
  return lineOf({ homogeneous: true, convex: true });
}

function lineOf(kind: Kind): fc.Arbitrary<Expression> {
  const fixed = kind.homogeneous ? fc.constant(0) : coefficient;
  const lines = fc.uniqueArray(fc.nat(LINES - 1), { minLength: 1, maxLength: 4 });
  return fc
    .tuple(lines, fc.array(coefficient, { minLength: 4, maxLength: 4 }), fixed)
    .map(([indices, coefficients, added]) =>
      line(
        indices.toSorted((a, b) => a - b),
        coefficients.slice(0, indices.length),
        added,
      ),
    );
}

function outcomeLeaf(kind: Kind): fc.Arbitrary<Expression> {
  const size = LINES * AXIS.length;
  const constants = kind.homogeneous
    ? fc.constant(undefined)
    : fc.option(fc.array(coefficient, { minLength: AXIS.length, maxLength: AXIS.length }), { nil: undefined });
  const lines = fc.subarray([...Array(LINES).keys()], { minLength: 1 });
  const matrix = fc.array(coefficient, { minLength: size, maxLength: size });
  return fc.tuple(lines, matrix, fc.boolean(), constants).map(([indices, gains, mirrored, b]) =>
    outcomes({
      axis: AXIS,
      lines: indices,
      rows: indices,
      matrix: Float64Array.from(mirrored ? mirror(gains) : gains),
      ...(b === undefined ? {} : { constants: Float64Array.from(b) }),
    }),
  );
}

/** Scenario 2 repeats scenario 1, so that both tie at every book. */
function mirror(gains: readonly number[]): number[] {
  return gains.map((gain, slot) => (slot % AXIS.length === 2 ? gains[slot - 1]! : gain));
}

function outcomeOf(depth: number, kind: Kind): fc.Arbitrary<Expression> {
  if (depth === 0) return outcomeLeaf(kind);
  const below = outcomeOf(depth - 1, kind);
  const arms: fc.Arbitrary<Expression>[] = [
    outcomeLeaf(kind),
    fc.tuple(share, below).map(([haircut, v]) => haircutGains(haircut, v)),
    fc.tuple(below, below, weight, weight).map(([a, b, u, w]) => sum([a, b], [u, w])),
    fc.tuple(below, lineOf(kind)).map(([v, x]) => sum([v, x])),
    outcomeLeaf(kind).map((v) => negate(v)),
    outcomeLeaf(kind).map((v) => lower(pieces([1, 0], [-1, 0]), v)),
    fc.tuple(below, chargeOf(depth - 1, kind)).map(([v, c]) => sum([v, negate(c)])),
  ];
  if (!kind.homogeneous) arms.push(fc.tuple(coefficient, below).map(([cap, v]) => capped(cap, v)));
  if (!kind.convex)
    arms.push(
      below.map((v) => lower(pieces([1, 0], [-1, 0]), v)),
      below.map(negate),
    );
  return fc.oneof(...arms);
}

function chargeOf(depth: number, kind: Kind): fc.Arbitrary<Expression> {
  const affine = lineOf(kind);
  const leaves = [
    affine.map(absolute),
    affine.map(long),
    affine.map(short),
    fc.array(share, { minLength: LINES, maxLength: LINES }).map((rates) => gross([...rates.keys()], rates)),
  ];
  if (depth === 0) return fc.oneof(...leaves);
  const below = chargeOf(depth - 1, kind);
  const outcome = outcomeOf(depth - 1, kind);
  const arms: fc.Arbitrary<Expression>[] = [
    outcome.map(worst),
    fc.tuple(outcome, probabilities, fc.constantFrom(0, 0.5, 0.8, 0.9, 0.975)).map(([v, p, c]) => tail(p, c, v)),
    fc.array(below, { minLength: 1, maxLength: 3 }).map(max),
    fc.tuple(below, below, weight, weight).map(([a, b, u, w]) => sum([a, b], [u, w])),
    fc.tuple(below, affine, affine).map(([a, x, y]) => max([sum([a, x]), y])),
    fc.tuple(weight, below).map(([w, a]) => scale(w, a)),
    below.map((a) => sum([a, max([a, constant(0)]), worst(sum([OWN, negate(a)]))])),
    fc.tuple(strategies, affine, affine).map(([chosen, x, y]) => cheapest({ ...chosen, lines: [x, y] })),
    fc.tuple(affine, affine).map(([x, y]) => negate(lower(pieces([1, 0], [0.5, 0], [-2, 0]), sum([x, y])))),
  ];
  if (!kind.homogeneous) {
    arms.push(fc.tuple(coefficient, below).map(([least, a]) => floor(least, a)));
    arms.push(fc.tuple(share, share, affine).map(([r, s, x]) => marginalTiers(tiers(r, s), absolute(x))));
  }
  if (kind.smooth === true) {
    arms.push(fc.array(affine, { minLength: 1, maxLength: 4 }).map(norm));
    if (!kind.homogeneous) arms.push(fc.array(affine, { minLength: 1, maxLength: 4 }).map(squares));
    if (!kind.homogeneous)
      arms.push(fc.tuple(fc.constantFrom(1.5 as const, 2 as const), below).map(([p, a]) => power(p, a)));
  }
  if (!kind.convex) {
    arms.push(below.map((a) => upper(pieces([1, 0], [-1, 0]), a)));
    arms.push(fc.tuple(outcome, share).map(([v, part]) => ranked([1, 2], [1 - part, part], v)));
    arms.push(fc.tuple(share, below, affine).map(([rate, a, x]) => paired(rate, a, x)));
    if (!kind.homogeneous) arms.push(fc.tuple(below, affine).map(([a, x]) => saturating(a, x)));
  }
  return fc.oneof(...leaves, ...arms, ...arms);
}

/** Each of two lines by itself, either way round, and three strategies that pair them. */
const strategies = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 4, maxLength: 4 }),
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
    fc.constantFrom(1, 2),
  )
  .map(([alone, together, ratio]) => ({
    costs: [...alone, ...together],
    columns: [
      ...[1, -1].flatMap((sign) => [
        [sign, 0],
        [0, sign],
      ]),
      [1, -1],
      [-1, ratio],
      [1, ratio],
    ],
  }));

/** |x| + |y| less a rate on what of one pairs with the opposite of the other: a pairing rule, homogeneous, never below the smaller rate. */
export function paired(rate: number, x: Expression, y: Expression): LocalNode {
  return local({
    children: [x, y],
    homogeneous: true,
    fn: ([a, b]) => {
      const [signA, signB] = [a! < 0 ? -1 : 1, b! < 0 ? -1 : 1];
      const pairsUp = signA !== signB && a !== 0 && b !== 0;
      const aIsSmaller = Math.abs(a!) <= Math.abs(b!);
      const credit = pairsUp ? rate : 0;
      const value = Math.abs(a!) + Math.abs(b!) - credit * Math.min(Math.abs(a!), Math.abs(b!));
      return { value, partials: [signA * (1 - (aIsSmaller ? credit : 0)), signB * (1 - (aIsSmaller ? 0 : credit))] };
    },
  });
}

/** `a² / (1 + a²) + b`: neither convex nor homogeneous. */
function saturating(x: Expression, y: Expression): Expression {
  return local({
    children: [x, y],
    fn: ([a, b]) => {
      const rest = 1 / (1 + a! * a!);
      return { value: a! * a! * rest + b!, partials: [2 * a! * rest * rest, 1] };
    },
  });
}

const OWN = outcomes({ axis: AXIS, lines: [0], matrix: Float64Array.from([0, 1, -1, 3, -3, 0.5, -0.5]) });

const probabilities = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: AXIS.length, maxLength: AXIS.length })
  .filter((p) => p.some((each) => each > 0))
  .map((p) => {
    const total = p.reduce((a, b) => a + b, 0);
    return p.map((each) => each / total);
  });

function tiers(first: number, step: number) {
  return [
    { upTo: 2, rate: first },
    { upTo: 5, rate: first + step },
    { upTo: Infinity, rate: first + 2 * step },
  ];
}

function pieces(...pairs: readonly (readonly [number, number])[]) {
  return pairs.map(([slope, intercept]) => ({ slope, intercept }));
}
