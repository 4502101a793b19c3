import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../shared/foundation/index.ts';
import { calculateFrontier, type FrontierRequest } from '../../../shared/usecases/index.ts';
import { historyBook } from '../../support/history-book.ts';
import { marketOf } from '../../support/markets.ts';
import { Random } from '../../support/random.ts';
import { RISK_HISTORIES } from '../../support/risk-histories.ts';

const CASES = 120;
const BOOK = historyBook(
  [1, 1, 1],
  RISK_HISTORIES[0]!.returns.map((row) => row.slice(0, 3)),
);
const SUBJECT = { portfolio: BOOK.portfolio, market: marketOf(BOOK.market), marketDigest: 'history' };
const NAMES = ['A0', 'A1', 'A2'];
const [ENOUGH, TOO_LITTLE] = [1 + 2e-6, 0.98];

/** Limits by pointer: the side that holds, and whether it is a least or a most; a budget is both. */
type Limits = Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;

function randomLimits(random: Random): Limits {
  const budget = random.between(0.5, 2);
  const limits: Record<string, Limits[string]> = {
    '/constraints/minWeight': { min: random.between(-0.2, 0.4) },
    '/constraints/maxWeight': { max: random.between(0.4, 0.9) },
    '/constraints/budget': { min: budget, max: budget },
  };
  if (random.chance(0.4)) limits['/constraints/weights/A0/max'] = { max: random.between(0.4, 0.5) };
  if (random.chance(0.4)) limits['/constraints/weights/A1/min'] = { min: random.between(0.2, 0.4) };
  if (random.chance(0.5)) limits['/constraints/linear/0'] = { min: random.between(0, 1.5) };
  return limits;
}

/** The limits that are there; of the linear one the coefficients are 1 and 2. */
function requestOf(limits: Limits): FrontierRequest {
  const at = (name: string) => limits[`/constraints/${name}`];
  const weights = Object.fromEntries(
    NAMES.map((id) => [id, { ...at(`weights/${id}/min`), ...at(`weights/${id}/max`) }] as const).filter(
      ([, sides]) => Object.keys(sides).length > 0,
    ),
  );
  const linear = at('linear/0');
  return {
    points: 1,
    constraints: {
      minWeight: at('minWeight')?.min ?? null,
      maxWeight: at('maxWeight')?.max ?? null,
      budget: at('budget') ?? { min: -1e6, max: 1e6 },
      weights,
      linear: linear === undefined ? [] : [{ id: 'some', coefficients: { A0: 1, A2: 2 }, ...linear }],
    },
  };
}

function failureOf(limits: Limits): Failure | null {
  const outcome = calculateFrontier(SUBJECT, requestOf(limits));
  if (outcome.ok) return null;
  return outcome.failure;
}

function isInfeasible(limits: Limits): boolean {
  const failure = failureOf(limits);
  if (failure !== null) expect(['infeasible', 'unsupported']).toContain(failure.reason);
  return failure?.reason === 'infeasible';
}

/** Whether bounds and budget have room for each other, where there is no linear limit. */
function hasRoom(limits: Limits): boolean {
  const side = (id: string, of: 'min' | 'max') =>
    limits[`/constraints/weights/${id}/${of}`]?.[of] ?? limits[`/constraints/${of}Weight`]![of]!;
  const total = (of: 'min' | 'max') => NAMES.reduce((sum, id) => sum + side(id, of), 0);
  const budget = limits['/constraints/budget']!.min!;
  return total('min') <= budget && budget <= total('max');
}

function relaxedBy(limits: Limits, amounts: Readonly<Record<string, number>>, factor: number): Limits {
  const moved = Object.entries(limits).map(([name, { min, max }]) => {
    const slack = (amounts[name] ?? 0) * factor;
    return [
      name,
      { ...(min === undefined ? {} : { min: min - slack }), ...(max === undefined ? {} : { max: max + slack }) },
    ] as const;
  });
  return Object.fromEntries(moved);
}

/** A limit of one weight that isn't there must not give way to that of all weights. */
function without(limits: Limits, names: readonly string[]): Limits {
  const kept = Object.entries(limits).flatMap(([name, limit]) => {
    if (!names.includes(name)) return [[name, limit] as const];
    if (!name.startsWith('/constraints/weights/')) return [];
    return [[name, limit.min === undefined ? { max: 1e6 } : { min: -1e6 }] as const];
  });
  return Object.fromEntries(kept);
}

function amountIn(text: string): number {
  return Number(/gave (\S+)$/.exec(text)?.[1] ?? Number.NaN);
}

/** What the failure says: per pointer what it would have to give alone, and the smallest change of all. */
function read({ errors = [], detail }: Failure) {
  const alone = Object.fromEntries(errors.map((each) => [each.pointer, amountIn(each.detail)]));
  const changes = detail.split('would do: ')[1]!.split(', ');
  const smallest = Object.fromEntries(
    changes.map((change) => [change.split(' by ')[0]!, Number(change.split(' by ')[1])]),
  );
  return { alone, smallest };
}

describe('limits of a frontier that no weights keep', () => {
  const random = new Random(20_261_126);
  const all = Array.from({ length: CASES }, () => randomLimits(random));

  it('are found where the bounds leave no room for the budget', () => {
    const bounded = all.map((limits) => without(limits, ['/constraints/linear/0']));
    for (const limits of bounded) expect(isInfeasible(limits)).toBe(!hasRoom(limits));
  });

  it('are named, each needed; the smallest change would do and less would not, and so alone', () => {
    const seen = { infeasible: 0, alone: 0, rivals: 0, pointers: new Set<string>() };
    for (const limits of all.filter(isInfeasible)) {
      const { alone, smallest } = read(failureOf(limits)!);
      const [names, conflict] = [Object.keys(limits), Object.keys(alone)];
      const only = without(
        limits,
        names.filter((name) => !conflict.includes(name)),
      );
      expect(isInfeasible(only)).toBe(true);
      for (const name of conflict) expect(isInfeasible(without(only, [name]))).toBe(false);
      expect(isInfeasible(relaxedBy(limits, smallest, ENOUGH))).toBe(false);
      expect(isInfeasible(relaxedBy(limits, smallest, TOO_LITTLE))).toBe(true);
      const total = Object.values(smallest).reduce((sum, amount) => sum + amount, 0);
      for (let k = 0; k < 4; k++) {
        const rival = Object.fromEntries(names.map((name) => [name, random.next() * random.below(2)]));
        const size = Object.values(rival).reduce((sum, amount) => sum + amount, 0);
        if (size === 0) continue;
        seen.rivals += 1;
        expect(isInfeasible(relaxedBy(limits, rival, (TOO_LITTLE * total) / size))).toBe(true);
      }
      for (const [name, amount] of Object.entries(alone)) {
        seen.pointers.add(name);
        if (Number.isNaN(amount)) continue;
        seen.alone += 1;
        expect(isInfeasible(relaxedBy(limits, { [name]: amount }, ENOUGH))).toBe(false);
        expect(isInfeasible(relaxedBy(limits, { [name]: amount }, TOO_LITTLE))).toBe(true);
      }
      seen.infeasible += 1;
    }
    console.log('frontier conflicts', seen);
    expect(seen.infeasible).toBeGreaterThan(CASES / 4);
    expect(seen.pointers.size).toBe(6);
    expect(seen.alone).toBeGreaterThan(seen.infeasible);
    expect(seen.rivals).toBeGreaterThan(seen.infeasible);
  });
});
