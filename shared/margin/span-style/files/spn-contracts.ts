import { type ProductType, productKey, SCENARIO_COUNT, type SpanContract } from '../span-file.ts';
import type { FileDraft } from './file-draft.ts';
import { FormatError } from './format-error.ts';
import type { XmlRecord } from './xml-records.ts';

const TYPE_OF: Readonly<Record<string, ProductType>> = {
  phyPf: 'PHY',
  futPf: 'FUT',
  equityPf: 'EQU',
  oofPf: 'OOF',
  oopPf: 'OOP',
  ooePf: 'OOE',
};

/** A contract whose commodity, and whose underlying future, may still be to come. */
type Raw = {
  readonly contract: Omit<SpanContract, 'deltaPeriod'>;
  /** of an option on a future */
  readonly underlying: string | null;
  readonly scale: number;
  readonly place: string;
};

/** Contracts of the exchanges in a file, joined at the end with the commodities that they are in. */
export class SpnContracts {
  readonly #draft: FileDraft;
  readonly #products: ReadonlySet<string> | null;
  readonly #raw: Raw[] = [];
  /** period of each future, by exchange, portfolio and contract */
  readonly #futures = new Map<string, string>();
  /** delta scaling by product, for files that don't have it by contract */
  readonly #scaleOf = new Map<string, number>();
  scalesByContract = true;

  constructor(draft: FileDraft, products: ReadonlySet<string> | null) {
    this.#draft = draft;
    this.#products = products;
  }

  /** Whether the arrays of a contract, or the options of a series, are asked for. */
  wants(record: XmlRecord): boolean {
    return this.#products === null || this.#products.has(portfolioOf(record).value('pfCode'));
  }

  scaleBy(key: string, scale: number): void {
    this.#scaleOf.set(key, scale);
  }

  /** @param record a `phy`, `fut`, `equity` or `opt` that has just closed */
  add(record: XmlRecord): void {
    const portfolio = portfolioOf(record);
    if (record.name === 'fut') {
      this.#draft.bound(record.place, 'futures', this.#futures.size + 1, 300_000);
      const key = `${exchangeOf(portfolio)}|${portfolio.value('pfId')}|${record.value('cId')}`;
      this.#futures.set(key, record.required('pe'));
    }
    if (!this.wants(record)) return;
    this.#draft.countContract(record.place);
    this.#raw.push(readContract(record, portfolio));
  }

  finished(): SpanContract[] {
    return this.#raw.map((raw) => this.#join(raw)).filter((contract) => contract !== null);
  }

  #join({ contract, underlying, scale, place }: Raw): SpanContract | null {
    const key = productKey(contract.product, contract.type);
    const code = this.#draft.commodityOf.get(key);
    if (code === undefined) return null;
    const { riskScale } = this.#draft.commodities.get(code)!;
    const deltaPeriod = underlying === null ? contract.ownPeriod : this.#futures.get(underlying);
    if (deltaPeriod === undefined) throw new FormatError(place, 'an option on a future that the file lacks');
    const deltaScale = this.scalesByContract ? scale : (this.#scaleOf.get(key) ?? 1);
    const { losses, delta } = contract;
    return {
      ...contract,
      deltaPeriod,
      delta: delta * deltaScale,
      losses: riskScale === 1 ? losses : losses.map((loss) => loss * riskScale),
    };
  }
}

function readContract(record: XmlRecord, portfolio: XmlRecord): Raw {
  const type = TYPE_OF[portfolio.name]!;
  const series = record.name === 'opt' ? record.parent! : record;
  const ownPeriod = series.value('pe');
  if (ownPeriod === '' && type !== 'PHY' && type !== 'EQU') {
    throw new FormatError(record.place, `a <${record.name}> whose <pe> is not before it`);
  }
  const array = record.all('ra').find((each) => each.number('r', 1) === 1) ?? record.first('ra');
  if (array === null) throw new FormatError(record.place, `<${record.name}> without <ra>`);
  const date = series.value('setlDate');
  const factor = [record, series, portfolio].find((each) => each.value('cvf') !== '');
  const contract = {
    product: portfolio.required('pfCode'),
    type,
    right: record.name === 'opt' ? rightOf(record) : null,
    strike: record.name === 'opt' ? requiredNumber(record, 'k') : null,
    ownPeriod: withoutZeros(ownPeriod),
    expiryDate: /^[1-9]\d{7}$/.test(date) ? date : null,
    losses: lossesOf(array),
    delta: requiredNumber(array, 'd'),
    price: record.value('p') === '' ? null : record.number('p', 0),
    valueFactor: factor?.number('cvf', 1) ?? 1,
    valueCurrency: portfolio.value('currency') || null,
    carriesValue: record.name === 'opt' && portfolio.value('valueMeth') !== 'FUT',
  };
  const onFuture = type === 'OOF' ? underlyingOf(series) : null;
  return { contract, underlying: onFuture, scale: series.number('sc', 1), place: record.place };
}

function lossesOf(array: XmlRecord): Float64Array {
  const values = array.all('a');
  if (values.length !== SCENARIO_COUNT) {
    throw new FormatError(array.place, `${values.length} array values, not ${SCENARIO_COUNT}`);
  }
  return Float64Array.from(values, (value) => value.asNumber());
}

function rightOf(record: XmlRecord): 'call' | 'put' {
  const right = record.required('o');
  if (right !== 'C' && right !== 'P') throw new FormatError(record.place, `<o> holds ${JSON.stringify(right)}`);
  return right === 'C' ? 'call' : 'put';
}

function underlyingOf(series: XmlRecord): string {
  const contract = series.first('undC');
  if (contract === null) throw new FormatError(series.place, 'a series whose <undC> is not before its options');
  return ['exch', 'pfId', 'cId'].map((name) => contract.required(name)).join('|');
}

function requiredNumber(record: XmlRecord, name: string): number {
  record.required(name);
  return record.number(name, 0);
}

/** The portfolio that a contract, or a series, is in. */
function portfolioOf(record: XmlRecord): XmlRecord {
  let at = record;
  while (!(at.name in TYPE_OF)) {
    if (at.parent === null) throw new FormatError(record.place, `<${record.name}> outside a product`);
    at = at.parent;
  }
  return at;
}

function exchangeOf(portfolio: XmlRecord): string {
  return portfolio.parent?.value('exch') ?? '';
}

/** `00000000` is no period. */
function withoutZeros(period: string): string {
  return /^0*$/.test(period) ? '' : period;
}
