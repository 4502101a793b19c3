import { beforeAll, describe, expect, it } from 'vitest';
import type { MarginAnswer, MarginView } from '../../shared/usecases/index.ts';
import { OPTION_MARKET } from '../support/option-book.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

const { post, send, recomputeAll } = useTermApi();
const OPENED = '2026-04-22T00:00:00Z';

type Fill = { fillId: string; instrument: string; side: string; quantity: string; price: string; executedAt: string };
type Filled = { revision: number; results: { fillId: string; outcome: string; revision: number }[] };

/** Buys and sells of a perpetual, which realise gains in the order of their execution, and of an option. */
const FILLS: readonly Fill[] = Array.from({ length: 10 }, (_, n) => ({
  fillId: `f${n}`,
  instrument: n % 3 === 2 ? 'BTC-26JUN26-90000-C' : 'BTC-PERP',
  side: n % 4 === 3 ? 'sell' : 'buy',
  quantity: String(1 + (n % 5) / 4),
  price: String((n % 3 === 2 ? 3_000 : 79_000) + 137 * n),
  executedAt: new Date(Date.parse(OPENED) + 1_000 * n).toISOString(),
}));

async function open(id: string): Promise<void> {
  const collateral = [{ asset: 'USD', quantity: '1000000' }];
  const { status } = await send('PUT', `/portfolios/${id}`, { baseCurrency: 'USD', marketId: 'now', collateral });
  expect(status).toBe(201);
  await recomputeAll();
}

const fill = (id: string, fills: readonly Fill[]) => post<Filled>(`/portfolios/${id}/fills`, { fills });

type View = Omit<MarginView, 'margin'> & { readonly margin: MarginAnswer | null };

async function marginOf(id: string): Promise<View> {
  await recomputeAll();
  return (await send('GET', `/portfolios/${id}/margin`)).json as View;
}

/** Everything that a portfolio has become: what it holds, what it gained, and the digests of its margin. */
async function stateOf(id: string): Promise<object> {
  const { margin, revision, stale } = await marginOf(id);
  // The digest of the input has the portfolio's id in it.
  const { inputDigest: _, ...provenance } = margin!.provenance;
  const { json: positions } = await send('GET', `/portfolios/${id}/positions`);
  const { collateral, settled, fees } = (await send('GET', `/portfolios/${id}`)).json as Record<string, unknown>;
  return { revision, stale, provenance, positions, collateral, settled, fees };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => [random.next(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}

beforeAll(async () => {
  expect((await send('PUT', '/markets/now', OPTION_MARKET)).status).toBe(201);
});

describe('term 7: real-time portfolio re-evaluation', () => {
  it('makes exactly one revision of each fill, with equity, both requirements and what is left', async () => {
    await open('one-by-one');
    const latencies: number[] = [];
    for (const [n, each] of FILLS.entries()) {
      const start = performance.now();
      const { revision, results } = await fill('one-by-one', [each]);
      expect(results).toEqual([{ fillId: each.fillId, outcome: 'applied', revision }]);
      const view = await marginOf('one-by-one');
      latencies.push(performance.now() - start);
      expect(view).toMatchObject({ revision, marketVersion: 1, stale: null });
      expect(revision).toBe(n + 2);
      for (const { equity, initial, maintenance, excess } of view.margin!.margins) {
        expect(excess).toEqual({ initial: equity - initial, maintenance: equity - maintenance });
        expect(maintenance).toBeGreaterThan(0);
      }
    }
    const { json } = await send('GET', '/portfolios/one-by-one/snapshots?limit=50');
    const { items } = json as { items: { revision: number; status: string }[] };
    expect(items.map(({ revision }) => revision)).toEqual(Array.from({ length: 11 }, (_, n) => 11 - n));
    expect(items.every(({ status }) => status === 'computed')).toBe(true);
    const sorted = latencies.toSorted((a, b) => a - b);
    const [p50, p95] = [0.5, 0.95].map((p) => sorted[Math.ceil(p * sorted.length) - 1]!.toFixed(0));
    console.log(`fill to margin of its revision: p50 ${p50} ms, p95 ${p95} ms of ${sorted.length}, in one process`);
  });

  it('comes to the same state whatever the order of fills, and however often each is sent', async () => {
    await open('in-order');
    await fill('in-order', FILLS);
    const expected = await stateOf('in-order');
    const random = new Random(7);
    await open('reordered');
    for (const each of shuffled([...FILLS, ...FILLS], random)) await fill('reordered', [each]);
    const { results } = await fill('reordered', FILLS);
    expect(results.every(({ outcome }) => outcome === 'duplicate')).toBe(true);
    expect(await stateOf('reordered')).toEqual(expected);
  });

  it('keeps one revision for each fill when they arrive at once', async () => {
    await open('at-once');
    const answers = await Promise.all(
      FILLS.slice(0, 4).flatMap((each) => [each, each].map((twice) => fill('at-once', [twice]))),
    );
    const applied = answers.flatMap(({ results }) => results.filter(({ outcome }) => outcome === 'applied'));
    expect(applied.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
    expect((await marginOf('at-once')).revision).toBe(5);
  });

  it('says that a snapshot is behind when the market moved, until the move has reached it', async () => {
    await open('moved');
    await marginOf('moved');
    expect((await send('PUT', '/markets/now', { ...OPTION_MARKET, asOf: '2026-04-22T00:01:00Z' })).status).toBe(201);
    const { json } = await send('GET', '/portfolios/moved/margin');
    expect(json).toMatchObject({ marketVersion: 1, stale: { reason: 'market-moved' } });
    expect(await marginOf('moved')).toMatchObject({ revision: 1, marketVersion: 2, stale: null });
  });
});
