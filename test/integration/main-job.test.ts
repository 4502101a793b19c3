import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allMethods } from '../../shared/margin/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import type {
  ExposureAnswer,
  FillResult,
  MarginAnswer,
  MarginView,
  RebalanceAnswer,
  StoredPortfolio,
  VerifyAnswer,
} from '../../shared/usecases/index.ts';
import { type ChainRow, DERIBIT_CHAINS, deribitBody, readChain } from '../support/deribit-chain.ts';
import { type LocalBallast, startLocalBallast } from '../support/local-ballast.ts';
import { type DeribitStream, deribitStream } from '../support/store/deribit-stream.ts';

const chain = readChain(DERIBIT_CHAINS[1]);
const stream = deribitStream();
const FILLS_PER_CALL = 500;

/** Sixty options with two-sided quotes, alternately sold and bought, over all expiries of both coins. */
function sixtyPositions(rows: readonly ChainRow[]): Portfolio {
  const liquid = rows.filter(
    ({ bid_price: bid, ask_price: ask, delta }) => bid !== null && ask !== null && bid > 0 && Math.abs(delta) < 0.8,
  );
  const step = Math.floor(liquid.length / 60);
  const chosen = Array.from({ length: 60 }, (_, i) => liquid[i * step]!);
  return {
    baseCurrency: 'USD',
    positions: chosen.map(({ instrument_name: instrument, currency }, i) => ({
      instrument,
      quantity: String((i % 3 === 2 ? 2 : -3) * (currency === 'BTC' ? 1 : 20)),
      venue: 'main',
    })),
    collateral: [
      { asset: 'USDC', quantity: '2000000', venue: 'main' },
      { asset: 'BTC', quantity: '2', venue: 'main' },
    ],
    orders: [],
  };
}

describe.skipIf(chain === null || stream === null)('the main job on a real option chain, over HTTP', () => {
  let ballast: LocalBallast;
  const timings: string[] = [];

  beforeAll(async () => {
    ballast = await startLocalBallast();
  });
  afterAll(async () => {
    console.log(`main job, ms per call: ${timings.join(', ')}`);
    await ballast.close();
  });

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const started = performance.now();
    const response = await fetch(`${ballast.url}/v1${path}`, {
      method,
      headers: { 'x-api-key': ballast.key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    timings.push(`${method} ${path} ${(performance.now() - started).toFixed(0)}`);
    expect(response.status, text).toBeLessThan(300);
    return JSON.parse(text) as T;
  }

  it('imports a chain of at least 1,200 options', async () => {
    const body = deribitBody(chain!);
    const version = await call<{ version: number; skipped: unknown[] }>(
      'POST',
      '/markets/deribit/import/deribit',
      body,
    );
    expect(chain!.length).toBeGreaterThanOrEqual(1200);
    console.log(`imported ${chain!.length} options over HTTP`);
    expect(version).toMatchObject({ version: 1, skipped: [] });
  });

  it('margins a book of 60 positions by every method that applies, and explains each', async () => {
    const portfolio = sixtyPositions(chain!);
    const answer = await call<MarginAnswer>('POST', '/margin', { portfolio, marketId: 'deribit' });
    const answered = [...answer.margins, ...answer.notApplicable].map(({ method }) => method);
    expect(answered.toSorted()).toEqual(allMethods().map(({ id }) => id));
    expect(answer.notApplicable.every(({ detail }) => detail.length > 10)).toBe(true);
    expect(answer.margins.length).toBeGreaterThan(3);
    for (const margin of answer.margins) {
      const explained = margin.contributions.reduce((total, { amount }) => total + amount, margin.unallocated);
      expect(Math.abs(explained - margin.initial)).toBeLessThanOrEqual(1e-12 * margin.standalone);
      expect(margin.initial).toBeGreaterThan(0);
      if (margin.method === 'isolated') expect(margin.offset).toBeLessThanOrEqual(1e-9 * margin.initial);
      else expect(margin.standalone).toBeGreaterThan(margin.initial);
    }
    const again = await call<MarginAnswer>('POST', '/margin', { portfolio, marketId: 'deribit' });
    expect(JSON.stringify(again)).toBe(JSON.stringify(answer));
  });

  it('rebalances it to a lower margin under a delta band and a cost budget, with a certificate that verifies', async () => {
    const portfolio = sixtyPositions(chain!);
    const { byUnderlying } = await call<ExposureAnswer>('POST', '/exposure', { portfolio, marketId: 'deribit' });
    const delta = byUnderlying.find((each) => each.underlying === 'BTC')!.raw.delta;
    const request = {
      portfolio,
      marketId: 'deribit',
      marketVersion: 1,
      objective: { minimise: 'margin', method: 'paradex-style', requirement: 'initial' },
      constraints: {
        greeks: [{ underlying: 'BTC', greek: 'delta', min: delta - 1, max: delta + 1 }],
        costBudget: 10_000,
      },
      costs: { halfSpread: 'market', feeFraction: 0.0003 },
    };
    const answer = await call<RebalanceAnswer>('POST', '/rebalance', request);
    expect(answer.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    const [before, after] = [answer.before[0]!, answer.after[0]!];
    console.log(
      `rebalanced 60 positions: ${before.initial.toFixed(0)} -> ${after.initial.toFixed(0)} USD, ${answer.trades.length} trades, ${answer.work.pivots} pivots`,
    );
    expect(after.initial).toBeLessThan(0.8 * before.initial);
    const cost = answer.trades.reduce((total, each) => total + each.cost.spread + each.cost.fees, 0);
    expect(cost).toBeLessThanOrEqual(10_000 * (1 + 1e-9));
    const verified = await call<VerifyAnswer>('POST', '/verify', { request, certificate: answer.certificate });
    expect(verified.refuted).toEqual([]);
    expect(verified.valid).toBe(true);
  });

  it('a stored book follows a stream of fills with repeats, and its margin follows the book', async () => {
    const { deliveries, checkpoints } = stream as DeribitStream;
    await call('POST', '/markets/crash/import/deribit', deribitBody(chain!));
    const opened = { baseCurrency: 'USD', marketId: 'crash', positions: [], collateral: [] };
    await call('PUT', '/portfolios/desk', opened);
    const outcomes = { applied: 0, duplicate: 0, refused: 0 };
    let sent = 0;
    for (const { afterSeq, positions, byCurrency } of checkpoints) {
      const due = deliveries.filter(({ seq }) => seq <= afterSeq).slice(sent);
      sent += due.length;
      for (let i = 0; i < due.length; i += FILLS_PER_CALL) {
        const fills = due.slice(i, i + FILLS_PER_CALL).map(({ fill }) => fill);
        const { results } = await call<{ results: FillResult[] }>('POST', '/portfolios/desk/fills', { fills });
        for (const { outcome } of results) outcomes[outcome] += 1;
      }
      const book = await call<StoredPortfolio>('GET', '/portfolios/desk');
      const held = book.positions.filter(({ quantity }) => quantity !== '0');
      expect(Object.fromEntries(held.map((each) => [each.instrument, Number(each.quantity)]))).toEqual(positions);
      for (const [currency, { cash, fees }] of Object.entries(byCurrency)) {
        const booked = book.collateral.find(({ asset }) => asset === currency)?.quantity ?? '0';
        const paid = book.fees.find((fee) => fee.currency === currency)?.amount ?? '0';
        expect(Math.abs(Number(booked) - cash)).toBeLessThan(1e-10);
        expect(Math.abs(Number(paid) - fees)).toBeLessThan(1e-10);
      }
      await importNext(afterSeq);
    }
    expect(outcomes).toEqual({ applied: 1589, duplicate: 11, refused: 0 });
    const view = await settled();
    expect(view.revision).toBe(1 + 1589);
    const margins = (view.margin as MarginAnswer).margins;
    expect(margins.map((margin) => margin.method)).toEqual(['paradex-style', 'scenario-grid']);
    expect(margins.every((margin) => margin.initial > 0)).toBe(true);
  });

  /** After the fills of one snapshot the next chain becomes the market. */
  async function importNext(afterSeq: number): Promise<void> {
    const next = { 400: DERIBIT_CHAINS[2], 801: DERIBIT_CHAINS[3], 1202: DERIBIT_CHAINS[4] }[afterSeq];
    if (next !== undefined) await call('POST', '/markets/crash/import/deribit', deribitBody(readChain(next)!));
  }

  /** The margin once the stream has caught up. */
  async function settled(): Promise<MarginView> {
    for (let tries = 0; tries < 100; tries++) {
      const view = await call<MarginView>('GET', '/portfolios/desk/margin');
      if (view.stale === null) return view;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the margin did not follow the book');
  }
});
