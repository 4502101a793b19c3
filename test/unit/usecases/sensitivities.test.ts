import { describe, expect, it } from 'vitest';
import { allMethods } from '../../../shared/margin/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { calculateMargin, type MarginRequest } from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET } from '../../support/mixed-market.ts';

const MARKET = marketOf(MIXED_MARKET);
const NOTHING: Portfolio = { baseCurrency: 'USD', positions: [], collateral: [], orders: [] };
const HELD: Portfolio = { ...NOTHING, positions: [{ instrument: 'SOL-PERP', quantity: '10', venue: 'main' }] };
const SENSITIVITIES = [
  { productClass: 'Equity', riskType: 'Risk_Equity', qualifier: 'ACME', bucket: '5', amountUSD: '1000' },
];

function marginOf(portfolio: Portfolio, request: MarginRequest) {
  return calculateMargin({ portfolio, market: MARKET, marketDigest: 'mixed' }, request);
}

describe('sensitivities sent to /margin', () => {
  it('are margined where nothing is held, and the methods of positions are listed as not applicable', () => {
    const { margins, notApplicable, equity } = valueIn(marginOf(NOTHING, { sensitivities: SENSITIVITIES }));
    expect(margins.map(({ method, initial }) => [method, initial])).toEqual([['simm-style', 23_000]]);
    expect(notApplicable.map(({ method }) => method)).toEqual(
      allMethods()
        .map(({ id }) => id)
        .filter((id) => id !== 'simm-style'),
    );
    expect(equity).toBe(0);
  });

  it('change no other method, and the positions do not change simm-style', () => {
    const methods = [{ id: 'delta' }];
    const [alone] = valueIn(marginOf(HELD, { methods })).margins;
    const both = valueIn(marginOf(HELD, { methods: [...methods, { id: 'simm-style' }], sensitivities: SENSITIVITIES }));
    expect(both.margins[0]).toEqual(alone);
    expect(both.margins[1]!.initial).toBe(23_000);
    expect(both.margins[1]!.contributions).toEqual([{ instrument: 'sensitivity:0', venue: 'crif', amount: 23_000 }]);
  });

  it.each([
    ['a method of positions and nothing held', NOTHING, ['simm-style', 'delta'], true, '/methods/1/id'],
    ['no method that reads them', HELD, ['delta'], true, '/sensitivities'],
    ['simm-style and none sent', HELD, ['simm-style'], false, '/sensitivities'],
  ])('are refused with %s', (_, portfolio, ids, sent, pointer) => {
    const answer = marginOf(portfolio, {
      methods: ids.map((id) => ({ id })),
      ...(sent ? { sensitivities: SENSITIVITIES } : {}),
    });
    expect(answer.ok ? null : answer.failure.errors?.map((each) => each.pointer)).toEqual([pointer]);
  });

  it('need an amount, at a price of its currency', () => {
    const { amountUSD: _, ...row } = SENSITIVITIES[0]!;
    const sent = [row, { ...row, amount: '1', amountCurrency: 'XYZ' }].map((each) =>
      marginOf(NOTHING, { sensitivities: [each] }),
    );
    expect(sent.map((each) => (each.ok ? null : each.failure.errors?.[0]?.pointer))).toEqual([
      '/sensitivities/0',
      '/sensitivities/0/amountCurrency',
    ]);
  });

  it('are part of the input digest', () => {
    const digests = ['1000', '2000'].map((amountUSD) => {
      const sensitivities = SENSITIVITIES.map((row) => ({ ...row, amountUSD }));
      return valueIn(marginOf(NOTHING, { sensitivities })).provenance.inputDigest;
    });
    expect(new Set(digests).size).toBe(2);
  });
});
