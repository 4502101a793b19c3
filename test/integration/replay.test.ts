import { beforeAll, describe, expect, it } from 'vitest';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import type { ApiAnswer } from '../support/in-process-api.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Quoted = { id: string; kind: string; mark?: number | undefined; impliedVol?: number | undefined };
type Figure = { before: number; after: number; change: number; effects: Record<string, number> };
type Explained = Json & {
  equity: Figure;
  methods: { method: string; initial: Figure; maintenance: Figure }[];
  notExplained: { method: string }[];
};

const CAUSES = ['positions', 'parameters', 'time', 'spot', 'vol', 'marketStructure'];
type Market = Json & { asOf: string; underlyings: { id: string; price: number }[]; instruments: Quoted[] };

/** Options are quoted by their vols alone, so that nothing of them is off the model. */
const MARKET: Market = quotedByVol(fuzzMarket(new Random(3)) as Market);
const BOOK = {
  baseCurrency: 'USD',
  positions: [
    { instrument: 'BTC-PERP', quantity: 2, averagePrice: 60_000 },
    { instrument: 'BTC-0-65000-C', quantity: '-3.5' },
    { instrument: 'ETH-1-2000-P', quantity: '12' },
  ],
  collateral: [
    { asset: 'USD', quantity: '500000' },
    { asset: 'BTC', quantity: '1' },
  ],
};

function quotedByVol(market: Market): Market {
  const bare = { impliedVol: 0.6, mark: undefined, bid: undefined, ask: undefined };
  return {
    ...market,
    instruments: market.instruments.map((each) => (each.kind === 'option' ? { ...each, ...bare } : each)),
  };
}

const { send, recomputeAll } = useTermApi();
const jsonOf = ({ json }: ApiAnswer) => json as Json;
const get = async <T = Json>(path: string) => {
  const answer = await send('GET', path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json as T;
};
const putMarket = (id: string, changes: Json) => send('PUT', `/markets/${id}`, { ...MARKET, ...changes });
const replay = (id: string, sid: string) => send('POST', `/portfolios/${id}/snapshots/${sid}/replay`);
const explain = (id: string, sid: string, since: string) =>
  get<Explained>(`/portfolios/${id}/snapshots/${sid}/explain?since=${since}`);

async function open(id: string): Promise<void> {
  await putMarket(id, {});
  expect((await send('PUT', `/portfolios/${id}`, { ...BOOK, marketId: id })).status).toBe(201);
  await recomputeAll();
}

/** Touches the portfolio, so that it is margined on the newest market. */
async function deposit(id: string, quantity: string): Promise<void> {
  const adjustment = {
    adjustmentId: `a-${quantity}`,
    kind: 'deposit',
    asset: 'USD',
    quantity,
    effectiveAt: MARKET.asOf,
  };
  await send('POST', `/portfolios/${id}/adjustments`, { adjustments: [adjustment] });
  await recomputeAll();
}

function expectAddedUp({ before, after, change, effects }: Figure): void {
  const sum = CAUSES.reduce((total, cause) => total + effects[cause]!, 0);
  expect(Object.keys(effects).sort()).toEqual(CAUSES.toSorted());
  expect(change).toBe(after - before);
  expect(Math.abs(sum - change)).toBeLessThan(1e-9 * Math.max(1, Math.abs(before), Math.abs(after)));
}

const figures = (explained: Explained) => [
  explained.equity,
  ...explained.methods.flatMap(({ initial, maintenance }) => [initial, maintenance]),
];

/** The causes whose effect is not rounding. */
const causesOf = ({ effects, before }: Figure) =>
  CAUSES.filter((cause) => Math.abs(effects[cause]!) > 1e-9 * Math.max(1, Math.abs(before)));

describe('a snapshot', () => {
  beforeAll(() => open('kept'));

  it('is computed anew from its stored inputs, byte for byte, whatever has changed since', async () => {
    const { items } = await get<{ items: Json[] }>('/portfolios/kept/snapshots');
    const first = items[0]!;
    await putMarket('kept', { underlyings: MARKET.underlyings.map((each) => ({ ...each, price: each.price * 1.1 })) });
    await send('PUT', '/portfolios/kept/policy', { methods: [{ id: 'delta' }] });
    await deposit('kept', '1000');
    for (const sid of ['1-1-0', '2-2-1']) {
      const stored = await get(`/portfolios/kept/snapshots/${sid}`);
      const { resultDigest } = (stored['answer'] as { provenance: { resultDigest: string } }).provenance;
      expect(jsonOf(await replay('kept', sid))).toEqual({ sid, identical: true, digest: resultDigest, chained: true });
      expect(stored['resultDigest']).toBe(resultDigest);
    }
    expect((await get('/portfolios/kept/snapshots/1-1-0'))['digest']).toBe(first['digest']);
  });

  it('names the one before it by its digest, back to the first', async () => {
    const { items } = await get<{ items: { sid: string; sequence: number; digest: string; previous: unknown }[] }>(
      '/portfolios/kept/snapshots',
    );
    const inOrder = items.toSorted((a, b) => a.sequence - b.sequence);
    expect(inOrder.map(({ sequence }) => sequence)).toEqual(items.map((_, i) => i + 1));
    expect(inOrder.map(({ previous }) => previous)).toEqual([
      null,
      ...inOrder.slice(0, -1).map(({ sid, digest }) => ({ sid, digest })),
    ]);
  });

  it('that could not be computed fails again in the same words', async () => {
    await open('unpriced');
    await putMarket('unpriced', {
      instruments: MARKET.instruments.map((each) =>
        each.id === 'BTC-0-65000-C' ? { ...each, impliedVol: undefined, mark: undefined } : each,
      ),
    });
    await deposit('unpriced', '1');
    const view = await get('/portfolios/unpriced/margin');
    expect(view).toMatchObject({
      sid: '1-1-0',
      stale: {
        reason: 'failed',
        detail: 'BTC-0-65000-C: neither impliedVol nor mark',
        failure: { reason: 'missing-market-data', errors: [{ pointer: '/portfolio/positions/0/instrument' }] },
      },
    });
    expect(jsonOf(await replay('unpriced', '2-2-0'))).toMatchObject({ identical: true, chained: true });
  });

  it('of another portfolio, or of none, is not found', async () => {
    expect((await replay('kept', '9-9-9')).status).toBe(404);
    expect((await send('GET', '/portfolios/kept/snapshots/1-1-0/explain?since=9-9-9')).status).toBe(404);
    expect((await send('GET', '/portfolios/kept/snapshots/1-1-0/explain')).status).toBe(400);
  });
});

describe('what a held option needs', () => {
  it('is visible where it has expired, and is computed again once the book has none of it', async () => {
    await open('expired');
    await putMarket('expired', { asOf: '2026-04-01T00:00:00Z' });
    await deposit('expired', '1');
    expect(await get('/portfolios/expired/margin')).toMatchObject({
      sid: '1-1-0',
      stale: {
        reason: 'failed',
        failure: { reason: 'invalid-input' },
        detail: expect.stringContaining('expired before'),
      },
    });
    const fill = {
      fillId: 'f',
      instrument: 'BTC-0-65000-C',
      side: 'buy',
      quantity: '3.5',
      price: 0,
      executedAt: MARKET.asOf,
    };
    await send('POST', '/portfolios/expired/fills', { fills: [fill] });
    await recomputeAll();
    expect(await get('/portfolios/expired/margin')).toMatchObject({ stale: null, revision: 3 });
  });
});

describe('the change between two snapshots', () => {
  it('adds up, cause by cause, to the difference of the stored figures', async () => {
    await open('moved');
    await putMarket('moved', {
      asOf: '2026-02-07T00:00:00Z',
      underlyings: MARKET.underlyings.map((each) => ({ ...each, price: each.price * 0.93, rate: 0.01 })),
      instruments: MARKET.instruments.map((each) => ({
        ...each,
        ...(each.mark === undefined ? {} : { mark: each.mark * 0.93 }),
        ...(each.impliedVol === undefined ? {} : { impliedVol: each.impliedVol * 1.2 }),
      })),
    });
    await send('PUT', '/portfolios/moved/policy', {
      methods: [{ id: 'scenario-grid' }, { id: 'paradex-style' }, { id: 'delta' }],
    });
    const executedAt = '2026-02-06T00:00:00Z';
    const fill = { fillId: 'f', instrument: 'ETH-PERP', side: 'sell', quantity: '20', price: 2000, executedAt };
    await send('POST', '/portfolios/moved/fills', { fills: [fill] });
    await recomputeAll();
    const explained = await explain('moved', '2-2-1', '1-1-0');
    figures(explained).forEach(expectAddedUp);
    for (const [sid, side] of [
      ['1-1-0', 'before'],
      ['2-2-1', 'after'],
    ] as const) {
      const stored = (await get(`/portfolios/moved/snapshots/${sid}`))['answer'] as Json & { equity: number };
      const margins = stored['margins'] as { method: string; initial: number; maintenance: number }[];
      expect(explained.equity[side]).toBe(stored.equity);
      for (const { method, initial, maintenance } of explained.methods) {
        const margin = margins.find((each) => each.method === method)!;
        expect([initial[side], maintenance[side]]).toEqual([margin.initial, margin.maintenance]);
      }
    }
    expect(explained.methods.map(({ method }) => method)).toEqual(['paradex-style', 'scenario-grid']);
    expect(explained.notExplained).toMatchObject([{ method: 'delta', reason: 'not-applicable' }]);
    expect(explained['order']).toEqual(CAUSES);
    for (const cause of ['positions', 'time', 'spot', 'vol']) {
      expect(
        explained.methods.some(({ initial }) => causesOf(initial).includes(cause)),
        cause,
      ).toBe(true);
    }
  });

  const only: [string, Json, string[]][] = [
    ['time', { asOf: '2026-02-09T00:00:00Z' }, ['time']],
    ['spot', { underlyings: MARKET.underlyings.map((each) => ({ ...each, price: each.price * 1.05 })) }, ['spot']],
    [
      'vol',
      {
        instruments: MARKET.instruments.map((each) =>
          each.impliedVol === undefined ? each : { ...each, impliedVol: each.impliedVol + 0.1 },
        ),
      },
      ['vol'],
    ],
    ['structure', { underlyings: MARKET.underlyings.map((each) => ({ ...each, rate: 0.05 })) }, ['marketStructure']],
  ];

  it.each(only)('by %s alone is of that cause alone', async (name, changes, expected) => {
    await open(`only-${name}`);
    await putMarket(`only-${name}`, changes);
    await deposit(`only-${name}`, '0.000001');
    const explained = await explain(`only-${name}`, '2-2-0', '1-1-0');
    figures(explained).forEach(expectAddedUp);
    for (const { initial } of explained.methods) expect(causesOf(initial), name).toEqual(expected);
  });

  it('by parameters alone is of the policy, and a book that was traded away is explained too', async () => {
    await open('parameters');
    const method = { id: 'scenario-grid', parameters: { maintenanceFraction: 0.5 } };
    const set = await send('PUT', '/portfolios/parameters/policy', { methods: [method] });
    expect(set.status, set.text).toBe(200);
    await recomputeAll();
    const explained = await explain('parameters', '1-1-1', '1-1-0');
    expect(explained.methods.map((each) => each.method)).toEqual(['scenario-grid']);
    expect(causesOf(explained.methods[0]!.maintenance)).toEqual(['parameters']);
    expect(causesOf(explained.equity)).toEqual([]);
  });

  it('holds over an instrument that was listed in between', async () => {
    const listed = MARKET.instruments.filter(({ id }) => id !== 'ETH-0-2000-C');
    await putMarket('listing', { instruments: listed });
    await send('PUT', '/portfolios/listing', { ...BOOK, marketId: 'listing' });
    await recomputeAll();
    await putMarket('listing', { asOf: '2026-02-06T09:00:00Z' });
    const executedAt = '2026-02-06T10:00:00Z';
    const fill = { fillId: 'f', instrument: 'ETH-0-2000-C', side: 'sell', quantity: '5', price: 80, executedAt };
    await send('POST', '/portfolios/listing/fills', { fills: [fill] });
    await recomputeAll();
    const explained = await explain('listing', '2-2-0', '1-1-0');
    figures(explained).forEach(expectAddedUp);
    expect(causesOf(explained.methods[0]!.initial)).toEqual(expect.arrayContaining(['positions', 'time']));
  });
});
