import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExposureAnswer, RebalanceAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';

type Band = { underlying: string; greek: string; min?: number; max?: number; unchanged?: boolean };
type Request = {
  objective: Record<string, unknown>;
  universe: { instrument: string; minTrade: string; maxTrade: string }[];
  constraints: {
    greeks?: Band[];
    costBudget?: number;
    turnoverBudget?: number;
    marginLimit?: { method: string; amount: number };
  };
};

const BOOK = { portfolio: OPTION_BOOK, market: OPTION_MARKET, costs: { halfSpread: 0.002 } };
const MARGIN = { minimise: 'margin', method: 'paradex-style' };

function universe(most: number, ids = ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P']) {
  return ids.map((instrument) => ({ instrument, minTrade: String(-most), maxTrade: String(most) }));
}

function band(greek: string, limits: Omit<Band, 'underlying' | 'greek'>): Band {
  return { underlying: 'BTC', greek, ...limits };
}

/** Between them every kind of limit binds. */
const REQUESTS: readonly Request[] = [
  {
    objective: MARGIN,
    universe: universe(20),
    constraints: { greeks: [band('delta', { min: -0.5, max: 0.5 })], costBudget: 600 },
  },
  { objective: MARGIN, universe: universe(20), constraints: { greeks: [band('delta', { min: 1 })] } },
  { objective: MARGIN, universe: universe(20), constraints: { greeks: [band('vega', { unchanged: true })] } },
  { objective: MARGIN, universe: universe(20), constraints: { turnoverBudget: 200_000 } },
  { objective: MARGIN, universe: universe(0.5), constraints: {} },
  { objective: { minimise: 'margin', method: 'delta' }, universe: universe(0.5, ['BTC-PERP']), constraints: {} },
  {
    objective: { minimise: 'cost' },
    universe: universe(20),
    constraints: { marginLimit: { method: 'paradex-style', amount: 40_000 } },
  },
];

let api: InProcessApi;
let vegaNow = 0;
beforeAll(async () => {
  api = await startInProcessApi();
  const { byUnderlying } = await post<ExposureAnswer>('/exposure', { portfolio: OPTION_BOOK, market: OPTION_MARKET });
  vegaNow = byUnderlying[0]!.raw.vega;
});
afterAll(() => api.close());

async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await api.call({ method: 'POST', path: `/v1${path}`, headers: { 'x-api-key': KEYS.local }, body });
  expect(answer.status, answer.text).toBe(200);
  return answer.json as T;
}

function solve(request: Request): Promise<RebalanceAnswer> {
  return post('/rebalance', { ...BOOK, ...request });
}

/** The request with `slack` more room on the limit of that name. */
function loosened({ universe: entries, constraints, ...rest }: Request, name: string, slack: number): Request {
  const [kind, id, last, end] = name.split('/');
  const { costBudget = 0, turnoverBudget = 0, marginLimit, greeks = [] } = constraints;
  if (kind === 'costBudget')
    return { ...rest, universe: entries, constraints: { ...constraints, costBudget: costBudget + slack } };
  if (kind === 'turnoverBudget')
    return { ...rest, universe: entries, constraints: { ...constraints, turnoverBudget: turnoverBudget + slack } };
  if (kind === 'marginLimit') {
    const { method, amount } = marginLimit!;
    return {
      ...rest,
      universe: entries,
      constraints: { ...constraints, marginLimit: { method, amount: amount + slack } },
    };
  }
  if (kind === 'universe') {
    const field = last as 'minTrade' | 'maxTrade';
    const away = field === 'maxTrade' ? slack : -slack;
    const moved = entries.map((each) =>
      each.instrument === id ? { ...each, [field]: String(Number(each[field]) + away) } : each,
    );
    return { ...rest, universe: moved, constraints };
  }
  const bands = greeks.map((each) => (each.greek === last ? loosenedBand(each, end!, slack) : each));
  return { ...rest, universe: entries, constraints: { ...constraints, greeks: bands } };
}

function loosenedBand({ underlying, greek, ...limits }: Band, end: string, slack: number): Band {
  if (end === 'unchanged') return { underlying, greek, min: vegaNow - slack, max: vegaNow + slack };
  return end === 'max'
    ? { underlying, greek, ...limits, max: limits.max! + slack }
    : { underlying, greek, ...limits, min: limits.min! - slack };
}

const STEPS: Readonly<Record<string, number>> = {
  delta: 0.001,
  vega: 10,
  costBudget: 0.5,
  turnoverBudget: 10,
  marginLimit: 1,
  universe: 0.001,
};

function stepOf(name: string): number {
  const [kind, , last] = name.split('/');
  return STEPS[kind === 'greeks' ? last! : kind!]!;
}

describe('the price of a limit', () => {
  const kinds = new Set<string>();

  it.each(REQUESTS.map((request, i) => [i, request] as const))(
    'is the change of the objective per unit of slack, by differences over HTTP: request %d',
    async (_, request) => {
      const { prices, certificate } = await solve(request);
      expect(prices.length).toBeGreaterThan(0);
      for (const { constraint, objectivePerUnit } of prices) {
        const step = stepOf(constraint);
        const { certificate: more } = await solve(loosened(request, constraint, step));
        const slope = (more!.objective - certificate!.objective) / step;
        expect(objectivePerUnit, constraint).toBeLessThan(0);
        expect(Math.abs(slope - objectivePerUnit), constraint).toBeLessThanOrEqual(1e-5 * Math.abs(objectivePerUnit));
        kinds.add(constraint.replace(/BTC-[^/]+/, '*'));
      }
    },
  );

  it('was asked of every kind of limit', () => {
    console.log(`prices by differences: ${[...kinds].toSorted().join(', ')}`);
    expect([...kinds].toSorted()).toEqual([
      'costBudget',
      'greeks/BTC/delta/max',
      'greeks/BTC/delta/min',
      'greeks/BTC/vega/unchanged',
      'marginLimit/paradex-style',
      'turnoverBudget',
      'universe/*/maxTrade',
      'universe/*/minTrade',
    ]);
  });
});
