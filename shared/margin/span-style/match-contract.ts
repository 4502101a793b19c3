import type { Instrument } from '../../instruments/index.ts';
import type { FileContract, SpanParameters } from './parameters.ts';
import { isOptionType, type ProductType, productKey, type SpanContract, type SpanFile } from './span-file.ts';

type Names = Pick<SpanParameters, 'instruments' | 'products'>;

const FUTURES: readonly ProductType[] = ['FUT'];
const UNDERLYINGS: readonly ProductType[] = ['PHY', 'EQU'];

/**
 * The contracts of a file that an instrument may be.
 *
 * By the caller's mapping where there is one; else by facts: the products of its underlying (by default the product of
 * that code, and for an option the options in the same combined commodity), right, strike, and the date of expiry, in UTC.
 * A contract whose date the file doesn't state is matched by month, if its period is one.
 */
export class ContractMatcher {
  readonly #file: SpanFile;
  readonly #names: Names;
  readonly #beside = new Map<string, readonly string[]>();
  readonly #byKey: ReadonlyMap<string, readonly SpanContract[]>;

  constructor(file: SpanFile, names: Names) {
    this.#file = file;
    this.#names = names;
    this.#byKey = Map.groupBy(file.contracts, ({ product, right, strike }) => keyOf(product, right, strike));
  }

  match(instrument: Instrument): readonly SpanContract[] {
    const mapped = Object.hasOwn(this.#names.instruments, instrument.id) && this.#names.instruments[instrument.id];
    return mapped ? this.#matchMapped(instrument, mapped) : this.#matchFacts(instrument);
  }

  #matchMapped(instrument: Instrument, mapped: FileContract): readonly SpanContract[] {
    const isOption = instrument.kind === 'option';
    const right = mapped.right ?? (isOption ? instrument.right : null);
    const strike = mapped.strike ?? (isOption ? instrument.strike : null);
    return this.#find(mapped.product, right, strike).filter(
      (contract) =>
        isOptionType(contract.type) === isOption &&
        (mapped.period === undefined || contract.deltaPeriod === mapped.period) &&
        (mapped.optionPeriod === undefined || contract.ownPeriod === mapped.optionPeriod) &&
        (mapped.period !== undefined || mapped.optionPeriod !== undefined || expiresWith(contract, instrument)),
    );
  }

  #matchFacts(instrument: Instrument): readonly SpanContract[] {
    const products = this.productsOf(instrument);
    const [right, strike] = instrument.kind === 'option' ? [instrument.right, instrument.strike] : [null, null];
    const types = instrument.kind === 'future' ? FUTURES : instrument.kind === 'spot' ? UNDERLYINGS : [];
    return products
      .flatMap((product) => this.#find(product, right, strike))
      .filter(({ type }) => (instrument.kind === 'option' ? isOptionType(type) : types.includes(type)))
      .filter((contract) => instrument.kind === 'spot' || expiresWith(contract, instrument));
  }

  /** Product codes that an instrument may be under. */
  productsOf(instrument: Instrument): readonly string[] {
    const { instruments, products } = this.#names;
    if (Object.hasOwn(instruments, instrument.id)) return [instruments[instrument.id]!.product];
    const { underlying } = instrument;
    if (Object.hasOwn(products, underlying)) return products[underlying]!;
    return instrument.kind === 'option' ? [...new Set([underlying, ...this.#optionsBeside(underlying)])] : [underlying];
  }

  /** Option products in the combined commodity of an underlying's own product. */
  #optionsBeside(underlying: string): readonly string[] {
    const products = this.#beside.get(underlying) ?? this.#findOptionsBeside(underlying);
    this.#beside.set(underlying, products);
    return products;
  }

  #findOptionsBeside(underlying: string): string[] {
    const { commodityOf } = this.#file;
    const own = [...FUTURES, ...UNDERLYINGS].map((type) => commodityOf.get(productKey(underlying, type)));
    const commodity = own.find((code) => code !== undefined);
    if (commodity === undefined) return [];
    return [...commodityOf]
      .filter(([key, code]) => code === commodity && key.startsWith('OO'))
      .map(([key]) => key.slice(key.indexOf(':') + 1));
  }

  #find(product: string, right: string | null, strike: number | null): readonly SpanContract[] {
    return this.#byKey.get(keyOf(product, right, strike)) ?? [];
  }
}

function keyOf(product: string, right: string | null, strike: number | null): string {
  return `${product}|${right}|${strike}`;
}

function expiresWith(contract: SpanContract, instrument: Instrument): boolean {
  if (!('expiryMs' in instrument)) return false;
  const date = new Date(instrument.expiryMs).toISOString().slice(0, 10).replaceAll('-', '');
  if (contract.expiryDate !== null) return contract.expiryDate === date;
  return contract.ownPeriod === date || contract.ownPeriod === date.slice(0, 6);
}
