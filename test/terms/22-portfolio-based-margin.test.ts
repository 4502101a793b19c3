import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import type { MarginAnswer } from '../../shared/usecases/index.ts';
import { marginUnder, scaleOf } from '../support/margins.ts';
import { marketOf } from '../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../support/mixed-market.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();

const MARKET = marketOf(MIXED_MARKET);

const SPREAD: Portfolio = {
  baseCurrency: 'USD',
  positions: [
    { instrument: 'BTC-80-C', quantity: '1', venue: 'main' },
    { instrument: 'BTC-90-C', quantity: '-1', venue: 'main' },
  ],
  collateral: [],
  orders: [],
};

describe('22 Portfolio-Based Margin', () => {
  it('needs less for a long and a short call of different strikes than position by position', () => {
    for (const id of ['scenario-grid', 'greeks', 'paradex-style']) {
      const net = marginUnder(SPREAD, MARKET, { id });
      expect(net.initial).toBeGreaterThan(0);
      expect(net.initial).toBeLessThan(net.standalone);
      expect(net.offset).toBeCloseTo(net.standalone - net.initial, 8);
      expect(net.offsetFraction).toBeCloseTo(net.offset / net.standalone, 12);
    }
  });

  it('shows both sides: the gross margin is a method of its own, and the standalone of the net one', () => {
    let offsets = 0;
    fc.assert(
      fc.property(randomBook({ orders: true, assets: true }), (portfolio) => {
        const gross = marginUnder(portfolio, MARKET, { id: 'isolated' });
        const net = marginUnder(portfolio, MARKET, { id: 'scenario-grid' });
        expect(Math.abs(gross.initial - net.standalone)).toBeLessThanOrEqual(1e-12 * scaleOf(gross));
        expect(gross.offset).toBeLessThanOrEqual(1e-12 * scaleOf(gross));
        expect(net.initial).toBeLessThanOrEqual(gross.initial + 1e-11 * scaleOf(gross));
        expect(net.maintenance).toBeLessThanOrEqual(gross.maintenance + 1e-11 * scaleOf(gross));
        if (net.offset > 1) offsets += 1;
      }),
      { numRuns: 200 },
    );
    expect(offsets).toBeGreaterThan(50);
  });

  it('names the scenario that each holding is charged for', () => {
    const { details } = marginUnder(SPREAD, MARKET, { id: 'isolated' });
    expect(details).toEqual({
      bindingScenarios: {
        'instrument:BTC-80-C': ['spot-0.15/vol-0.25'],
        'instrument:BTC-90-C': ['spot+0.15/vol+0.25'],
      },
    });
  });

  it('is answered over the API with gross, net and the benefit of holding both', async () => {
    const methods = ['isolated', 'scenario-grid', 'paradex-style'].map((id) => ({ id }));
    const { margins } = await post<MarginAnswer>('/margin', { portfolio: SPREAD, market: MIXED_MARKET, methods });
    const [gross, ...nets] = margins;
    expect(gross!.offset).toBeCloseTo(0, 8);
    for (const { initial, standalone, offset, offsetFraction } of nets) {
      expect(initial).toBeLessThan(standalone);
      expect(offset).toBeCloseTo(standalone - initial, 8);
      expect(offsetFraction).toBeCloseTo(1 - initial / standalone, 12);
    }
    expect(nets[0]!.standalone).toBeCloseTo(gross!.initial, 8);
  });
});
