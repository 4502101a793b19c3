import { beforeAll, describe, expect, it } from 'vitest';
import { handler as recompute } from '../../functions/recompute/handler.ts';
import type { ApiAnswer } from '../support/in-process-api.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;

const AS_OF = '2026-02-05T09:36:47Z';
const AFTER_EXPIRY = '2026-04-01T00:00:00Z';
const PERPETUAL = { id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', multiplier: 1, lotSize: 0.001, mark: 65_000 };
const CALL = {
  id: 'BTC-C',
  kind: 'option',
  underlying: 'BTC',
  expiry: '2026-03-27T08:00:00Z',
  strike: 70_000,
  right: 'call',
  multiplier: 1,
  lotSize: 0.1,
};
const QUOTED = { ...CALL, impliedVol: 0.5, mark: 2000 };
const BOOK = {
  baseCurrency: 'USD',
  positions: [{ instrument: 'BTC-C', quantity: -1 }],
  collateral: [{ asset: 'USD', quantity: 100_000 }],
};

const { send, recomputeAll } = useTermApi();
const jsonOf = ({ json }: ApiAnswer) => json as Json;

async function moveMarket(option: Json | null, asOf = AS_OF, currencies: Json[] = []): Promise<void> {
  const underlyings = [{ id: 'BTC', price: 65_000, assetClass: 'crypto-major' }];
  const instruments = option === null ? [PERPETUAL] : [PERPETUAL, option];
  const market = { asOf, baseCurrency: 'USD', underlyings, expiries: [], currencies, instruments };
  expect((await send('PUT', '/markets/default', market)).status).toBeLessThan(300);
  await recomputeAll();
}

async function marginOf(id: string): Promise<Json> {
  const { margin: _margin, ...view } = jsonOf(await send('GET', `/portfolios/${id}/margin`));
  return view;
}

async function snapshotsOf(id: string): Promise<unknown[]> {
  return jsonOf(await send('GET', `/portfolios/${id}/snapshots`))['items'] as unknown[];
}

/** The change of the portfolio's head, as the stream brings it again. */
function headAgain(id: string) {
  const Keys = { PK: { S: `TENANT#local#PORTFOLIO#${id}` }, SK: { S: 'HEAD' } };
  return recompute({ Records: [{ eventName: 'MODIFY', dynamodb: { Keys, SequenceNumber: '1' } }] });
}

beforeAll(async () => {
  await moveMarket(QUOTED);
  await send('PUT', '/portfolios/desk', BOOK);
  await recomputeAll();
  expect(await marginOf('desk')).toMatchObject({ marketVersion: 1, stale: null });
});

describe('what cannot be computed', () => {
  it.each([
    ['a vol that is missing', CALL, AS_OF, 'missing-market-data', 'BTC-C: neither impliedVol nor mark'],
    ['an instrument that has expired', QUOTED, AFTER_EXPIRY, 'invalid-input', 'BTC-C expired before the market'],
    ['an instrument that is gone', null, AS_OF, 'unknown-instrument', 'the market has no instrument BTC-C'],
  ])(
    'is a stale state with its reason, beside the last margin, and is not tried for ever: %s',
    async (_, option, asOf, reason, detail) => {
      const before = await marginOf('desk');
      await moveMarket(option, asOf);
      const view = await marginOf('desk');
      expect(view).toMatchObject({ sid: before['sid'], stale: { reason: 'failed', failure: { reason } } });
      expect((view['stale'] as { detail: string }).detail).toContain(detail);
      const snapshots = await snapshotsOf('desk');
      expect(snapshots[0]).toMatchObject({ status: 'failed', failure: { reason } });
      expect(await headAgain('desk')).toEqual({ batchItemFailures: [] });
      expect(await snapshotsOf('desk')).toEqual(snapshots);

      await moveMarket(QUOTED);
      expect(await marginOf('desk')).toMatchObject({
        sid: ((await snapshotsOf('desk')) as { sid: string }[])[0]?.sid,
        stale: null,
      });
    },
  );

  it('is a method that does not take the book, until the policy has another', async () => {
    // the market has no history
    await send('PUT', '/portfolios/spot', { ...BOOK, positions: [{ instrument: 'BTC-PERP', quantity: 1 }] });
    await send('PUT', '/portfolios/spot/policy', { methods: [{ id: 'value-at-risk-historical' }] });
    await recomputeAll();
    expect(await marginOf('spot')).toMatchObject({
      stale: { reason: 'failed', failure: { reason: 'not-applicable' } },
    });
    await send('PUT', '/portfolios/spot/policy', { methods: [{ id: 'delta' }] });
    await recomputeAll();
    expect(await marginOf('spot')).toMatchObject({ policyVersion: 2, stale: null });
  });

  it('is a fee in a currency that has no price, which is booked all the same; once it has one, there is a margin', async () => {
    await moveMarket(QUOTED);
    await send('PUT', '/portfolios/feed', BOOK);
    const paid = { fee: '0.25', feeCurrency: 'BNB', executedAt: AS_OF };
    const one = { fillId: 'f', instrument: 'BTC-PERP', side: 'buy', quantity: '1', price: '65000', ...paid };
    const sent = await send('POST', '/portfolios/feed/fills', { fills: [one] });
    expect(jsonOf(sent)).toMatchObject({ results: [{ outcome: 'applied' }] });
    await recomputeAll();
    const { stale } = await marginOf('feed');
    expect(stale).toMatchObject({ reason: 'failed', failure: { reason: 'missing-market-data' } });
    expect(stale).toMatchObject({ detail: expect.stringContaining('BNB') });
    await moveMarket(QUOTED, AS_OF, [{ id: 'BNB', price: 600 }]);
    const view = jsonOf(await send('GET', '/portfolios/feed/margin'));
    expect(view).toMatchObject({ stale: null });
    expect((view['margin'] as { equity: number }).equity).toBeCloseTo(100_000 - 2000 - 0.25 * 600, 6);
  });

  it('is a portfolio whose market has no version yet', async () => {
    await send('PUT', '/portfolios/early', { ...BOOK, positions: [], marketId: 'later' });
    await recomputeAll();
    expect(await marginOf('early')).toMatchObject({
      sid: null,
      stale: { reason: 'failed', failure: { reason: 'not-found' } },
    });
    expect(await headAgain('early')).toEqual({ batchItemFailures: [] });
  });
});
