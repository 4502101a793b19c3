import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stored } from '../../functions/http/index.ts';
import { calendar } from '../../functions/schedules/calendar.ts';
import {
  assessSnapshot,
  calculatePolicyMargin,
  fireSchedules,
  recomputeSnapshot,
  type SnapshotSummary,
  suggestOnSchedule,
} from '../../shared/usecases/index.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Suggestion = { sid: string; event: string; status: string; cure: { trades: { quantity: string }[] } };

const START = Date.parse('2026-02-05T10:00:00Z');
const MINUTE_MS = 60_000;
const BAND = { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] };

const { send, recomputeAll } = useTermApi();
const passMinutes = (minutes: number) => vi.setSystemTime(Date.now() + minutes * MINUTE_MS);
const moveMarket = (seed: number) => send('PUT', '/markets/default', fuzzMarket(new Random(seed)));
const setPolicy = (id: string, policy: Json = {}) =>
  send('PUT', `/portfolios/${id}/policy`, { methods: [{ id: 'delta' }], bands: BAND, ...policy });

/** A book of 5 where 2 are allowed, with its suggestion. */
async function open(id: string, policy: Json = {}): Promise<void> {
  const positions = [{ instrument: 'BTC-PERP', quantity: 5, averagePrice: 65_000 }];
  const book = { baseCurrency: 'USD', positions, collateral: [{ asset: 'USD', quantity: 1e6 }] };
  expect((await send('PUT', `/portfolios/${id}`, book)).status).toBe(201);
  expect((await setPolicy(id, policy)).status).toBe(200);
  await recomputeAll();
}

let fills = 0;
async function fill(id: string, side: 'buy' | 'sell', quantity: string, instrument = 'BTC-PERP'): Promise<void> {
  const one = { fillId: `f${(fills += 1)}`, instrument, side, quantity, price: 65_000 };
  const { json } = await send('POST', `/portfolios/${id}/fills`, {
    fills: [{ ...one, executedAt: '2026-02-05T09:00:00Z' }],
  });
  expect(json).toMatchObject({ results: [{ outcome: 'applied' }] });
}

async function fillAndCompute(...args: Parameters<typeof fill>): Promise<void> {
  await fill(...args);
  await recomputeAll();
}

/** Newest first. */
async function suggestionsOf(id: string): Promise<[sid: string, status: string][]> {
  const { json } = await send('GET', `/portfolios/${id}/suggestions`);
  return (json as { items: Suggestion[] }).items.map(({ sid, status }) => [sid, status]);
}

/** The next tick of the clock, and what follows it. */
async function tickIn(minutes: number): Promise<void> {
  passMinutes(minutes);
  await fireSchedules({ ...stored(), calendar });
  await recomputeAll();
}

async function decide(id: string, sid: string, verb: 'accept' | 'dismiss'): Promise<void> {
  expect((await send('POST', `/portfolios/${id}/suggestions/${sid}/${verb}`)).status).toBe(200);
}

async function accepted(id: string): Promise<void> {
  await open(id);
  await decide(id, (await suggestionsOf(id))[0]![0], 'accept');
}

async function recompute(id: string): Promise<SnapshotSummary> {
  const snapshot = await recomputeSnapshot(stored(), calculatePolicyMargin, 'local', id);
  if (!snapshot.ok || snapshot.value === null) throw new Error(`${id} was not recomputed`);
  return snapshot.value;
}

async function assess(id: string, snapshot: SnapshotSummary): Promise<string | null> {
  const assessed = await assessSnapshot(stored(), 'local', id, snapshot);
  return assessed.ok ? (assessed.value?.event ?? null) : assessed.failure.detail;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});
beforeAll(async () => {
  await moveMarket(13);
});

describe('a book that is outside still after a fill', () => {
  it('has one open suggestion, with the least trade of the new book, whatever comes again', async () => {
    await open('again');
    await fillAndCompute('again', 'sell', '1');
    const snapshot = await recompute('again');
    expect(await Promise.all([assess('again', snapshot), assess('again', snapshot)])).toEqual([null, null]);
    await recomputeAll();
    expect(await suggestionsOf('again')).toEqual([
      ['2-1-1', 'open'],
      ['1-1-1', 'superseded'],
    ]);
    const { cure } = (await send('GET', '/portfolios/again/suggestions/2-1-1')).json as Suggestion;
    // by hand: 4 held, 2 allowed
    expect(Number(cure.trades[0]!.quantity)).toBeCloseTo(-2, 4);
    await fillAndCompute('again', 'sell', '2');
    expect((await suggestionsOf('again')).map(([, status]) => status)).toEqual(['superseded', 'superseded']);
  });

  it('is spoken of once for all fills that a recomputation takes in', async () => {
    await open('busy');
    for (let i = 0; i < 12; i++) await fill('busy', 'buy', '0.5');
    await recomputeAll();
    expect(await suggestionsOf('busy')).toEqual([
      ['13-1-1', 'open'],
      ['1-1-1', 'superseded'],
    ]);
  });

  it('is not spoken of at a snapshot that it has left behind, in whatever order they come', async () => {
    await open('late');
    await fill('late', 'buy', '1');
    const left = await recompute('late');
    await fill('late', 'buy', '1');
    expect(await assess('late', left)).toBeNull();
    await fill('late', 'buy', '1');
    const newest = await recompute('late');
    expect([await assess('late', newest), await assess('late', left), await assess('late', newest)]).toEqual([
      'RebalanceSuggested',
      null,
      null,
    ]);
    expect((await suggestionsOf('late')).map(([sid]) => sid)).toEqual(['4-1-1', '1-1-1']);
  });

  it('is told of at once where it comes to breach a limit, even if it has moved on', async () => {
    await open('breached', { limits: [{ method: 'delta', utilisation: 0.1 }] });
    await fill('breached', 'buy', '20');
    const breaching = await recompute('breached');
    await fill('breached', 'buy', '1');
    const still = await recompute('breached');
    await fill('breached', 'buy', '1');
    expect([await assess('breached', breaching), await assess('breached', still)]).toEqual(['MarginBreached', null]);
    await recomputeAll();
    expect((await suggestionsOf('breached'))[0]).toEqual(['4-1-1', 'open']);
  });

  it('waits for the cooldown of the last suggestion, and then has one for the book of then, though nothing else happens', async () => {
    await open('cooling', { cooldownSeconds: 600 });
    for (let i = 0; i < 5; i++) {
      passMinutes(1);
      await fillAndCompute('cooling', 'buy', '1');
    }
    expect(await suggestionsOf('cooling')).toEqual([['1-1-1', 'superseded']]);
    await tickIn(4);
    expect(await suggestionsOf('cooling')).toHaveLength(1);
    await tickIn(2);
    await tickIn(20);
    expect(await suggestionsOf('cooling')).toEqual([
      ['6-1-1', 'open'],
      ['1-1-1', 'superseded'],
    ]);
  });
});

describe('a breach that was held back', () => {
  it('and of which a schedule spoke meanwhile is told at the next snapshot, not at the same again', async () => {
    const limits = [{ method: 'delta', utilisation: 0.1 }];
    const schedule = { expression: 'rate(9 minutes)', timeZone: 'UTC' };
    await open('scheduled', { limits, schedule, cooldownSeconds: 600 });
    passMinutes(9);
    await fill('scheduled', 'buy', '20');
    const snapshot = await recompute('scheduled');
    expect(await assess('scheduled', snapshot)).toBeNull();
    await fireSchedules({ ...stored(), calendar });
    passMinutes(2);
    const made = await suggestOnSchedule(stored(), 'local', 'scheduled', snapshot);
    expect(made).toMatchObject({ ok: true, value: { event: 'RebalanceSuggested', sid: snapshot.sid } });
    passMinutes(11);
    expect(await assess('scheduled', snapshot)).toBeNull();
    await moveMarket(18);
    expect(await assess('scheduled', await recompute('scheduled'))).toBe('MarginBreached');
  });
});

describe('a suggestion of a book that has not changed', () => {
  it('is made anew under a new policy, and only then', async () => {
    await open('ruled');
    await setPolicy('ruled', { bands: { greeks: [{ underlying: 'BTC', greek: 'delta', max: 3 }] } });
    await recomputeAll();
    await moveMarket(15);
    await recomputeAll();
    expect((await suggestionsOf('ruled')).map(([, status]) => status)).toEqual(['open', 'superseded']);
    await setPolicy('ruled', { bands: { greeks: [{ underlying: 'BTC', greek: 'delta', max: 6 }] } });
    await recomputeAll();
    expect((await suggestionsOf('ruled')).map(([, status]) => status)).toEqual(['superseded', 'superseded']);
  });

  it('that was dismissed is remembered: neither a moved market nor a schedule says it again, a fill does', async () => {
    await open('dismissed', { schedule: { expression: 'rate(1 hour)', timeZone: 'UTC' } });
    const [[sid]] = (await suggestionsOf('dismissed')) as [[string, string]];
    await decide('dismissed', sid, 'dismiss');
    await moveMarket(16);
    await tickIn(61);
    expect(await suggestionsOf('dismissed')).toEqual([[sid, 'dismissed']]);
    await fillAndCompute('dismissed', 'buy', '1');
    expect((await suggestionsOf('dismissed')).map(([, status]) => status)).toEqual(['open', 'dismissed']);
  });
});

describe('an accepted suggestion', () => {
  it('is the last word while its own fills come in', async () => {
    await accepted('underway');
    await fillAndCompute('underway', 'sell', '1');
    await fillAndCompute('underway', 'sell', '1.5');
    expect((await suggestionsOf('underway')).map(([, status]) => status)).toEqual(['accepted']);
  });

  it.each([
    ['the other way', 'buy', '1', 'BTC-PERP'],
    ['in something else', 'sell', '1', 'ETH-PERP'],
  ] as const)('is not, once a fill goes %s', async (_, side, quantity, instrument) => {
    await accepted(`astray-${instrument}`);
    await fillAndCompute(`astray-${instrument}`, side, quantity, instrument);
    expect((await suggestionsOf(`astray-${instrument}`)).map(([, status]) => status)).toEqual(['open', 'accepted']);
  });

  it('is not an hour later, as far as it got', async () => {
    await accepted('stuck');
    await fillAndCompute('stuck', 'sell', '1');
    await tickIn(50);
    expect(await suggestionsOf('stuck')).toHaveLength(1);
    await tickIn(11);
    expect((await suggestionsOf('stuck')).map(([, status]) => status)).toEqual(['open', 'accepted']);
  });
});

/** The market with all its prices times a factor. */
function priced(factor: number) {
  const scaled = JSON.stringify(fuzzMarket(new Random(13)), (key, value: unknown) =>
    ['price', 'mark', 'bid', 'ask', 'strike'].includes(key) && typeof value === 'number' ? value * factor : value,
  );
  return send('PUT', '/markets/default', JSON.parse(scaled));
}

async function moved(factor: number): Promise<void> {
  expect((await priced(factor)).status).toBeLessThan(300);
  passMinutes(5);
  await recomputeAll();
}

/** A book that needs twice the margin that it may. */
async function needsTwice(id: string): Promise<void> {
  await priced(1);
  await open(id, { bands: {} });
  const { json } = await send('GET', `/portfolios/${id}/margin`);
  const { initial } = (json as { margin: { margins: [{ initial: number }] } }).margin.margins[0];
  const bands = { margin: [{ method: 'delta', requirement: 'initial', max: initial / 2 }] };
  expect((await setPolicy(id, { bands, cooldownSeconds: 60 })).status).toBe(200);
  await recomputeAll();
  expect(await suggestionsOf(id)).toMatchObject([[expect.any(String), 'open']]);
}

describe('a market that moves under a suggestion', () => {
  it('keeps what still cures, and has it said anew where it does not', async () => {
    await needsTwice('risen');
    await moved(0.9);
    expect((await suggestionsOf('risen')).map(([, status]) => status)).toEqual(['open']);
    await moved(1.5);
    expect((await suggestionsOf('risen')).map(([, status]) => status)).toEqual(['open', 'superseded']);
    await moved(1.4);
    expect((await suggestionsOf('risen')).map(([, status]) => status)).toEqual(['open', 'superseded']);
  });

  it('leaves nothing open where the book is inside by itself', async () => {
    await needsTwice('fallen');
    await moved(0.3);
    const [[sid, status]] = (await suggestionsOf('fallen')) as [[string, string]];
    expect(status).toBe('superseded');
    expect((await send('POST', `/portfolios/fallen/suggestions/${sid}/accept`)).status).toBe(409);
  });
});
