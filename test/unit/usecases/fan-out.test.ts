import { beforeEach, describe, expect, it } from 'vitest';
import { type Announcement, fanOutMarket, type PortfolioHead, StoreFailure } from '../../../shared/usecases/index.ts';
import { smallMarket, valueOf } from '../../support/store/books.ts';

const PAGE = 1000;
const COUNT = 5500;
const ids = Array.from({ length: COUNT }, (_, n) => `p-${String(n).padStart(5, '0')}`);
/** one in eleven is on another market */
const marketOf = (id: string) => (Number(id.slice(2)) % 11 === 0 ? 'other' : 'default');
const concerned = ids.filter((id) => marketOf(id) === 'default');

const state = { version: 1, announced: null as Announcement | null, failAtPage: 0 };
let told: { readonly id: string; readonly version: number }[] = [];
let pages = 0;
let mostAtOnce = 0;
let asked: readonly string[] = [];

type Deps = Parameters<typeof fanOutMarket>[0];

/** Stores of so many holders, which fail where they are told to. */
const deps = {
  markets: {
    read: async (_tenant: string, _market: string, version = state.version) => {
      // each has an underlying of its own
      const underlyings = [{ id: `U${version}`, price: 1, rate: 0, dividendYield: 0 }];
      return { version: { version }, snapshot: smallMarket({ underlyings, instruments: [] }) };
    },
    announced: async () => state.announced,
    announce: async (_tenant: string, _market: string, announcement: Announcement) => {
      state.announced = announcement;
    },
  },
  portfolios: {
    holders: async function* (_tenant: string, names: readonly string[], after = '') {
      asked = names;
      const rest = ids.filter((id) => id > after);
      for (let i = 0; i < rest.length; i += PAGE) yield rest.slice(i, i + PAGE);
    },
    heads: async (_tenant: string, some: readonly string[]) => {
      mostAtOnce = Math.max(mostAtOnce, some.length);
      return some.map((portfolioId) => ({ portfolioId, marketId: marketOf(portfolioId) }) as PortfolioHead);
    },
    marketMoved: async (_tenant: string, heads: readonly PortfolioHead[], version: number) => {
      pages += 1;
      // half of a page is written when it breaks off
      const written = pages === state.failAtPage ? heads.slice(0, heads.length / 2) : heads;
      told.push(...written.map(({ portfolioId: id }) => ({ id, version })));
      if (pages === state.failAtPage) throw new StoreFailure({ reason: 'unavailable', detail: 'throttled' });
    },
  },
} as unknown as Deps;

const fanOut = () => fanOutMarket(deps, 'acme', 'default');
const idsOfVersion = (version: number) => told.filter((each) => each.version === version).map(({ id }) => id);

beforeEach(() => {
  Object.assign(state, { version: 1, announced: null, failAtPage: 0 });
  [told, pages, mostAtOnce] = [[], 0, 0];
});

describe('the fan-out of a market move', () => {
  it('tells each portfolio once, a page at a time, and a repeat none', async () => {
    expect(valueOf(await fanOut())).toEqual({ version: 1, portfolios: concerned.length });
    expect(idsOfVersion(1)).toEqual(concerned);
    expect(mostAtOnce).toBe(PAGE);
    expect(valueOf(await fanOut())).toEqual({ version: 1, portfolios: 0 });
    expect(told).toHaveLength(concerned.length);
  });

  it.each([1, 3, 6])(
    'that breaks off at page %i goes on there: what was told before is not told again',
    async (page) => {
      state.failAtPage = page;
      expect(await fanOut()).toMatchObject({ ok: false, failure: { reason: 'unavailable' } });
      valueOf(await fanOut());
      expect([...new Set(idsOfVersion(1))]).toEqual(concerned);
      expect(told.length - concerned.length).toBeLessThanOrEqual(PAGE / 2);
      expect(pages).toBe(COUNT / PAGE + 0.5 + 1);
      expect(state.announced).toEqual({ version: 1, through: null, since: 0 });
    },
  );

  it('that broke off is made anew for a version that came meanwhile, and never for an older one', async () => {
    state.failAtPage = 4;
    await fanOut();
    state.version = 2;
    valueOf(await fanOut());
    expect(asked).toEqual(['U1', 'U2', 'USD']);
    expect(idsOfVersion(2)).toEqual(concerned);
    state.version = 1;
    expect(valueOf(await fanOut())).toEqual({ version: 1, portfolios: 0 });
  });

  it('asks for whoever holds what any version priced since all were told', async () => {
    state.version = 3;
    await fanOut();
    expect(asked).toEqual(['U1', 'U2', 'U3', 'USD']);
    state.version = 5;
    state.failAtPage = pages + 2;
    await fanOut();
    expect(asked).toEqual(['U3', 'U4', 'U5', 'USD']);
    state.version = 6;
    await fanOut();
    expect(asked).toEqual(['U3', 'U4', 'U5', 'U6', 'USD']);
    state.version = 7;
    await fanOut();
    expect(asked).toEqual(['U6', 'U7', 'USD']);
  });
});
