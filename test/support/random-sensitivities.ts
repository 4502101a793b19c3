import fc from 'fast-check';
import type { SensitivityRow } from '../../shared/portfolio/index.ts';

const tenor = fc.constantFrom('2w', '3m', '1y', '5y', '10y', '30y');
const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'BRL', 'CHF');
const pair = fc.constantFrom('EURUSD', 'USDEUR', 'USDBRL', 'JPYUSD');
const name = fc.constantFrom('one', 'two', 'three');
const bucketOf = (...buckets: string[]) => fc.constantFrom(...buckets);

/** Sizes that reach past the concentration thresholds of each risk class, in dollars. */
function amount(millions: number) {
  return fc.integer({ min: -1_000, max: 1_000 }).map((each) => String(each * millions * 1_000));
}

function rows(riskType: string, millions: number, fields: Partial<Record<keyof SensitivityRow, fc.Arbitrary<string>>>) {
  const productClass = fc.constantFrom('RatesFX', 'Credit');
  return fc.record({ riskType: fc.constant(riskType), productClass, amountUSD: amount(millions), ...fields });
}

const sensitivity: fc.Arbitrary<SensitivityRow> = fc.oneof(
  rows('Risk_IRCurve', 400, { qualifier: currency, label1: tenor, label2: fc.constantFrom('OIS', 'Libor3m') }),
  rows('Risk_Inflation', 400, { qualifier: currency }),
  rows('Risk_XCcyBasis', 400, { qualifier: currency }),
  rows('Risk_IRVol', 5_000, { qualifier: currency, label1: tenor }),
  rows('Risk_InflationVol', 5_000, { qualifier: currency, label1: tenor }),
  rows('Risk_CreditQ', 1, { qualifier: name, bucket: bucketOf('1', '2', 'Residual'), label1: tenor, label2: currency }),
  rows('Risk_CreditVol', 500, { qualifier: name, bucket: bucketOf('1', '7', 'Residual'), label1: tenor }),
  rows('Risk_BaseCorr', 1, { qualifier: name }),
  rows('Risk_CreditNonQ', 10, { qualifier: name, bucket: bucketOf('1', '2', 'Residual'), label1: tenor }),
  rows('Risk_CreditVolNonQ', 100, { qualifier: name, bucket: bucketOf('1', 'Residual'), label1: tenor }),
  rows('Risk_Equity', 20, { qualifier: name, bucket: bucketOf('1', '5', '11', 'Residual') }),
  rows('Risk_EquityVol', 40, { qualifier: name, bucket: bucketOf('1', '5', '12', 'Residual'), label1: tenor }),
  rows('Risk_Commodity', 3_000, { qualifier: name, bucket: bucketOf('2', '12', '16') }),
  rows('Risk_CommodityVol', 100, { qualifier: name, bucket: bucketOf('2', '12', '16'), label1: tenor }),
  rows('Risk_FX', 6_000, { qualifier: currency }),
  rows('Risk_FXVol', 100, { qualifier: pair, label1: tenor }),
);

/** Rows of every risk type, with an id each. */
export const SENSITIVITIES = fc
  .array(sensitivity, { minLength: 1, maxLength: 60 })
  .map((each) => each.map((row, i) => ({ ...row, id: `row-${i}` })));
