import { FormatError } from './format-error.ts';

/** First and last column, from 1, as the clearing house prints them. */
type Span = readonly [from: number, to: number];

/** Columns that repeat: the k-th starts `step` further on. */
function repeated(first: Span, step: number, count: number): readonly Span[] {
  return Array.from({ length: count }, (_, k) => [first[0] + step * k, first[1] + step * k]);
}

const IDENTITY = {
  exchange: [3, 5],
  product: [6, 15],
  type: [26, 28],
  right: [29, 29],
  month: [30, 35],
  day: [36, 37],
  optionMonth: [39, 44],
  optionDay: [45, 46],
  strike: [48, 54],
} as const satisfies Record<string, Span>;

/**
 * Where each field of the expanded unpacked format (`U2`) stands.
 *
 * Source: CME Group, "Risk Parameter File Layouts for the Positional Formats", record types 0, P, 2, 3, S, E, C, 4, B, 81, 82, 6.
 */
export const COLUMNS = {
  header: { complex: [3, 8], businessDate: [9, 16], format: [36, 37] },
  price: {
    exchange: [3, 5],
    product: [6, 15],
    type: [16, 18],
    settlementDecimals: [34, 36],
    strikeDecimals: [37, 39],
    settlementAlignment: [40, 40],
    strikeAlignment: [41, 41],
    valueFactor: [42, 55],
    currency: [66, 68],
    exponentSign: [73, 73],
    exponent: [74, 75],
    valuation: [117, 121],
  },
  commodity: {
    exchange: [3, 5],
    code: [7, 12],
    riskExponent: [13, 13],
    currency: [14, 16],
    optionStyle: [18, 18],
    products: repeated([23, 32], 16, 6),
    types: repeated([33, 35], 16, 6),
    locators: repeated([36, 36], 16, 6),
  },
  intraTiers: {
    code: [3, 8],
    method: [9, 10],
    numbers: repeated([11, 12], 14, 4),
    starts: repeated([13, 18], 14, 4),
    ends: repeated([19, 24], 14, 4),
    startDays: repeated([81, 82], 4, 4),
    endDays: repeated([83, 84], 4, 4),
    initialMember: [69, 72],
    initialHedger: [73, 76],
    initialSpeculator: [77, 80],
  },
  scanTiers: {
    code: [3, 8],
    method: [9, 10],
    numbers: repeated([13, 14], 14, 5),
    starts: repeated([15, 20], 14, 5),
    ends: repeated([21, 26], 14, 5),
    shortOptionRates: repeated([104, 110], 7, 5),
  },
  seriesSpread: {
    code: [3, 8],
    priority: [9, 13],
    rate: [14, 20],
    months: repeated([21, 24], 14, 4),
    days: repeated([25, 27], 14, 4),
    ratios: repeated([28, 33], 14, 4),
    sides: repeated([34, 34], 14, 4),
  },
  tierSpread: {
    code: [3, 8],
    method: [9, 10],
    priority: [11, 12],
    rate: [15, 21],
    tiers: repeated([24, 25], 7, 8),
    ratios: repeated([26, 27], 7, 8),
    sides: repeated([28, 28], 7, 8),
  },
  delivery: {
    code: [3, 8],
    method: [9, 10],
    months: repeated([15, 20], 22, 2),
    spreadRates: repeated([21, 27], 22, 2),
    outrightRates: repeated([28, 34], 22, 2),
    shortOptionRate: [63, 69],
    factorMember: [70, 72],
    factorHedger: [73, 75],
    factorSpeculator: [76, 78],
    shortOptionMethod: [79, 79],
  },
  array: {
    exchange: [3, 5],
    product: [6, 15],
    type: [16, 18],
    month: [19, 24],
    day: [25, 26],
    optionMonth: [28, 33],
    optionDay: [34, 35],
    deltaScaling: [86, 91],
    expiryDate: [92, 99],
    valueFactor: [129, 142],
  },
  first: { ...IDENTITY, values: repeated([55, 59], 6, 9), precisePrice: [109, 122], preciseFlag: [123, 123] },
  second: {
    ...IDENTITY,
    values: repeated([55, 59], 6, 7),
    delta: [97, 101],
    price: [111, 117],
    priceSign: [118, 118],
    strikeSign: [119, 119],
  },
  interSpread: {
    priority: [6, 9],
    rate: [10, 16],
    required: repeated([20, 20], 18, 4),
    codes: repeated([21, 26], 18, 4),
    ratios: repeated([27, 33], 18, 4),
    sides: repeated([34, 34], 18, 4),
    method: [89, 90],
    creditMethod: [101, 101],
    tiers: repeated([102, 103], 2, 4),
    group: [110, 110],
    separateRates: [122, 122],
    legRates: repeated([123, 129], 7, 4),
  },
} as const;

/** One fixed-width record: fields by their columns; what the line is too short for is blank. */
export class Pa2Record {
  readonly #line: string;
  readonly #number: number;

  constructor(line: string, number: number) {
    this.#line = line;
    this.#number = number;
  }

  text([from, to]: Span): string {
    return this.#line.slice(from - 1, to).trim();
  }

  /** A whole number, 0 where the field is blank; a minus may lead. */
  integer(span: Span): number {
    const text = this.text(span);
    if (text === '') return 0;
    if (!/^[+-]?\d+$/.test(text)) throw this.error(span, `${JSON.stringify(text)} is not a number`);
    return Number(text);
  }

  /** A number with `decimals` digits after a point that isn't written. */
  decimal(span: Span, decimals: number): number {
    return this.integer(span) / powerOfTen(decimals);
  }

  /** A magnitude whose sign is the character after it. */
  signed(span: Span, decimals = 0): number {
    const magnitude = this.decimal(span, decimals);
    const sign = this.text([span[1] + 1, span[1] + 1]);
    if (sign !== '' && sign !== '+' && sign !== '-') throw this.error(span, `the sign ${JSON.stringify(sign)}`);
    return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
  }

  oneOf<const T extends string>(span: Span, values: readonly T[]): T {
    const text = this.text(span);
    const value = values.find((each) => each === text);
    if (value === undefined) throw this.error(span, `${JSON.stringify(text)} is none of ${values.join(', ')}`);
    return value;
  }

  error([from, to]: Span, problem: string): FormatError {
    return new FormatError(`line ${this.#number}, columns ${from}-${to}`, problem);
  }
}

/** 10ⁿ for a whole n, by multiplication. */
export function powerOfTen(exponent: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(exponent); i++) power *= 10;
  return exponent < 0 ? 1 / power : power;
}
