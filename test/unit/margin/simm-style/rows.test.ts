import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../shared/foundation/index.ts';
import { chooseMethod, marginOf } from '../../../../shared/margin/index.ts';
import type { SensitivityRow } from '../../../../shared/portfolio/index.ts';
import { valueIn } from '../../../support/margins.ts';
import { bookOfSensitivities, simmMargin } from '../../../support/simm.ts';

const RATE = {
  productClass: 'RatesFX',
  riskType: 'Risk_IRCurve',
  qualifier: 'EUR',
  bucket: '1',
  label1: '5y',
  label2: 'OIS',
  amountUSD: '1000000',
};
const EQUITY = { productClass: 'Equity', riskType: 'Risk_Equity', qualifier: 'ACME', bucket: '5', amountUSD: '1000' };
const EURO = { productClass: 'RatesFX', riskType: 'Risk_FX', qualifier: 'EUR', amountUSD: '1000' };
const LATEST = { version: '2.8-2506' };

function failureOf(rows: readonly SensitivityRow[]): Failure {
  const margin = marginOf(bookOfSensitivities(rows), valueIn(chooseMethod({ id: 'simm-style' }, '/methods/0')));
  if (margin.ok) throw new Error('a failure was expected');
  return margin.failure;
}

describe('simm-style refuses a row that it can’t place, at its field', () => {
  const refused: readonly (readonly [string, SensitivityRow, string])[] = [
    ['a bucket that is not there', { ...EQUITY, bucket: '13' }, 'bucket'],
    ['no bucket', { ...EQUITY, bucket: undefined }, 'bucket'],
    ['a residual commodity', { ...EQUITY, riskType: 'Risk_Commodity', bucket: 'Residual' }, 'bucket'],
    ['a currency in another bucket', { ...RATE, qualifier: 'JPY' }, 'bucket'],
    ['a maturity between two', { ...RATE, label1: '4y' }, 'label1'],
    ['a vega without a maturity', { ...EQUITY, riskType: 'Risk_EquityVol' }, 'label1'],
    ['a rate of no curve', { ...RATE, label2: undefined }, 'label2'],
    ['a rate of no currency', { ...RATE, qualifier: 'Euro' }, 'qualifier'],
    ['an issuer without a name', { ...EQUITY, qualifier: '' }, 'qualifier'],
    ['a pair of one currency', { ...EURO, riskType: 'Risk_FXVol', qualifier: 'EUREUR', label1: '1y' }, 'qualifier'],
    ['a product class that is not there', { ...EQUITY, productClass: 'Equities' }, 'productClass'],
    ['a risk type that is not there', { ...EQUITY, riskType: 'Risk_Crypto' }, 'riskType'],
  ];

  it.each(refused)('%s', (_, row, field) => {
    const { reason, errors } = failureOf([EQUITY, row]);
    expect([reason, errors?.map(({ pointer }) => pointer)]).toEqual(['invalid-input', [`/sensitivities/1/${field}`]]);
  });

  it('names all of them', () => {
    const { errors } = failureOf(refused.map(([, row]) => row));
    expect(errors?.map(({ pointer }) => pointer)).toEqual(
      refused.map(([, , field], i) => `/sensitivities/${i}/${field}`),
    );
  });

  it('and a negative fixed amount', () => {
    const { reason, errors } = failureOf([EQUITY, { riskType: 'Param_AddOnFixedAmount', amountUSD: '-1' }]);
    expect([reason, errors![0]!.pointer]).toEqual(['invalid-input', '/sensitivities/1']);
  });

  it('and says which parameter a multiplier or factor is', () => {
    const { reason, detail } = failureOf([
      { riskType: 'Param_ProductClassMultiplier', qualifier: 'Equity', amountUSD: '2' },
    ]);
    expect([reason, detail]).toEqual(['unsupported', expect.stringContaining('productClassMultipliers')]);
  });

  it.each(['portfolioId', 'collectRegulations', 'postRegulations'])('and rows of more than one %s', (field) => {
    const { reason, errors } = failureOf([
      { ...EQUITY, [field]: 'A' },
      { ...EQUITY, [field]: 'B' },
    ]);
    expect([reason, errors![0]!.pointer]).toEqual(['unsupported', `/sensitivities/1/${field}`]);
  });

  it('does not apply without sensitivities', () => {
    const { reason, errors } = failureOf([]);
    expect([reason, errors![0]!.pointer]).toEqual(['not-applicable', '/sensitivities']);
  });
});

describe('simm-style reads', () => {
  it('the calculation currency’s own FX delta as nothing, and says so in its contribution', () => {
    const { initial, contributions } = simmMargin([{ ...EURO, qualifier: 'USD', id: 'own' }], LATEST);
    expect([initial, contributions]).toEqual([0, [{ instrument: 'own', venue: 'crif', amount: 0 }]]);
    const inEuros = simmMargin([EURO], { ...LATEST, parameters: { calculationCurrency: 'EUR' } });
    expect(inEuros.initial).toBe(0);
  });

  it('an amount at the market’s price of its currency, and answers in the base currency', () => {
    const { amountUSD, ...row } = EQUITY;
    const inDollars = simmMargin([{ ...row, amountUSD: '1250' }], LATEST);
    const inEuros = simmMargin([{ ...row, amount: '1000', amountCurrency: 'EUR' }], LATEST, 'EUR');
    expect(amountUSD).toBe('1000');
    expect([inDollars.initial, inDollars.currency]).toEqual([1250 * 23, 'USD']);
    expect([inEuros.initial, inEuros.currency]).toEqual([1000 * 23, 'EUR']);
  });

  it('a pair of currencies in either order as one', () => {
    const vega = { productClass: 'RatesFX', riskType: 'Risk_FXVol', label1: '1y' };
    const opposite = [
      { ...vega, qualifier: 'EURUSD', amountUSD: '5000' },
      { ...vega, qualifier: 'USDEUR', amountUSD: '-5000' },
    ];
    expect(simmMargin(opposite, LATEST).initial).toBe(0);
  });

  it('rows with one id as one holding', () => {
    const rows = [
      { ...EQUITY, id: 'T-1' },
      { ...EQUITY, id: 'T-1', qualifier: 'BETA' },
      { ...EQUITY, tradeId: 'T-2' },
    ];
    expect(simmMargin(rows, LATEST).contributions.map(({ instrument }) => instrument)).toEqual(['T-1', 'T-2:2']);
  });

  it('the notional of a product without a factor as nothing, and warns', () => {
    const rows = [{ riskType: 'Notional', qualifier: 'Alpha', amountUSD: '100' }];
    const { initial, warnings } = simmMargin(rows, LATEST);
    expect([initial, warnings]).toEqual([0, ['no-add-on-factor: the notional of Alpha is not charged']]);
    expect(simmMargin(rows, { ...LATEST, parameters: { addOnNotionalFactors: { Alpha: 0.125 } } }).initial).toBe(12.5);
  });

  it('a currency’s bucket as the version has it', () => {
    const brl = { ...EURO, qualifier: 'BRL' };
    expect(simmMargin([brl], { version: '2.5' }).initial).toBe(1000 * 13.6);
    expect(simmMargin([brl], LATEST).initial).toBe(1000 * 7.1);
  });
});
