import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { SensitivityLine } from '../../risk/index.ts';
import { FIXED_AMOUNT, NOTIONAL } from './add-ons.ts';
import { PRODUCT_CLASSES, type ProductClass, type RiskClass } from './parameters.ts';
import type { Measure } from './placement.ts';

/** What a CRIF risk type is a sensitivity of. */
export type RiskType = { readonly riskClass: RiskClass; readonly measure: Measure };

const RISK_TYPES: ReadonlyMap<string, RiskType> = new Map(
  Object.entries({
    Risk_IRCurve: { riskClass: 'interest-rate', measure: 'delta' },
    Risk_Inflation: { riskClass: 'interest-rate', measure: 'delta' },
    Risk_XCcyBasis: { riskClass: 'interest-rate', measure: 'delta' },
    Risk_IRVol: { riskClass: 'interest-rate', measure: 'vega' },
    Risk_InflationVol: { riskClass: 'interest-rate', measure: 'vega' },
    Risk_CreditQ: { riskClass: 'credit-qualifying', measure: 'delta' },
    Risk_CreditVol: { riskClass: 'credit-qualifying', measure: 'vega' },
    Risk_BaseCorr: { riskClass: 'credit-qualifying', measure: 'base-correlation' },
    Risk_CreditNonQ: { riskClass: 'credit-non-qualifying', measure: 'delta' },
    Risk_CreditVolNonQ: { riskClass: 'credit-non-qualifying', measure: 'vega' },
    Risk_Equity: { riskClass: 'equity', measure: 'delta' },
    Risk_EquityVol: { riskClass: 'equity', measure: 'vega' },
    Risk_Commodity: { riskClass: 'commodity', measure: 'delta' },
    Risk_CommodityVol: { riskClass: 'commodity', measure: 'vega' },
    Risk_FX: { riskClass: 'fx', measure: 'delta' },
    Risk_FXVol: { riskClass: 'fx', measure: 'vega' },
  } satisfies Record<string, RiskType>),
);

/** CRIF rows that are parameters: they scale a margin, and no margin is a contribution of theirs. */
const SENT_AS_PARAMETER: ReadonlyMap<string, string> = new Map([
  ['Param_ProductClassMultiplier', 'productClassMultipliers'],
  ['Param_AddOnNotionalFactor', 'addOnNotionalFactors'],
]);

export function readRiskType({ row, pointer }: SensitivityLine): Outcome<RiskType> {
  const riskType = RISK_TYPES.get(row.riskType);
  if (riskType !== undefined) return succeed(riskType);
  const parameter = SENT_AS_PARAMETER.get(row.riskType);
  const detail =
    parameter === undefined
      ? `unknown risk type; there are ${[...RISK_TYPES.keys(), NOTIONAL, FIXED_AMOUNT].join(', ')}`
      : `send it as the parameter ${parameter} of simm-style`;
  return failAt(parameter === undefined ? 'invalid-input' : 'unsupported', `${pointer}/riskType`, detail);
}

export function readProductClass({ row, pointer }: SensitivityLine): Outcome<ProductClass> {
  const known = PRODUCT_CLASSES.find((each) => each === row.productClass);
  if (known !== undefined) return succeed(known);
  return failAt('invalid-input', `${pointer}/productClass`, `must be one of ${PRODUCT_CLASSES.join(', ')}`);
}
