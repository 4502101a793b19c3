import { chooseMethod, type MarginResult } from '../../shared/margin/index.ts';
import type { AssetClass, QuotedInstrument } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { evaluate, graphOf, valueOf } from '../../shared/requirement/index.ts';
import { quantitiesOf } from '../../shared/risk/index.ts';
import { bookOf, marginUnder, valueIn } from './margins.ts';
import { instrument, marketOf, marketSnapshot } from './markets.ts';

export type OptionLegCase = {
  readonly right: 'call' | 'put';
  readonly strike: number;
  readonly price: number;
  readonly quantity: number;
  readonly expiryDays: number;
};

export type StrategyCase = {
  readonly spot: number;
  readonly assetClass?: AssetClass;
  readonly leverageFactor?: number | undefined;
  /** units of the underlying per share: 0.1 for an ETF of a tenth of an index */
  readonly stock?: { readonly quantity: number; readonly price: number; readonly multiplier?: number } | undefined;
  readonly options: readonly OptionLegCase[];
  readonly parameters?: Readonly<Record<string, unknown>>;
};

const AS_OF = '2026-01-05T00:00:00Z';
const DAY_MS = 86_400_000;

function optionId({ right, strike, expiryDays }: Omit<OptionLegCase, 'quantity' | 'price'>): string {
  return `XYZ-${expiryDays}-${strike}-${right === 'call' ? 'C' : 'P'}`;
}

/** The margin under `strategy`; the implied vol is anything, for the rule reads marks alone. */
export function marginOfCase(position: StrategyCase): MarginResult {
  const { portfolio, market, parameters } = bookOfCase(position);
  return marginUnder(portfolio, market, { id: 'strategy', parameters });
}

/** The requirement before maintenance, and its bound for programs. */
export function scanOfCase(position: StrategyCase): { readonly value: number; readonly bound: number } {
  const { portfolio, market, parameters } = bookOfCase(position);
  const book = bookOf(portfolio, market);
  const { pools } = valueIn(valueIn(chooseMethod({ id: 'strategy', parameters }, '')).formulate(book));
  const node = pools[0]!.components[0]!.initial!;
  if (node.kind !== 'local' || node.below.length !== 1) throw new Error('no bound');
  const evaluation = evaluate(graphOf([node]), quantitiesOf(book));
  return { value: valueOf(evaluation, node), bound: valueOf(evaluation, node.below[0]!) };
}

function bookOfCase({ spot, assetClass = 'equity', leverageFactor, stock, options, parameters = {} }: StrategyCase) {
  const quantities = new Map<string, number>();
  const instruments = new Map<string, QuotedInstrument>();
  if (stock !== undefined) {
    quantities.set('XYZ-STOCK', stock.quantity);
    const { price, multiplier = 1 } = stock;
    instruments.set(
      'XYZ-STOCK',
      instrument({ id: 'XYZ-STOCK', kind: 'spot', underlying: 'XYZ', mark: price / multiplier, multiplier }),
    );
  }
  for (const leg of options) {
    const id = optionId(leg);
    quantities.set(id, (quantities.get(id) ?? 0) + leg.quantity);
    instruments.set(id, optionOf(id, leg));
  }
  const underlying = { id: 'XYZ', price: spot, assetClass, leverageFactor, rate: 0, dividendYield: 0 };
  const market = marketOf(
    marketSnapshot({ asOf: AS_OF, underlyings: [underlying], instruments: [...instruments.values()] }),
  );
  return { portfolio: portfolioOf(quantities), market, parameters };
}

function portfolioOf(quantities: ReadonlyMap<string, number>): Portfolio {
  const positions = [...quantities].map(([id, quantity]) => ({
    instrument: id,
    quantity: String(quantity),
    venue: 'main',
  }));
  return { baseCurrency: 'USD', positions, collateral: [], orders: [] };
}

function optionOf(id: string, { right, strike, price, expiryDays }: OptionLegCase): QuotedInstrument {
  const expiry = new Date(Date.parse(AS_OF) + expiryDays * DAY_MS).toISOString();
  const facts = { id, kind: 'option', underlying: 'XYZ', multiplier: 100 } as const;
  return instrument({ ...facts, right, strike, expiry, mark: price, impliedVol: 0.2 });
}

/** A component of the margin, by its id. */
export function componentOf(
  margin: MarginResult,
  id: string,
): { readonly initial: number; readonly maintenance: number } {
  return margin.components.find((each) => each.id === id)!;
}

type PairJson = {
  readonly measure: string;
  readonly strategy: string;
  readonly legs: readonly { readonly instrument: string; readonly quantity: number }[];
  readonly requirement: number;
  readonly deposit: number;
};

export function pairsOf(margin: MarginResult, measure: 'initial' | 'maintenance'): readonly PairJson[] {
  return (margin.details!['pairs'] as unknown as readonly PairJson[]).filter((pair) => pair.measure === measure);
}

/** The strategies of the pairs used, in alphabetical order. */
export function strategiesOf(margin: MarginResult, measure: 'initial' | 'maintenance'): string[] {
  return pairsOf(margin, measure)
    .map((pair) => pair.strategy)
    .toSorted();
}
