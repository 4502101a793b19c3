import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stored } from '../../functions/http/index.ts';
import { handler as recompute } from '../../functions/recompute/handler.ts';
import { calendar } from '../../functions/schedules/calendar.ts';
import { handler as tick } from '../../functions/tick/handler.ts';
import { portfolioEvent } from '../../shared/contract/index.ts';
import { fireSchedules } from '../../shared/usecases/index.ts';
import { eventBlocks } from '../support/event-blocks.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import type { ApiAnswer } from '../support/in-process-api.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Suggestion = { sid: string; dueAt: string | null; event: string; status: string };

const START = '2026-02-05T09:00:00.000Z';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const BOOK = {
  baseCurrency: 'USD',
  positions: [{ instrument: 'BTC-PERP', quantity: 2, averagePrice: 60_000 }],
  collateral: [{ asset: 'USD', quantity: '500000' }],
};
const HOURLY = { expression: 'rate(1 hour)', timeZone: 'UTC' };
const POLICY = { methods: [{ id: 'delta' }], schedule: HOURLY, costs: { halfSpread: 'market' } };

const { send, recomputeAll } = useTermApi();
const jsonOf = ({ json }: ApiAnswer) => json as Json;
const putPolicy = async (id: string, policy: Json) => {
  const answer = await send('PUT', `/portfolios/${id}/policy`, policy);
  expect(answer.status).toBe(200);
  return jsonOf(answer);
};
const suggestionsOf = async (id: string) =>
  jsonOf(await send('GET', `/portfolios/${id}/suggestions`))['items'] as Suggestion[];
const dueAtOf = async (id: string) => jsonOf(await send('GET', `/portfolios/${id}/policy`))['nextDueAt'];
const atHour = (hours: number) => new Date(Date.parse(START) + hours * HOUR_MS).toISOString();
const setClock = (hours: number) => vi.setSystemTime(new Date(atHour(hours)));
const moveMarket = (seed: number) => send('PUT', '/markets/default', fuzzMarket(new Random(seed)));

/** The next tick, and what follows it through the table's stream. */
async function tickAt(hours: number): Promise<void> {
  setClock(hours);
  await tick();
  await recomputeAll();
}

async function putBook(id: string, policy: Json = POLICY): Promise<Json> {
  expect((await send('PUT', `/portfolios/${id}`, BOOK)).status).toBe(201);
  const set = await putPolicy(id, policy);
  await recomputeAll();
  return set;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  setClock(0);
});
afterEach(() => vi.useRealTimers());

beforeAll(async () => {
  await moveMarket(1);
});

describe('a schedule', () => {
  it('says when it is due, and then asks for one suggestion with its proof', async () => {
    expect(await putBook('desk')).toMatchObject({ nextDueAt: atHour(1) });
    await tickAt(0.9);
    expect(await suggestionsOf('desk')).toEqual([]);
    await tickAt(1);
    expect(await suggestionsOf('desk')).toMatchObject([
      { sid: '1-1-1', dueAt: atHour(1), event: 'RebalanceSuggested', status: 'open' },
    ]);
    expect(await dueAtOf('desk')).toBe(atHour(2));
    const { violations, cure } = jsonOf(await send('GET', '/portfolios/desk/suggestions/1-1-1')) as {
      violations: unknown[];
      cure: { request: Json; certificate: unknown; fraction: number; cures: boolean } & Record<
        'before' | 'after',
        { margins: [{ initial: number }] }
      >;
    };
    expect([violations, cure.fraction, cure.cures]).toEqual([[], 1, true]);
    const { text } = await send('GET', '/portfolios/desk/events?waitSeconds=0');
    const told = eventBlocks(text).flatMap(({ data }) =>
      data === undefined ? [] : [portfolioEvent.parse(JSON.parse(data))],
    );
    expect(told.find(({ type }) => type === 'RebalanceSuggested')).toMatchObject({ detail: { violationCount: 0 } });
    expect(cure.after.margins[0].initial).toBeLessThan(0.01 * cure.before.margins[0].initial);
    const request = { ...cure.request, portfolioId: 'desk', marketId: 'default' };
    const verified = await send('POST', '/verify', { request, certificate: cure.certificate });
    expect(verified).toMatchObject({ status: 200, json: { valid: true } });
  });

  it('that was missed many times is answered once, and goes on at its beat', async () => {
    await putBook('missed');
    await tickAt(7.5);
    expect(await suggestionsOf('missed')).toMatchObject([{ dueAt: atHour(1) }]);
    expect(await dueAtOf('missed')).toBe(atHour(8));
  });

  it('is answered once for each due time, whatever comes twice and wherever the clock jumps', async () => {
    await putBook('jumpy');
    await tickAt(1);
    const record = { Keys: { PK: { S: 'TENANT#local#PORTFOLIO#jumpy' }, SK: { S: 'SCHEDULE' } }, SequenceNumber: '1' };
    const again = { Records: [{ eventName: 'MODIFY' as const, dynamodb: record }] };
    await recompute(again);
    await moveMarket(2);
    await recomputeAll();
    await recompute(again);
    await tickAt(-5);
    await tickAt(1.5);
    expect(await suggestionsOf('jumpy')).toHaveLength(1);
    await tickAt(2);
    expect(await suggestionsOf('jumpy')).toMatchObject([{ dueAt: atHour(2) }, { dueAt: atHour(1) }]);
  });

  it('is announced by one of two ticks at once', async () => {
    await putBook('rivals');
    setClock(1);
    const deps = { ...stored(), calendar };
    const due = (await deps.schedules.due(atHour(1), 100)).flat();
    const fired = await Promise.all([fireSchedules(deps), fireSchedules(deps), fireSchedules(deps)]);
    const counts = fired.map((each) => (each.ok ? each.value : Number.NaN));
    expect(counts.reduce((sum, count) => sum + count)).toBe(due.length);
    expect(await dueAtOf('rivals')).toBe(atHour(2));
    await recomputeAll();
    expect(await suggestionsOf('rivals')).toHaveLength(1);
  });

  it('says nothing again about a book and market that it has spoken of, nor within the cooldown', async () => {
    await putBook('calm', { ...POLICY, cooldownSeconds: 9000 });
    await tickAt(1);
    await tickAt(2);
    expect(await suggestionsOf('calm')).toHaveLength(1);
    await moveMarket(3);
    await recomputeAll();
    await tickAt(3);
    expect(await suggestionsOf('calm')).toHaveLength(1);
    await tickAt(4);
    expect(await suggestionsOf('calm')).toMatchObject([{ dueAt: atHour(4) }, { dueAt: atHour(1) }]);
  });

  it('suggests nothing where no trade needs less', async () => {
    await send('PUT', '/portfolios/flat', { ...BOOK, positions: [] });
    await putPolicy('flat', POLICY);
    await recomputeAll();
    await tickAt(1);
    expect(await suggestionsOf('flat')).toEqual([]);
    expect(await dueAtOf('flat')).toBe(atHour(2));
  });

  it('keeps its beat under another policy, starts anew when it changes, and ends with its policy or portfolio', async () => {
    await putBook('changing');
    setClock(0.5);
    expect(await putPolicy('changing', { ...POLICY, cooldownSeconds: 1 })).toMatchObject({ nextDueAt: atHour(1) });
    const daily = { expression: 'cron(0 8 * * ? *)', timeZone: 'Europe/Berlin' };
    expect(await putPolicy('changing', { ...POLICY, schedule: daily })).toMatchObject({ nextDueAt: atHour(22) });
    expect(await putPolicy('changing', { ...POLICY, schedule: null })).toMatchObject({ nextDueAt: null });
    await putPolicy('changing', POLICY);
    await send('DELETE', '/portfolios/changing');
    const due = await stored().schedules.due(atHour(100), 100);
    expect(due.flat().map(({ portfolioId }) => portfolioId)).not.toContain('changing');
  });

  it.each([
    ['cron(0 0 31 2 ? *)', 'no time to come'],
    ['cron(0 0 1 1 ? 2199)', 'before the year 2100'],
    ['rate(999999 days)', 'before the year 2100'],
    ['cron(0 8 ? * MON/2 *)', 'day of week'],
  ])('of %s is refused by name: %s', async (expression, detail) => {
    await send('PUT', '/portfolios/never', BOOK);
    const schedule = { expression, timeZone: 'UTC' };
    const answer = await send('PUT', '/portfolios/never/policy', { ...POLICY, schedule });
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: '/schedule/expression' }] } });
    expect(answer.text).toContain(detail);
  });

  it('with a last time is answered and leaves the index', async () => {
    await putBook('last', { ...POLICY, schedule: { expression: 'cron(0 10 5 2 ? 2026)', timeZone: 'UTC' } });
    await tickAt(30);
    expect(await suggestionsOf('last')).toMatchObject([{ dueAt: atHour(1) }]);
    expect(await dueAtOf('last')).toBeNull();
  });
});
