import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_AS_OF, demoBooks, demoMarket } from '../../infra/local/demo/index.ts';
import { allMethods } from '../../shared/margin/index.ts';
import type { MarginAnswer, MethodDescription } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';

const MARKET = demoMarket(DEMO_AS_OF);
const BOOKS = demoBooks(MARKET);
const IDS = allMethods().map(({ id }) => id);

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await api.call({ method, path: `/v1${path}`, headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({ status: 200, text: '' });
  return answer.json as T;
}

describe('margin without a choice of methods', () => {
  it.each(BOOKS.map(({ id, portfolio }) => [id, portfolio] as const))(
    'of the demo book %s is under every method that applies; the others are listed with a reason',
    async (_, portfolio) => {
      const { margins, notApplicable } = await call<MarginAnswer>('POST', '/margin', { portfolio, market: MARKET });
      expect([...margins, ...notApplicable].map(({ method }) => method).toSorted()).toEqual(IDS.toSorted());
      expect(margins.map(({ method }) => method)).toEqual(
        expect.arrayContaining(['delta', 'greeks', 'isolated', 'paradex-style', 'scenario-grid']),
      );
      for (const { initial, maintenance } of margins) expect(Math.min(initial, maintenance)).toBeGreaterThanOrEqual(0);
      for (const { reason, detail } of notApplicable) {
        expect(['not-applicable', 'unsupported', 'missing-market-data', 'limit-exceeded']).toContain(reason);
        expect(detail.length).toBeGreaterThan(15);
      }
    },
  );
});

describe.each(IDS)('the method %s', (id) => {
  it('shows its versions, sources, parameters, scenarios and approximations', async () => {
    const shown = await call<MethodDescription>('GET', `/methods/${id}`);
    expect(shown).toMatchObject({ id, title: expect.any(String), approximations: expect.any(Array) });
    expect(shown.versions.length).toBeGreaterThan(0);
    for (const { version, source, parameters, scenarios } of shown.versions) {
      expect(version).toMatch(/\S/);
      expect(source.length).toBeGreaterThan(10);
      expect(Object.keys(parameters as object).length).toBeGreaterThan(0);
      expect(new Set(scenarios.map((each) => each.id)).size).toBe(scenarios.length);
    }
  });

  it('takes back the parameters that it shows, and answers the same', async () => {
    const { versions } = await call<MethodDescription>('GET', `/methods/${id}`);
    const { version, parameters } = versions.at(-1)!;
    const [{ portfolio }] = BOOKS as [(typeof BOOKS)[number]];
    const margin = async (selection: object) => {
      const body = { portfolio, market: MARKET, methods: [selection] };
      const answer = await api.call({ method: 'POST', path: '/v1/margin', headers: { 'x-api-key': KEYS.local }, body });
      const { margins, errors } = answer.json as { margins?: unknown; errors?: unknown };
      return { status: answer.status, margins, errors };
    };
    const plain = await margin({ id });
    expect([200, 422]).toContain(plain.status);
    expect(await margin({ id, version, parameters })).toEqual(plain);
  });
});
