import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { putTradeFilled } from '../support/local-aws.ts';
import { type LocalBallast, startLocalBallast } from '../support/local-ballast.ts';
import { Random } from '../support/random.ts';

type Json = Record<string, unknown>;

const EXECUTED_AT = '2026-02-05T10:00:00Z';
let ballast: LocalBallast;
const keys: Record<string, string> = { local: 'local' };

beforeAll(async () => {
  ballast = await startLocalBallast();
  keys['other'] = await ballast.keyFor('other');
  for (const tenant of ['local', 'other']) {
    await call('PUT', '/markets/default', fuzzMarket(new Random(1)), tenant);
    for (const id of ['desk', 'busy'])
      await call('PUT', `/portfolios/${id}`, { baseCurrency: 'USD', positions: [], collateral: [] }, tenant);
  }
});

afterAll(() => ballast.close());

async function call(method: string, path: string, body?: unknown, tenant = 'local'): Promise<Json> {
  const headers = { 'content-type': 'application/json', 'x-api-key': keys[tenant] ?? '' };
  const sent = body === undefined ? null : JSON.stringify(body);
  return (await (await fetch(`${ballast.url}/v1${path}`, { method, headers, body: sent })).json()) as Json;
}

const fill = (fillId: string, more: Json = {}) => ({
  fillId,
  instrument: 'BTC-PERP',
  side: 'buy',
  quantity: '1',
  price: '60000',
  executedAt: EXECUTED_AT,
  ...more,
});

const put = (...details: Json[]) => putTradeFilled(ballast, details);

async function revisionOf(id: string, tenant = 'local'): Promise<unknown> {
  return (await call('GET', `/portfolios/${id}`, undefined, tenant))['revision'];
}

async function ledgerIds(id: string, tenant = 'local'): Promise<string[]> {
  const { items } = await call('GET', `/portfolios/${id}/ledger?limit=200`, undefined, tenant);
  return (items as { fillId?: string }[]).flatMap(({ fillId }) => fillId ?? []).sort();
}

test('a fill by the bus is the fill by HTTP: once, whoever brings it first', async () => {
  const owner = { tenantId: 'local', portfolioId: 'desk' };
  await put({ ...owner, ...fill('a') }, { ...owner, fills: [fill('b'), fill('c', { side: 'sell' })] });
  await expect.poll(() => ledgerIds('desk'), { timeout: 30_000 }).toEqual(['a', 'b', 'c']);
  const again = await call('POST', '/portfolios/desk/fills', { fills: [fill('a')] });
  expect(again['results']).toMatchObject([{ fillId: 'a', outcome: 'duplicate' }]);
  await call('POST', '/portfolios/desk/fills', { fills: [fill('d')] });
  await put({ ...owner, ...fill('d') }, { ...owner, ...fill('a') }, { ...owner, ...fill('e') });
  await expect.poll(() => ledgerIds('desk'), { timeout: 30_000 }).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(await revisionOf('desk')).toBe(6);
});

test('a bust that overtakes its fill on the bus waits for it, whoever brings it', async () => {
  const owner = { tenantId: 'local', portfolioId: 'desk' };
  const busts = ['early', 'posted'].map((id) => ({ ...owner, fillId: `no-${id}`, busts: id, executedAt: EXECUTED_AT }));
  const correction = { ...owner, ...fill('anew', { corrects: 'wrong', quantity: '3' }) };
  const { revision } = await call('GET', '/portfolios/desk');
  await put(...busts, correction, { ...owner, ...fill('behind') });
  await expect.poll(() => ledgerIds('desk'), { timeout: 30_000 }).toContain('behind');
  await put({ ...owner, fills: [fill('early'), fill('wrong')] });
  await call('POST', '/portfolios/desk/fills', { fills: [fill('posted')] });
  const expected = ['anew', 'behind', 'early', 'no-early', 'no-posted', 'posted', 'wrong'];
  await expect.poll(() => ledgerIds('desk'), { timeout: 60_000 }).toEqual(expect.arrayContaining(expected));
  expect(await revisionOf('desk')).toBe(Number(revision) + expected.length);
  const { items } = await call('GET', '/portfolios/desk/positions');
  // a, b, d, e and behind, less c, and three of the correction
  expect(items).toMatchObject([{ instrument: 'BTC-PERP', quantity: '7' }]);
  expect(ballast.deadLetters()).toEqual([]);
});

test('the tenant is the one in the event', async () => {
  await put({ tenantId: 'other', portfolioId: 'desk', ...fill('theirs') });
  await expect.poll(() => ledgerIds('desk', 'other'), { timeout: 30_000 }).toEqual(['theirs']);
  expect(await ledgerIds('desk')).not.toContain('theirs');
});

test('many events on one portfolio are each applied once, and its margin follows', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `f${String(i).padStart(2, '0')}`);
  const details = names.map((name) => ({ tenantId: 'local', portfolioId: 'busy', ...fill(name) }));
  await put(...details, ...details.slice(0, 20));
  await expect.poll(() => ledgerIds('busy'), { timeout: 60_000 }).toEqual(names);
  await expect
    .poll(async () => (await call('GET', '/portfolios/busy/margin'))['revision'], { timeout: 30_000 })
    .toBe(61);
  const { items } = await call('GET', '/portfolios/busy/positions');
  expect(items).toMatchObject([{ instrument: 'BTC-PERP', quantity: '60' }]);
});

test('what can never be applied is in the dead letters, alone, and the rest of its event in the ledger', async () => {
  const owner = { tenantId: 'local', portfolioId: 'desk' };
  await put(
    { ...owner, fills: [fill('good'), fill('unknown', { instrument: 'NO-SUCH' })] },
    { ...owner, ...fill('a', { quantity: '2' }) },
    { ...owner, portfolioId: 'nobody', ...fill('x') },
    { ...fill('x') },
    { ...owner, ...fill('last') },
  );
  await expect.poll(() => ledgerIds('desk'), { timeout: 30_000 }).toContain('last');
  await expect.poll(() => ballast.deadLetters().length, { timeout: 30_000 }).toBe(4);
  const details = (ballast.deadLetters() as { detail: { fillId?: string } }[]).map(({ detail }) => detail);
  expect(details.map(({ fillId = 'fills' }) => fillId).sort()).toEqual(['a', 'fills', 'x', 'x']);
  expect(await ledgerIds('desk')).toContain('good');
});
