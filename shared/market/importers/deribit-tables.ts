import type { CurrencyPrice, ExpiryPoint, QuotedInstrument, Underlying } from '../snapshot.ts';
import { findOfIndex } from './deribit-index-price.ts';
import { isInverse, isPerpetual } from './deribit-instrument.ts';
import type { ContractRow, ImportBody } from './deribit-rows.ts';

export type ImportedContract = {
  readonly row: ContractRow;
  readonly quoted: QuotedInstrument;
  readonly indexPrice: number;
};

/** Coins that get the lower shocks of every method that tells majors from the rest. */
const MAJORS: ReadonlySet<string> = new Set(['BTC', 'ETH']);

export function listUnderlyings(contracts: readonly ImportedContract[]): Underlying[] {
  const prices = new Map(contracts.map(({ row, indexPrice }) => [row.base_currency, indexPrice]));
  return [...prices]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, price]) => ({
      id,
      price,
      assetClass: MAJORS.has(id) ? 'crypto-major' : 'crypto-other',
      rate: 0,
      dividendYield: 0,
    }));
}

/**
 * One point per underlying and expiry, rate 0. Its forward is the mark of the dated future, else the median of what the
 * options there were marked on; coin-settled contracts speak before the others. Without either it has no forward.
 */
export function listExpiries(contracts: readonly ImportedContract[]): ExpiryPoint[] {
  const groups = new Map<string, ImportedContract[]>();
  for (const contract of contracts) {
    if (contract.row.kind === 'spot' || isPerpetual(contract.row)) continue;
    const key = `${contract.row.base_currency}@${contract.quoted.expiry}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [contract]);
    else group.push(contract);
  }
  return [...groups.values()]
    .map((group) => expiryPoint(group))
    .sort((a, b) => compareText(a.underlying, b.underlying) || compareText(a.expiry, b.expiry));
}

/** The exchange settles at this hour, UTC. */
const DELIVERY_TIME = 'T08:00:00.000Z';

/** Final prices of the expiries up to `asOf`: one point per coin that the market lists and day. */
export function listDeliveries(
  underlyings: readonly Underlying[],
  { asOf, deliveryPrices = {} }: Pick<ImportBody, 'asOf' | 'deliveryPrices'>,
): ExpiryPoint[] {
  return underlyings.flatMap(({ id }) => {
    const rows = findOfIndex(deliveryPrices, id) ?? [];
    const prices = new Map(rows.map(({ date, delivery_price }) => [`${date}${DELIVERY_TIME}`, delivery_price]));
    return [...prices]
      .filter(([expiry]) => Date.parse(expiry) <= Date.parse(asOf))
      .sort(([a], [b]) => compareText(a, b))
      .map(([expiry, settlementPrice]) => ({ underlying: id, expiry, settlementPrice }));
  });
}

/** Settlement currencies other than coins that the market lists, where their index price is given. */
export function listCurrencies(
  contracts: readonly ImportedContract[],
  indexPrices: Readonly<Record<string, number>>,
): CurrencyPrice[] {
  const underlyings = new Set(contracts.map(({ row }) => row.base_currency));
  const settled = new Set(contracts.map(({ quoted }) => quoted.settlementCurrency ?? ''));
  return [...settled]
    .filter((id) => id !== 'USD' && !underlyings.has(id))
    .sort(compareText)
    .flatMap((id) => {
      const price = findOfIndex(indexPrices, id);
      return price === null ? [] : [{ id, price }];
    });
}

/** Order of code units, the same in every locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function expiryPoint(group: readonly ImportedContract[]): ExpiryPoint {
  const { row, quoted } = group[0]!;
  const inverse = group.filter((contract) => contract.row.kind !== 'spot' && isInverse(contract.row));
  const forward = forwardOf(inverse) ?? forwardOf(group);
  const point = { underlying: row.base_currency, expiry: quoted.expiry!, rate: 0 };
  return forward === undefined ? point : { ...point, forward };
}

function forwardOf(group: readonly ImportedContract[]): number | undefined {
  const future = group.find(({ row }) => row.kind === 'future');
  return future?.quoted.mark ?? median(group.flatMap(({ quoted }) => quoted.forward ?? []));
}

/** The lower median: always one of the values. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
