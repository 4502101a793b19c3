import * as z from 'zod';
import { decimal, decimalText } from '../../foundation/index.ts';
import type { ContractFacts } from './contract-facts.ts';

const common = { symbol: z.string().min(1).max(128), currency: z.string().min(1).max(16) };
const day = z
  .string()
  .regex(/^\d{4}-?\d\d-?\d\d$/, 'must be a day')
  .transform((text) => text.replaceAll('-', '').replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'));
const strike = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a decimal number')
  .transform((text) => decimalText(decimal(text)));
const derivative = { ...common, underlyingSymbol: z.string().min(1).max(128), expiry: day };

/** What a Flex row says of its contract. */
export const flexContract = z.discriminatedUnion('assetCategory', [
  z.looseObject({ ...common, assetCategory: z.literal('STK') }),
  z.looseObject({ ...common, assetCategory: z.literal('CASH') }),
  z.looseObject({ ...derivative, assetCategory: z.literal('FUT') }),
  z.looseObject({ ...derivative, assetCategory: z.enum(['OPT', 'FOP']), strike, putCall: z.enum(['C', 'P']) }),
]);

/** Stocks by symbol, currency pairs like `EUR.USD`, futures and options by their underlying; all linear. */
export function factsOfFlex(row: z.output<typeof flexContract>): ContractFacts | null {
  switch (row.assetCategory) {
    case 'STK':
      return { kind: 'spot', payoff: 'linear', underlying: row.symbol, settlementCurrency: row.currency };
    case 'CASH': {
      const [underlying, settlementCurrency, ...more] = row.symbol.split('.');
      if (underlying === undefined || settlementCurrency === undefined || more.length > 0) return null;
      return { kind: 'spot', payoff: 'linear', underlying, settlementCurrency };
    }
    case 'FUT':
      return { ...derivativeFacts(row), kind: 'future' };
    case 'OPT':
    case 'FOP': {
      const right = row.putCall === 'C' ? ('call' as const) : ('put' as const);
      return { ...derivativeFacts(row), kind: 'option', strike: row.strike, right };
    }
  }
}

type Derivative = { readonly underlyingSymbol: string; readonly currency: string; readonly expiry: string };

function derivativeFacts({ underlyingSymbol, currency, expiry }: Derivative) {
  return { payoff: 'linear' as const, underlying: underlyingSymbol, settlementCurrency: currency, expiry };
}
