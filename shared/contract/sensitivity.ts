import * as z from 'zod';
import type { SensitivityRow } from '../portfolio/index.ts';
import { LIMITS } from './limits.ts';
import { amount, identifier, text } from './primitives.ts';

/** An identifier that leaves room for the number of a row after it. */
const tradeId = z.string().regex(/^[A-Za-z0-9._:@-]{1,120}$/, 'must be 1 to 120 characters of A-Z a-z 0-9 . _ : @ -');

const sensitivity = z
  .strictObject({
    id: identifier.optional().meta({
      description: 'rows with one id are one holding in the answer; default: the trade and the row, like T-17:0',
    }),
    tradeId: tradeId.optional(),
    portfolioId: text.optional().meta({ description: 'of the netting set, the same in all rows' }),
    productClass: text.optional().meta({ description: 'RatesFX, Credit, Equity or Commodity' }),
    riskType: text.meta({ description: 'like Risk_IRCurve, Risk_FXVol, Notional' }),
    qualifier: text.optional().meta({ description: 'the currency, pair, issuer, commodity or product' }),
    bucket: text.optional(),
    label1: text.optional().meta({ description: 'the maturity, 2w to 30y' }),
    label2: text.optional().meta({ description: 'the curve, payment currency or group' }),
    amount: amount.optional().meta({ description: 'in amountCurrency, at the market’s price of it' }),
    amountCurrency: identifier.optional(),
    amountUSD: amount.optional().meta({ description: 'in place of amount' }),
    collectRegulations: text.optional(),
    postRegulations: text.optional(),
  })
  .meta({
    id: 'Sensitivity',
    description: 'A row of the common risk interchange format: what the party gains when one risk factor moves',
  }) satisfies z.ZodType<SensitivityRow>;

export const sensitivities = z
  .array(sensitivity)
  .min(1)
  .max(LIMITS.sensitivities)
  .meta({ description: 'CRIF rows of one netting set, for methods that read them (simm-style)' });
