/** Text by the columns where it begins, from 1. */
type Fields = Readonly<Record<number, string>>;

/** A fixed-width record: an id and fields, each at its column. */
export function pa2Record(id: string, fields: Fields): string {
  const ordered = Object.entries(fields).sort(([a], [b]) => Number(a) - Number(b));
  return ordered.reduce((line, [column, text]) => line.padEnd(Number(column) - 1) + text, id);
}

type ArraySpec = {
  readonly product: string;
  readonly type: 'FUT' | 'OOF';
  readonly right?: 'C' | 'P';
  readonly month: string;
  readonly optionMonth?: string;
  /** as in the file, without a point */
  readonly strike?: string;
  readonly losses: readonly number[];
  readonly delta: number;
  /** as in the file; all nines for none */
  readonly price: string;
};

/** Records 81 and 82 of one contract. */
export function pa2Arrays({ product, type, right, month, optionMonth, strike, losses, delta, price }: ArraySpec) {
  const identity = {
    3: 'XYZ',
    6: product,
    16: 'ZZ',
    26: type,
    29: right ?? ' ',
    30: month,
    39: optionMonth ?? '',
    48: strike ?? '0000000',
  };
  const values = losses.map((loss) => `${String(Math.abs(loss)).padStart(5, '0')}${loss < 0 ? '-' : '+'}`);
  const size = `${String(Math.round(Math.abs(delta) * 1e4)).padStart(5, '0')}${delta < 0 ? '-' : '+'}`;
  return [
    pa2Record('81', { ...identity, 55: values.slice(0, 9).join(''), 109: price.padStart(14, '0'), 123: 'N' }),
    pa2Record('82', { ...identity, 55: values.slice(9).join(''), 97: size, 111: price, 118: '+' }),
  ];
}

/** Losses of a future with a scan range, extreme moves at a third of three times. */
function futureLosses(range: number): number[] {
  const third = range / 3;
  const moves = [0, 0, 1, 1, -1, -1, 2, 2, -2, -2, 3, 3, -3, -3].map((move) => -move * third || 0);
  return [...moves, -Math.round(0.99 * range), Math.round(0.99 * range)];
}

/**
 * A file of two commodities made for tests: futures in a delivery month and after it, one option, series and tier spreads,
 * a short-option minimum by the more numerous side, and a credit. Its figures are this test's own.
 */
export function smallPa2(): string {
  const option = [-300, 250, -500, 100, 200, 400, -900, -600, 350, 500, -1300, -1100, 450, 560, -900, 610];
  return [
    pa2Record('0 ', { 3: 'SYN', 9: '20250912S', 36: 'U2' }),
    pa2Record('1 ', { 3: 'XYZ', 8: '01' }),
    ...['ZZ', 'YY'].map((product) =>
      pa2Record('P ', {
        3: 'XYZ',
        6: product,
        16: 'FUT',
        34: '002000',
        42: '00001000000000',
        66: 'USD',
        74: '00',
        117: 'FUT',
      }),
    ),
    pa2Record('P ', {
      3: 'XYZ',
      6: 'OZ',
      16: 'OOF',
      34: '002000',
      42: '00001000000000',
      66: 'USD',
      74: '00',
      117: 'EQTY',
    }),
    pa2Record('2 ', { 3: 'XYZ', 7: 'CC-ZZ', 13: '0USD', 18: 'P', 23: 'ZZ', 33: 'FUT', 39: 'OZ', 49: 'OOF' }),
    pa2Record('3 ', { 3: 'CC-ZZ', 9: '10', 11: '01202512202601', 25: '02202602202712', 69: '100010001100' }),
    pa2Record('E ', { 3: 'CC-ZZ', 9: '000010000200', 21: '2512', 28: '010000A', 35: '2601', 42: '010000B' }),
    pa2Record('C ', { 3: 'CC-ZZ', 9: '1001020000350', 22: '010101A020201B' }),
    pa2Record('4 ', { 3: 'CC-ZZ', 9: '10', 11: '0101202512', 21: '00000400000070', 63: '0000050', 70: '1001001001' }),
    pa2Record('2 ', { 3: 'XYZ', 7: 'CC-YY', 13: '0USD', 18: 'P', 23: 'YY', 33: 'FUT' }),
    pa2Record('4 ', { 3: 'CC-YY', 9: '01', 63: '0000025', 70: '1001001002' }),
    pa2Record('B ', { 3: 'XYZ', 6: 'ZZ', 16: 'FUT', 19: '202512', 86: '010000', 92: '20251229' }),
    ...pa2Arrays({
      product: 'ZZ',
      type: 'FUT',
      month: '202512',
      losses: futureLosses(1200),
      delta: 1,
      price: '0010000',
    }),
    ...pa2Arrays({
      product: 'ZZ',
      type: 'FUT',
      month: '202601',
      losses: futureLosses(1200),
      delta: 1,
      price: '0010100',
    }),
    ...pa2Arrays({
      product: 'ZZ',
      type: 'FUT',
      month: '202603',
      losses: futureLosses(1200),
      delta: 1,
      price: '0010200',
    }),
    ...pa2Arrays({
      product: 'OZ',
      type: 'OOF',
      right: 'P',
      month: '202601',
      optionMonth: '202601',
      strike: '0000100',
      losses: option,
      delta: -0.45,
      price: '0000300',
    }),
    ...pa2Arrays({
      product: 'YY',
      type: 'FUT',
      month: '202512',
      losses: futureLosses(600),
      delta: 1,
      price: '0005000',
    }),
    pa2Record('6 ', {
      3: 'SYN',
      6: '00010400000',
      17: 'XYZ',
      21: 'CC-ZZ',
      27: '0010000A',
      35: 'XYZ',
      39: 'CC-YY',
      45: '0020000B',
      89: '01',
    }),
    '',
  ].join('\n');
}

/**
 * Another such file: two scan tiers with short-option minimums of their own, three-legged and same-tier spreads, calls and
 * puts of which the more numerous count, and credits by tier, before and after the intra-commodity spreads.
 */
export function tieredPa2(): string {
  return [
    pa2Record('0 ', { 3: 'SYN', 9: '20250912S', 36: 'U2' }),
    priceRecord('AA', 'FUT', 'FUT'),
    priceRecord('OA', 'OOF', 'EQTY'),
    priceRecord('BB', 'FUT', 'FUT'),
    priceRecord('DD', 'FUT', 'FUT'),
    pa2Record('2 ', { 3: 'XYZ', 7: 'CC-AA', 13: '0USD', 18: 'P', 23: 'AA', 33: 'FUT', 39: 'OA', 49: 'OOF' }),
    pa2Record('3 ', { 3: 'CC-AA', 9: '10', 11: '01202512202601', 25: '02202602202712', 69: '100010001250' }),
    pa2Record('S ', {
      3: 'CC-AA',
      9: '1002',
      13: '01202512202601',
      27: '02202602202712',
      104: '0000040',
      111: '0000030',
    }),
    pa2Record('E ', {
      3: 'CC-AA',
      9: '000010000200',
      21: '2512',
      28: '010000A',
      35: '2601',
      42: '020000B',
      49: '2602',
      56: '010000A',
    }),
    pa2Record('E ', { 3: 'CC-AA', 9: '000020000150', 21: '2602', 28: '010000A', 35: '2603', 42: '010000B' }),
    pa2Record('C ', { 3: 'CC-AA', 9: '1001020000350', 22: '010101A020201B' }),
    pa2Record('C ', { 3: 'CC-AA', 9: '1002020000300', 22: '010201A020201B' }),
    pa2Record('4 ', {
      3: 'CC-AA',
      9: '10',
      11: '0201202512',
      21: '00000400000070',
      35: '02202601',
      43: '00000300000020',
      63: '0000050',
      70: '1001101201',
    }),
    pa2Record('2 ', { 3: 'XYZ', 7: 'CC-BB', 13: '0USD', 18: 'P', 23: 'BB', 33: 'FUT' }),
    pa2Record('4 ', { 3: 'CC-BB', 9: '01', 63: '0000025', 70: '1001001002' }),
    pa2Record('2 ', { 3: 'XYZ', 7: 'CC-DD', 13: '0USD', 18: 'P', 23: 'DD', 33: 'FUT' }),
    pa2Record('3 ', { 3: 'CC-DD', 9: '01' }),
    ...['202512', '202601', '202602', '202603'].flatMap((month) => future('AA', month, 600)),
    ...optionArrays('C', '202601', 1),
    ...optionArrays('P', '202601', 1),
    ...optionArrays('C', '202603', 0.8),
    ...optionArrays('P', '202603', 0.8),
    ...future('BB', '202512', 900),
    ...future('DD', '202512', 300),
    credit(
      '0001',
      '0300000',
      [
        ['CC-BB', '0010000', 'A', '00'],
        ['CC-DD', '0030000', 'B', '00'],
      ],
      'S',
    ),
    credit(
      '0002',
      '0400000',
      [
        ['CC-AA', '0020000', 'A', '01'],
        ['CC-BB', '0010000', 'B', '00'],
      ],
      'N',
    ),
    credit(
      '0003',
      '0250000',
      [
        ['CC-AA', '0010000', 'A', '00'],
        ['CC-DD', '0010000', 'B', '00'],
      ],
      ' ',
    ),
    '',
  ].join('\n');
}

function priceRecord(product: string, type: string, valuation: string): string {
  const fields = { 3: 'XYZ', 6: product, 16: type, 34: '002000', 42: '00001000000000', 66: 'USD', 74: '00' };
  return pa2Record('P ', { ...fields, 117: valuation });
}

function future(product: string, month: string, range: number): string[] {
  return pa2Arrays({ product, type: 'FUT', month, losses: futureLosses(range), delta: 1, price: '0010000' });
}

function optionArrays(right: 'C' | 'P', month: string, size: number): string[] {
  const sign = right === 'C' ? -1 : 1;
  const losses = futureLosses(600).map((loss, s) => Math.round((sign * -loss * size) / 2 + (s % 2 === 0 ? -120 : 90)));
  const delta = right === 'C' ? 0.5 * size : -0.45 * size;
  return pa2Arrays({
    product: 'OA',
    type: 'OOF',
    right,
    month,
    optionMonth: month,
    strike: '0000100',
    losses,
    delta,
    price: '0000500',
  });
}

function credit(
  priority: string,
  rate: string,
  legs: readonly (readonly [string, string, 'A' | 'B', string])[],
  group: string,
): string {
  const fields = legs.flatMap(([code, ratio, side, tier], k) => [
    [17 + 18 * k, 'XYZ'],
    [21 + 18 * k, code],
    [27 + 18 * k, `${ratio}${side}`],
    [102 + 2 * k, tier],
  ]);
  return pa2Record('6 ', { ...Object.fromEntries(fields), 3: 'SYN', 6: priority, 10: rate, 89: '01', 110: group });
}
