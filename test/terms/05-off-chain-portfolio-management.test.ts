import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseMethod, marginOf } from '../../shared/margin/index.ts';
import type { MarginAnswer, MarginView, StoredPortfolio } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { bookOf, valueIn } from '../support/margins.ts';
import { marketOf } from '../support/markets.ts';
import { OPTION_MARKET } from '../support/option-book.ts';

type Tenant = keyof typeof KEYS;
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Entry = { readonly kind: string; readonly revision: number; readonly [name: string]: unknown };

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
  for (const tenant of ['local', 'other'] as const) {
    expect((await send(tenant, 'PUT', '/markets/now', OPTION_MARKET)).status).toBe(201);
  }
  await openAndTrade();
});
afterAll(() => api.close());

function send(tenant: Tenant, method: string, path: string, body?: unknown) {
  const headers = { 'x-api-key': KEYS[tenant] };
  return api.call({ method, path: `/v1${path}`, headers, ...(body === undefined ? {} : { body }) });
}

const SETTINGS = { baseCurrency: 'USD', marketId: 'now' };
const AT = '2026-04-22T00:00:0';

/** A book opened, traded and adjusted, one event a revision. */
async function openAndTrade(): Promise<void> {
  const positions = [{ instrument: 'BTC-26JUN26-70000-P', quantity: '-2' }];
  const collateral = [{ asset: 'USD', quantity: '400000' }];
  expect((await send('local', 'PUT', '/portfolios/desk', { ...SETTINGS, positions, collateral })).status).toBe(201);
  const fills = [
    ['BTC-PERP', 'buy', '3', '79000.5'],
    ['BTC-26JUN26-90000-C', 'sell', '4.2', '2950'],
    ['BTC-PERP', 'sell', '1.25', '80100'],
  ].map(([instrument, side, quantity, price], n) => ({
    fillId: `f${n}`,
    instrument,
    side,
    quantity,
    price,
    fee: '1.5',
    executedAt: `${AT}${n}Z`,
  }));
  expect((await send('local', 'POST', '/portfolios/desk/fills', { fills })).status).toBe(200);
  const adjustments = [
    { adjustmentId: 'a0', kind: 'withdrawal', asset: 'USD', quantity: '2500', effectiveAt: `${AT}5Z` },
  ];
  expect((await send('local', 'POST', '/portfolios/desk/adjustments', { adjustments })).status).toBe(200);
}

async function view(tenant: Tenant): Promise<MarginView & { margin: MarginAnswer }> {
  await api.recomputeAll();
  const answer = await send(tenant, 'GET', '/portfolios/desk/margin');
  expect(answer.status).toBe(200);
  return answer.json as MarginView & { margin: MarginAnswer };
}

/** RFC 8785 as anyone may write it: names sorted by UTF-16 unit, numbers and text as ECMAScript writes them. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value as Record<string, Json>).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

function sha256(value: unknown): string {
  return createHash('sha256')
    .update(canonical(value as Json), 'utf8')
    .digest('hex');
}

/** What is stored, as a calculation takes it: realised gains of futures and perpetuals are settled cash. */
async function storedBook(tenant: Tenant) {
  const { positions, collateral, settled } = (await send(tenant, 'GET', '/portfolios/desk')).json as StoredPortfolio;
  return { ...SETTINGS, positions, collateral: [...collateral, ...settled] };
}

describe('term 5: off-chain portfolio management', () => {
  it('commits every snapshot to its content by SHA-256 over canonical JSON, which anyone can recompute', async () => {
    const { margin, sid } = await view('local');
    const { provenance, ...answer } = margin;
    expect(provenance.resultDigest).toBe(sha256(answer));
    const market = (await send('local', 'GET', '/markets/now')).json as { version: { digest: string }; snapshot: Json };
    expect(provenance.marketDigest).toBe(sha256(market.snapshot));
    expect(market.version.digest).toBe(provenance.marketDigest);
    const { items } = (await send('local', 'GET', '/portfolios/desk/snapshots')).json as { items: { sid: string }[] };
    expect(items.map((each) => each.sid)).toContain(sid);
    for (const { sid: each } of items) {
      const { answer: stored } = (await send('local', 'GET', `/portfolios/desk/snapshots/${each}`)).json as {
        answer: MarginAnswer;
      };
      const { provenance: own, ...content } = stored;
      expect(own.resultDigest).toBe(sha256(content));
    }
  });

  it('comes to the same head when the events are replayed from genesis', async () => {
    const { items } = (await send('local', 'GET', '/portfolios/desk/ledger?limit=200')).json as { items: Entry[] };
    const genesis = items.filter(({ kind }) => kind === 'opening');
    const positions = genesis.flatMap(({ position }) => (position === null ? [] : [noNulls(position as object)]));
    const collateral = genesis.flatMap(({ cash }) =>
      (cash as { asset: string; venue: string; amount: string }[]).map(({ asset, venue, amount }) => ({
        asset,
        venue,
        quantity: amount,
      })),
    );
    expect((await send('other', 'PUT', '/portfolios/desk', { ...SETTINGS, positions, collateral })).status).toBe(201);
    for (const entry of items.filter(({ kind }) => kind !== 'opening')) {
      const { kind, revision, recordedAt: _, cash: __, terms: ___, reverses: ____, ...event } = entry;
      const { adjustment, ...rest } = event;
      const answer =
        kind === 'fill'
          ? await send('other', 'POST', '/portfolios/desk/fills', { fills: [noNulls(rest)] })
          : await send('other', 'POST', '/portfolios/desk/adjustments', {
              adjustments: [noNulls({ ...rest, kind: adjustment })],
            });
      expect(answer.json).toMatchObject({ results: [{ outcome: 'applied', revision }] });
    }
    const [original, replayed] = [await view('local'), await view('other')];
    expect(replayed.margin.provenance).toEqual(original.margin.provenance);
    expect(replayed.revision).toBe(original.revision);
    expect(await storedBook('other')).toEqual(await storedBook('local'));
  });

  it('another event makes another head', async () => {
    const before = await view('other');
    const adjustments = [
      { adjustmentId: 'a1', kind: 'deposit', asset: 'USD', quantity: '0.01', effectiveAt: `${AT}9Z` },
    ];
    expect((await send('other', 'POST', '/portfolios/desk/adjustments', { adjustments })).status).toBe(200);
    const after = await view('other');
    expect(after.revision).toBe(before.revision + 1);
    expect(after.margin.provenance.inputDigest).not.toBe(before.margin.provenance.inputDigest);
    expect(after.margin.provenance.resultDigest).not.toBe(before.margin.provenance.resultDigest);
  });

  it('lets a third party verify a margin from the stored inputs, by asking again and without the service', async () => {
    const { margin } = await view('local');
    const portfolio = await storedBook('local');
    const { snapshot } = (await send('local', 'GET', '/markets/now')).json as { snapshot: typeof OPTION_MARKET };
    const methods = margin.margins.map(({ method, version }) => ({ id: method, version }));
    expect(methods.length).toBeGreaterThan(0);
    const again = await send('other', 'POST', '/margin', { portfolio, market: snapshot, methods });
    expect((again.json as MarginAnswer).provenance.resultDigest).toBe(margin.provenance.resultDigest);
    const book = bookOf({ ...portfolio, orders: [] }, marketOf(snapshot));
    for (const [i, selection] of methods.entries()) {
      const alone = valueIn(marginOf(book, valueIn(chooseMethod(selection, '/method'))));
      expect(sha256(JSON.parse(JSON.stringify(alone)))).toBe(sha256(margin.margins[i]));
    }
    const tampered = { ...portfolio, collateral: [{ asset: 'USD', quantity: '400000', venue: 'main' }] };
    const other = await send('other', 'POST', '/margin', { portfolio: tampered, market: snapshot, methods });
    expect((other.json as MarginAnswer).provenance.resultDigest).not.toBe(margin.provenance.resultDigest);
  });
});

function noNulls(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
