import {
  isOptionType,
  PRODUCT_TYPES,
  type ProductType,
  productKey,
  SCENARIO_COUNT,
  type SpanContract,
} from '../span-file.ts';
import type { FileDraft } from './file-draft.ts';
import { FormatError } from './format-error.ts';
import { COLUMNS, type Pa2Record, powerOfTen } from './pa2-columns.ts';
import { alignedPrice } from './price-format.ts';

type PriceFormat = {
  readonly settlementDecimals: number;
  readonly strikeDecimals: number;
  readonly settlementAlignment: string;
  readonly strikeAlignment: string;
  readonly valueFactor: number;
  readonly currency: string;
  readonly valuation: string;
};

type ArrayFacts = { readonly deltaScaling: number; readonly expiryDate: string | null; readonly valueFactor: number };

/** A contract whose arrays are read and whose product's format may still be to come. */
type Raw = {
  readonly place: string;
  readonly exchange: string;
  readonly product: string;
  readonly type: ProductType;
  readonly right: '' | 'C' | 'P';
  readonly deltaPeriod: string;
  readonly ownPeriod: string;
  readonly strike: number;
  readonly values: Float64Array;
  /** null: the file has none; the precise one where only that is filled */
  precisePrice: number | null | undefined;
  delta: number;
  price: number | null;
  negativeStrike: boolean;
};

const NO_PRICE = /^9+$/;

/** Records P, B and pairs of 81 and 82: formats are joined at the end, wherever they stand. */
export class Pa2Contracts {
  readonly #draft: FileDraft;
  readonly #products: ReadonlySet<string> | null;
  readonly #formats = new Map<string, PriceFormat>();
  readonly #arrays = new Map<string, ArrayFacts>();
  readonly #raw = new Map<string, Raw>();
  /** a record 81 whose 82 must come next */
  #open: { readonly identity: string; readonly raw: Raw } | null = null;

  /** @param products whose contracts are kept; null for all */
  constructor(draft: FileDraft, products: ReadonlySet<string> | null) {
    this.#draft = draft;
    this.#products = products;
  }

  wants(record: Pa2Record): boolean {
    return this.#products === null || this.#products.has(record.text(COLUMNS.first.product));
  }

  readPrice(record: Pa2Record, place: string): void {
    const at = COLUMNS.price;
    this.#draft.bound(place, 'products', this.#formats.size + 1, 100_000);
    const exponent = record.integer(at.exponent) * (record.text(at.exponentSign) === '-' ? -1 : 1);
    if (Math.abs(exponent) > 9) throw record.error(at.exponent, `a value factor exponent of ${exponent}`);
    this.#formats.set(`${record.text(at.exchange)}|${record.text(at.product)}|${record.text(at.type)}`, {
      settlementDecimals: record.integer(at.settlementDecimals),
      strikeDecimals: record.integer(at.strikeDecimals),
      settlementAlignment: record.text(at.settlementAlignment),
      strikeAlignment: record.text(at.strikeAlignment),
      valueFactor: scaled(record.decimal(at.valueFactor, 7), exponent),
      currency: record.text(at.currency),
      valuation: record.text(at.valuation),
    });
  }

  readArrayFacts(record: Pa2Record, place: string): void {
    const at = COLUMNS.array;
    this.#draft.bound(place, 'array parameters', this.#arrays.size + 1, 300_000);
    const date = record.text(at.expiryDate);
    const [exchange, product, type] = [at.exchange, at.product, at.type].map((span) => record.text(span));
    const deltaPeriod = record.text(at.month) + record.text(at.day);
    const optionPeriod = record.text(at.optionMonth) + record.text(at.optionDay);
    this.#arrays.set(`${exchange}|${product}|${type}|${deltaPeriod}|${optionPeriod}`, {
      deltaScaling: record.text(at.deltaScaling) === '' ? 1 : record.decimal(at.deltaScaling, 4),
      expiryDate: /^[1-9]\d{7}$/.test(date) ? date : null,
      valueFactor: record.decimal(at.valueFactor, 7),
    });
  }

  readFirst(record: Pa2Record, place: string): void {
    const at = COLUMNS.first;
    const identity = identityOf(record);
    this.#requireClosed();
    this.#draft.countContract(place);
    const type = record.oneOf(at.type, PRODUCT_TYPES);
    const values = new Float64Array(SCENARIO_COUNT);
    for (const [k, span] of at.values.entries()) values[k] = record.signed(span);
    const precise = record.text(at.precisePrice);
    const deltaPeriod = record.text(at.month) + record.text(at.day);
    const raw: Raw = {
      place,
      exchange: record.text(at.exchange),
      product: record.text(at.product),
      type,
      right: isOptionType(type) ? record.oneOf(at.right, ['C', 'P']) : '',
      deltaPeriod,
      ownPeriod: isOptionType(type) ? record.text(at.optionMonth) + record.text(at.optionDay) : deltaPeriod,
      strike: record.integer(at.strike),
      values,
      precisePrice: record.text(at.preciseFlag) === 'Y' ? priceOf(precise, record.integer(at.precisePrice)) : undefined,
      delta: 0,
      price: null,
      negativeStrike: false,
    };
    this.#open = { identity, raw };
  }

  readSecond(record: Pa2Record, place: string): void {
    const at = COLUMNS.second;
    const identity = identityOf(record);
    if (this.#open?.identity !== identity) {
      throw new FormatError(place, `record 82 of ${describe(identity)} without its 81 before it`);
    }
    const { raw } = this.#open;
    this.#open = null;
    for (const [k, span] of at.values.entries()) raw.values[9 + k] = record.signed(span);
    raw.delta = record.signed(at.delta, 4);
    raw.price = priceOf(record.text(at.price), record.signed(at.price));
    raw.negativeStrike = record.text(at.strikeSign) === '-';
    const key = raw.negativeStrike ? `${identity}|-` : identity;
    if (this.#raw.has(key)) throw new FormatError(place, `contract ${describe(identity)} stands twice`);
    this.#raw.set(key, raw);
  }

  finished(futuresStyle: ReadonlySet<string>): SpanContract[] {
    this.#requireClosed();
    return [...this.#raw.values()].map((raw) => this.#contract(raw, futuresStyle)).filter((each) => each !== null);
  }

  #requireClosed(): void {
    if (this.#open === null) return;
    throw new FormatError(
      this.#open.raw.place,
      `record 81 of ${describe(this.#open.identity)} without its 82 after it`,
    );
  }

  /** null for a product of no combined commodity: nothing says how to margin it. */
  #contract(raw: Raw, futuresStyle: ReadonlySet<string>): SpanContract | null {
    const code = this.#draft.commodityOf.get(productKey(raw.product, raw.type));
    if (code === undefined) return null;
    const { riskScale } = this.#draft.commodities.get(code)!;
    const format = this.#formats.get(`${raw.exchange}|${raw.product}|${raw.type}`);
    if (format === undefined) throw new FormatError(raw.place, `no record P of ${raw.product} ${raw.type}`);
    const isOption = isOptionType(raw.type);
    const facts = this.#arrays.get(
      `${raw.exchange}|${raw.product}|${raw.type}|${raw.deltaPeriod}|${isOption ? raw.ownPeriod : ''}`,
    );
    const price = raw.precisePrice === undefined ? raw.price : raw.precisePrice;
    const { settlementDecimals, settlementAlignment, strikeDecimals, strikeAlignment } = format;
    const strike = raw.negativeStrike ? -raw.strike : raw.strike;
    return {
      product: raw.product,
      type: raw.type,
      right: raw.right === '' ? null : raw.right === 'C' ? 'call' : 'put',
      strike: isOption ? aligned(raw, strike, strikeDecimals, strikeAlignment) : null,
      deltaPeriod: raw.deltaPeriod,
      ownPeriod: raw.ownPeriod,
      expiryDate: facts?.expiryDate ?? null,
      losses: riskScale === 1 ? raw.values : raw.values.map((value) => value * riskScale),
      delta: raw.delta * (facts?.deltaScaling ?? 1),
      price: price === null ? null : aligned(raw, price, settlementDecimals, settlementAlignment),
      valueFactor: facts !== undefined && facts.valueFactor > 0 ? facts.valueFactor : format.valueFactor,
      valueCurrency: format.currency === '' ? null : format.currency,
      carriesValue: isOption && !futuresStyle.has(code) && format.valuation !== 'FUT',
    };
  }
}

function aligned({ place }: Raw, raw: number, decimals: number, alignment: string): number {
  const price = alignedPrice(raw, decimals, alignment);
  if (price !== null) return price;
  throw new FormatError(
    place,
    `${raw} is no price in the format ${JSON.stringify(alignment)} with ${decimals} decimals`,
  );
}

function scaled(value: number, exponent: number): number {
  return exponent < 0 ? value / powerOfTen(-exponent) : value * powerOfTen(exponent);
}

/** All nines: no price. */
function priceOf(text: string, value: number): number | null {
  return text === '' || NO_PRICE.test(text) ? null : value;
}

function identityOf(record: Pa2Record): string {
  const { exchange, product, type, right, month, day, optionMonth, optionDay, strike } = COLUMNS.first;
  return [exchange, product, type, right, month, day, optionMonth, optionDay, strike]
    .map((span) => record.text(span))
    .join('|');
}

function describe(identity: string): string {
  return identity.replaceAll('|', ' ').replaceAll(/ +/g, ' ').trim();
}
