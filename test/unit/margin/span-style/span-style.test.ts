import { describe, expect, it } from 'vitest';
import { black76Greeks, black76Value } from '../../../../shared/pricing/index.ts';
import { valuationOf } from '../../../../shared/risk/index.ts';
import { bookOf } from '../../../support/margins.ts';
import { portfolioOf, SPAN_MARKET, spanMargin, spanMarket, trySpanMargin } from '../../../support/span/fixture.ts';
import { smallPa2, tieredPa2 } from '../../../support/span/small-pa2.ts';

const TEXT = smallPa2();
const FILE = { file: { text: TEXT } };
const RANGES = { priceScanRange: 120, volScanRange: 0.04, volScanRangeIs: 'absolute' } as const;
const MODEL = { underlyings: { ZZ: RANGES } };

function refusal(quantities: Record<string, number>, parameters: object, market = spanMarket()) {
  const margin = trySpanMargin(quantities, { ...parameters }, market);
  if (margin.ok) throw new Error('margined');
  return margin.failure;
}

/** The fixture's market with one instrument changed. */
function marketWith(id: string, change: object) {
  return spanMarket(SPAN_MARKET.instruments.map((each) => (each.id === id ? { ...each, ...change } : each)));
}

describe('span-style without a file', () => {
  it('does not apply without scan ranges, and says what to send', () => {
    expect(refusal({ 'ZZ-202512': 1 }, {})).toMatchObject({
      reason: 'not-applicable',
      detail: expect.stringMatching(/risk-parameter file .*priceScanRange and volScanRange/),
    });
    expect(refusal({ 'ZZ-202512': 1, 'YY-202512': 1 }, MODEL)).toMatchObject({
      reason: 'not-applicable',
      errors: [{ pointer: '/portfolio/positions/1/instrument', detail: expect.stringContaining('underlyings.YY') }],
    });
    const inverse = marketWith('ZZ-202512', { payoff: 'inverse', settlementCurrency: 'ZZ' });
    expect(refusal({ 'ZZ-202512': 1 }, MODEL, inverse)).toMatchObject({ reason: 'not-applicable' });
  });

  it('scans a future by its range, the extremes at 33 % of three ranges', () => {
    const { scans } = commodityOf(spanMargin({ 'ZZ-202512': 1 }, MODEL));
    const third = (120 * 100) / 3;
    const moves = [0, 0, 1, 1, -1, -1, 2, 2, -2, -2, 3, 3, -3, -3, 2.97, -2.97];
    for (const [s, loss] of scans[0]!.losses.entries()) expect(loss).toBeCloseTo(-moves[s]! * third, 9);
    expect(scans[0]).toMatchObject({ activeScenario: 13, loss: 12_000 });
  });

  it.each(['absolute', 'relative'] as const)('revalues options with an %s vol range, a day on', (volScanRangeIs) => {
    const id = 'OZ-202512-C-3600';
    const market = spanMarket();
    const parameters = { underlyings: { ZZ: { ...RANGES, volScanRangeIs } } };
    const { scans, netDeltas } = commodityOf(spanMargin({ [id]: 1 }, parameters, market));
    const option = valuationOf(bookOf(portfolioOf({ [id]: 1 }), market), id).option!;
    const timeYears = option.timeYears - 1 / 365;
    const discount = option.discount ** (timeYears / option.timeYears);
    const range = volScanRangeIs === 'absolute' ? 0.04 : 0.04 * option.volAnnual;
    const moved = (move: number, vol: number) => ({
      ...option,
      forward: option.forward + move * 120,
      volAnnual: option.volAnnual + vol * range,
      timeYears,
      discount,
    });
    const lossAt = (move: number, vol: number) => 100 * (black76Value(option) - black76Value(moved(move, vol)));
    expect(scans[0]!.losses[0]).toBeCloseTo(lossAt(0, 1), 8);
    expect(scans[0]!.losses[3]).toBeCloseTo(lossAt(1 / 3, -1), 8);
    expect(scans[0]!.losses[12]).toBeCloseTo(lossAt(-1, 1), 8);
    expect(scans[0]!.losses[14]).toBeCloseTo(0.33 * lossAt(3, 0), 8);
    const weighted = [
      [0, 0.27],
      ...[1 / 3, 2 / 3, 1].flatMap((move, k) => [move, -move].map((each) => [each, [0.217, 0.111, 0.037][k]!])),
    ] as [number, number][];
    const delta = weighted.reduce((sum, [move, weight]) => sum + weight * black76Greeks(moved(move, 0)).delta, 0);
    expect(weighted.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(netDeltas['202511']).toBeCloseTo(100 * delta, 9);
  });

  it('takes charges and credits of the caller', () => {
    const legs = [
      { period: '202509', ratio: 1, side: 'A' },
      { period: '202510', ratio: 1, side: 'B' },
    ];
    const underlyings = {
      ZZ: { ...RANGES, shortOptionRate: 60, spreads: [{ rate: 2.5, legs }] },
      YY: { ...RANGES, priceScanRange: 60 },
    };
    const spread = spanMargin({ 'ZZ-202509': 1, 'ZZ-202510': -1 }, { underlyings });
    expect(spread).toMatchObject({ initial: 250, exactness: 'approximate' });
    const credits = [
      {
        creditFraction: 0.5,
        legs: [
          { commodity: 'ZZ', ratio: 1, side: 'A' },
          { commodity: 'YY', ratio: 2, side: 'B' },
        ],
      },
    ];
    // 100 of ZZ at 120 each against 50 of YY at 60 each: 25 spreads
    const pair = spanMargin({ 'ZZ-202512': 1, 'YY-202512': -1 }, { underlyings, credits });
    expect(pair.initial).toBeCloseTo(12_000 + 3000 - 0.5 * 25 * (120 + 2 * 60), 8);
    const joint = { underlyings, scanSpreads: [{ savingFraction: 0.4, commodities: ['ZZ', 'YY'] }] };
    expect(spanMargin({ 'ZZ-202512': 1, 'YY-202512': -1 }, joint).initial).toBeCloseTo(
      15_000 - 0.4 * (15_000 - 9000),
      8,
    );
    const short = spanMargin({ 'OZ-202512-P-3200': -1 }, { underlyings });
    expect(short.components.find(({ id }) => id === 'short-option-minimum')!.initial).toBe(60);
  });
});

describe('span-style with a file', () => {
  it('names a contract by the caller, and asks where several fit', () => {
    const instruments = { 'YY-202512': { product: 'ZZ', period: '202603' } };
    const market = marketWith('YY-202512', { multiplier: 100 });
    expect(spanMargin({ 'YY-202512': 2 }, { ...FILE, instruments }, market).initial).toBe(2400);
    const vague = { 'ZZ-202509': { product: 'ZZ' } };
    expect(refusal({ 'ZZ-202509': 1 }, { ...FILE, instruments: vague }).reason).toBe('unknown-instrument');
    const twice = { ZZ: ['ZZ', 'YY'] };
    const sameDate = TEXT.replace(/^(B XYZ)ZZ(.*)$/m, '$1ZZ$2\n$1YY$2');
    expect(refusal({ 'ZZ-202512': 1 }, { file: { text: sameDate }, products: twice })).toMatchObject({
      reason: 'invalid-input',
      detail: expect.stringMatching(/may be ZZ 202512.*YY 202512.*parameters.instruments/),
    });
  });

  it('compares multipliers, or counts by them', () => {
    const market = marketWith('ZZ-202512', { multiplier: 250 });
    expect(refusal({ 'ZZ-202512': 1 }, FILE, market)).toMatchObject({
      reason: 'invalid-input',
      errors: [{ pointer: '/portfolio/positions/0/instrument', detail: expect.stringContaining('positionUnit') }],
    });
    expect(spanMargin({ 'ZZ-202512': 1 }, { ...FILE, positionUnit: 'multiplier' }, market).initial).toBe(2.5 * 1270);
  });

  it('needs a price for an option that has a value', () => {
    const market = marketWith('OZ-202512-P-3600', { expiry: '2026-01-20T18:30:00Z', strike: 100 });
    const option = { 'OZ-202512-P-3600': -1 };
    expect(spanMargin(option, FILE, market).details).toMatchObject({ commodities: [{ netOptionValue: -300 }] });
    const unpriced = { file: { text: TEXT.replaceAll('0000300+', '9999999+') } };
    expect(refusal(option, unpriced, market)).toMatchObject({ reason: 'missing-market-data' });
  });

  it('multiplies maintenance for a speculator, and by the caller', () => {
    expect(spanMargin({ 'ZZ-202512': 1 }, { ...FILE, account: 'speculator' })).toMatchObject({
      initial: expect.closeTo(1397, 8),
      maintenance: 1270,
    });
    expect(spanMargin({ 'ZZ-202512': 1 }, { ...FILE, initialToMaintenance: 1.5 }).initial).toBe(1905);
  });

  it('lets a surplus of option value end with its commodity, or not', () => {
    const market = marketWith('OZ-202512-P-3600', { expiry: '2026-01-20T18:30:00Z', strike: 100 });
    const text = TEXT.replaceAll('0000300+', '0003000+');
    const book = { 'OZ-202512-P-3600': 1, 'YY-202512': -1 };
    const parameters = {
      file: { text },
      instruments: { 'YY-202512': { product: 'YY', period: '202512' } },
      positionUnit: 'multiplier',
    };
    // scan 610 and value 3,000 of the option against 300 of half a YY
    expect(spanMargin(book, parameters, market).initial).toBe(0);
    expect(spanMargin(book, { ...parameters, optionValue: 'combined-commodity' }, market).initial).toBe(300);
  });

  it('refuses a rule that it does not compute, and warns of a credit that it does not give', () => {
    const unsupported = { file: { text: TEXT.replace('3 CC-ZZ 10', '3 CC-ZZ 07') } };
    expect(refusal({ 'ZZ-202512': 1 }, unsupported)).toMatchObject({
      reason: 'unsupported',
      detail: 'combined commodity CC-ZZ: intra-commodity spread method 07',
    });
    const flat = tieredPa2().replace(/^(6 SYN0003.{92})/m, (line) => `${line.slice(0, 100)}F${line.slice(101)}`);
    const instruments = {
      'ZZ-202512': { product: 'AA', period: '202512' },
      'YY-202512': { product: 'DD', period: '202512' },
    };
    const margin = spanMargin(
      { 'ZZ-202512': 1, 'YY-202512': -2 },
      { file: { text: flat }, instruments, positionUnit: 'multiplier' },
    );
    expect(margin.warnings).toContain('credit-not-given: inter-commodity spread 3: a flat credit');
  });
});

type Commodity = {
  scans: { activeScenario: number; loss: number; losses: number[] }[];
  netDeltas: Record<string, number>;
};

function commodityOf({ details }: ReturnType<typeof spanMargin>): Commodity {
  return (details!['commodities'] as unknown as Commodity[])[0]!;
}
