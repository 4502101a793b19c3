import { beforeAll, describe, expect, it } from 'vitest';
import { stored } from '../../functions/http/index.ts';
import { calculatePolicyMargin, type PortfolioEvent, recomputeSnapshot } from '../../shared/usecases/index.ts';
import { eventBlocks } from '../support/event-blocks.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { KEYS } from '../support/in-process-api.ts';
import { OpenApiValidator } from '../support/openapi-validator.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;

const AT = '2026-02-05T10:00:00Z';
const BANDED = { methods: [{ id: 'delta' }], bands: { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] } };

const { send, recomputeAll } = useTermApi();
const stream = (id: string, query: string, headers: Record<string, string> = {}) =>
  send('GET', `/portfolios/${id}/events${query}`, undefined, headers);

/** What a reader gets who saw the event `after` last. */
async function read(id: string, after?: number): Promise<ReturnType<typeof eventBlocks>> {
  const answer = await stream(id, '?waitSeconds=0', after === undefined ? {} : { 'Last-Event-ID': String(after) });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers['content-type']).toBe('text/event-stream');
  return eventBlocks(answer.text);
}

const eventsOf = async (id: string, after?: number) =>
  (await read(id, after))
    .filter(({ data }) => data !== undefined)
    .map(({ data }) => JSON.parse(data!) as PortfolioEvent);

const breaksOf = async (id: string) =>
  (await eventsOf(id)).map(({ type }) => type).filter((type) => type !== 'MarginComputed');

const recompute = (id: string) => recomputeSnapshot(stored(), calculatePolicyMargin, 'local', id);

async function complaintsAbout(events: readonly PortfolioEvent[]): Promise<(string | null)[]> {
  const validator = new OpenApiValidator((await send('GET', '/../openapi.json')).json);
  return events.map((event) => validator.complaintOf('PortfolioEvent', event)).filter((each) => each !== null);
}

async function open(id: string, quantity = 1, policy?: Json, cash = 1e6): Promise<void> {
  const positions = [{ instrument: 'BTC-PERP', quantity, averagePrice: 65_000 }];
  const body = { baseCurrency: 'USD', positions, collateral: [{ asset: 'USD', quantity: cash }] };
  expect((await send('PUT', `/portfolios/${id}`, body)).status).toBe(201);
  if (policy !== undefined) expect((await send('PUT', `/portfolios/${id}/policy`, policy)).status).toBe(200);
}

let fills = 0;
async function fill(id: string, side: string, quantity: string): Promise<void> {
  const one = { fillId: `f${(fills += 1)}`, instrument: 'BTC-PERP', side, quantity, price: 65_000, executedAt: AT };
  expect((await send('POST', `/portfolios/${id}/fills`, { fills: [one] })).status).toBe(200);
}

async function fillEach(id: string, sides: readonly (readonly [side: string, quantity: string])[]): Promise<void> {
  for (const [side, quantity] of sides) {
    await fill(id, side, quantity);
    await recomputeAll();
  }
}

beforeAll(async () => {
  await send('PUT', '/markets/default', fuzzMarket(new Random(13)));
});

describe('the events of a portfolio', () => {
  it('tell of each snapshot with its figures, and of a band break with the trades of its suggestion', async () => {
    await open('told', 1, BANDED);
    await recomputeAll();
    await fillEach('told', [['buy', '4']]);
    const events = await eventsOf('told');
    expect(events.map(({ id, type, sid }) => [id, type, sid])).toEqual([
      [1, 'MarginComputed', '1-1-1'],
      [2, 'MarginComputed', '2-1-1'],
      [3, 'RebalanceSuggested', '2-1-1'],
    ]);
    const view = (await send('GET', '/portfolios/told/margin')).json as Json;
    const { equity, margins } = view['margin'] as { equity: number; margins: Json[] };
    const figures = margins.map(({ method, currency, initial, maintenance, utilisation }) => ({
      method,
      currency,
      initial,
      maintenance,
      utilisation,
    }));
    expect(events[1]).toMatchObject({
      portfolioId: 'told',
      revision: 2,
      detail: { status: 'computed', equity, margins: figures, failure: null },
    });
    const suggestion = (await send('GET', '/portfolios/told/suggestions/2-1-1')).json as Json & { cure: Json };
    const { violations, cure, createdAt } = suggestion;
    expect(await complaintsAbout(events)).toEqual([]);
    expect(events[2]).toMatchObject({
      createdAt,
      detail: { violationCount: 1, violations, cures: true, trades: cure.trades, failure: null },
    });
  });

  it('tell of a margin that could not be computed, with the reason', async () => {
    await send('PUT', '/portfolios/lost', { baseCurrency: 'USD', marketId: 'nowhere', positions: [], collateral: [] });
    await recomputeAll();
    const events = await eventsOf('lost');
    expect(await complaintsAbout(events)).toEqual([]);
    expect(events).toMatchObject([
      { id: 1, sid: '1-0-0', detail: { status: 'failed', equity: null, failure: { reason: 'not-found' } } },
    ]);
  });

  it('are resumed behind any id without a gap or a repeat', async () => {
    const all = await eventsOf('told');
    for (let after = 0; after <= all.length; after++) {
      expect(await eventsOf('told', after)).toEqual(all.slice(after));
    }
    expect((await read('told')).map(({ id }) => id)).toEqual([undefined, '1', '2', '3']);
    expect(await read('told', 3)).toEqual([{ retry: '500' }, { id: '3' }]);
  });

  it('begin behind the newest where that is asked for, with an id to resume from', async () => {
    const { text } = await stream('told', '?from=newest&waitSeconds=0');
    expect(eventBlocks(text)).toEqual([{ retry: '500' }, { id: '3' }]);
    const resumed = await stream('told', '?from=newest&waitSeconds=0', { 'Last-Event-ID': '2' });
    expect(eventBlocks(resumed.text).map(({ id }) => id)).toEqual([undefined, '3']);
  });

  it('are put once each, however often and from how many places a recomputation runs', async () => {
    await open('repeated', 5, BANDED);
    await Promise.all([recompute('repeated'), recompute('repeated'), recompute('repeated')]);
    await Promise.all([recomputeAll(), recompute('repeated')]);
    await fill('repeated', 'buy', '1');
    await Promise.all([recompute('repeated'), recompute('repeated')]);
    await recomputeAll();
    expect((await eventsOf('repeated')).map(({ id, type, sid }) => [id, type, sid])).toEqual([
      [1, 'MarginComputed', '1-1-1'],
      [2, 'RebalanceSuggested', '1-1-1'],
      [3, 'MarginComputed', '2-1-1'],
      [4, 'RebalanceSuggested', '2-1-1'],
    ]);
  });

  it('of many at once come in pages that join without a seam', async () => {
    await open('busy', 1, { methods: [{ id: 'delta' }] });
    await recomputeAll();
    for (let i = 0; i < 104; i++) {
      await fill('busy', i % 2 === 0 ? 'buy' : 'sell', '0.1');
      await recompute('busy');
    }
    const first = await eventsOf('busy');
    expect(first.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect((await eventsOf('busy', 100)).map(({ id }) => id)).toEqual([101, 102, 103, 104, 105]);
  });

  it('go on by number in a new life of the portfolio, which sees nothing of the old one, and say so', async () => {
    await open('again');
    await recomputeAll();
    await send('DELETE', '/portfolios/again');
    expect((await stream('again', '?waitSeconds=0')).status).toBe(404);
    await open('again');
    await fillEach('again', [['buy', '1']]);
    expect((await eventsOf('again')).map(({ id }) => id)).toEqual([2]);
    const blocks = await read('again', 0);
    expect(blocks.map(({ event }) => event)).toEqual([undefined, 'EventsMissed', 'MarginComputed']);
    expect(blocks[1]).toEqual({ event: 'EventsMissed', data: '{"after":0,"before":2}' });
  });

  it('that are past their time are gone, whether the table has deleted them or not', async () => {
    const head = (await stored().portfolios.head('local', 'busy'))!;
    const idsAt = async (after: number, nowMs: number) =>
      (await stored().events.read('local', head, after, nowMs)).map(({ id }) => id);
    const now = Date.now();
    const week = 7 * 24 * 3600 * 1000;
    const [, , third] = await stored().events.read('local', head, 100, now);
    expect(await idsAt(0, Date.parse(third!.createdAt) + week + 1000)).not.toContain(102);
    expect(await idsAt(0, now + 2 * week)).toEqual([]);
  });
});

describe('a reader who waits', () => {
  it('is answered as soon as something happens', async () => {
    await open('awaited', 1, { methods: [{ id: 'delta' }] });
    await recomputeAll();
    const started = performance.now();
    const waiting = stream('awaited', '', { 'Last-Event-ID': '1' });
    await fillEach('awaited', [['buy', '1']]);
    const blocks = eventBlocks((await waiting).text);
    expect(blocks.map(({ id }) => id)).toEqual([undefined, '2']);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('of nothing is let go in time to ask again', async () => {
    const started = performance.now();
    expect(eventBlocks((await stream('awaited', '?waitSeconds=1', { 'Last-Event-ID': '2' })).text)).toHaveLength(2);
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  it.each([
    ['a', 400],
    ['-1', 400],
    ['1'.repeat(13), 400],
    ['77', 422],
  ])('with the Last-Event-ID %s is refused with %i', async (id, status) => {
    expect((await stream('awaited', '', { 'Last-Event-ID': id })).status).toBe(status);
  });

  it.each(['?waitSeconds=16', '?waitSeconds=-1', '?from=middle', '?x=1'])('with %s is refused', async (query) => {
    expect((await stream('awaited', query)).status).toBe(400);
  });

  it('of another tenant finds nothing', async () => {
    expect((await stream('awaited', '?waitSeconds=0', { 'x-api-key': KEYS.other })).status).toBe(404);
  });
});

describe('a breach', () => {
  it('of a book that was outside a band already is told all the same, once for each book', async () => {
    const policy = { ...BANDED, limits: [{ method: 'delta', utilisation: 0.9 }] };
    await open('worse', 3, policy, 200_000);
    await recomputeAll();
    expect(await breaksOf('worse')).toEqual(['RebalanceSuggested']);
    await fillEach('worse', [['buy', '40']]);
    await recomputeAll();
    expect(await breaksOf('worse')).toEqual(['RebalanceSuggested', 'MarginBreached']);
    await fillEach('worse', [
      ['buy', '1'],
      ['sell', '41.5'],
      ['sell', '1'],
    ]);
    expect(await breaksOf('worse')).toEqual([
      'RebalanceSuggested',
      'MarginBreached',
      'MarginBreached',
      'RebalanceSuggested',
    ]);
  });
});
