import { beforeAll, describe, expect, it } from 'vitest';
import type { SuggestionView } from '../../shared/usecases/index.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';
import { useTermApi } from '../support/term-api.ts';

const { send, recomputeAll } = useTermApi();

const METHOD = 'paradex-style';
/** The book needs 71,228; two trades bring it to 24,297. */
const MOST = 30_000;
const COSTS = { halfSpread: 0.002, feeFraction: 0.0003 };
const LOTS = new Map(OPTION_MARKET.instruments.map(({ id, lotSize }) => [id, lotSize]));

beforeAll(async () => {
  expect((await send('PUT', '/markets/default', OPTION_MARKET)).status).toBe(201);
});

/** The suggestion of the option book under a band, and a policy's sizes. */
async function suggested(id: string, sizes?: object): Promise<SuggestionView['cure']> {
  await send('PUT', `/portfolios/${id}`, OPTION_BOOK);
  const bands = { margin: [{ method: METHOD, max: MOST }] };
  const set = await send('PUT', `/portfolios/${id}/policy`, {
    methods: [{ id: METHOD }],
    bands,
    costs: COSTS,
    ...(sizes === undefined ? {} : { sizes }),
  });
  expect(set.status, set.text).toBe(200);
  await recomputeAll();
  const { items } = (await send('GET', `/portfolios/${id}/suggestions`)).json as { items: { sid: string }[] };
  const view = (await send('GET', `/portfolios/${id}/suggestions/${items[0]!.sid}`)).json;
  return (view as SuggestionView).cure;
}

const initialOf = ({ margins }: SuggestionView['cure']['after']) =>
  margins.find(({ method }) => method === METHOD)!.initial;

describe('a suggestion', () => {
  it('is of any size where the policy says nothing of sizes: just enough', async () => {
    const { trades, cures, before, after } = await suggested('any');
    expect(initialOf(before)).toBeGreaterThan(MOST);
    expect(cures).toBe(true);
    expect(initialOf(after)).toBeCloseTo(MOST, -1);
    expect(trades.every(({ lots }) => lots === null)).toBe(true);
  });

  it('is in whole lots, at least a ticket and in few trades, where the policy says so, and cures still', async () => {
    const { trades, cures, after, request } = await suggested('sized', {
      lots: 'integer',
      minTicket: '0.5',
      maxTrades: 2,
    });
    expect(request).toMatchObject({ lots: 'integer', constraints: { minTicket: '0.5', maxTrades: 2 } });
    expect(trades.length).toBeGreaterThan(0);
    expect(trades.length).toBeLessThanOrEqual(2);
    for (const { instrument, quantity, lotSize, lots } of trades) {
      expect(Number(lotSize)).toBe(LOTS.get(instrument));
      expect(Number(quantity)).toBeCloseTo(Number(lotSize) * lots!, 12);
      expect(Math.abs(Number(quantity))).toBeGreaterThanOrEqual(0.5);
    }
    expect(cures).toBe(true);
    expect(initialOf(after)).toBeLessThanOrEqual(MOST);
  });
});
