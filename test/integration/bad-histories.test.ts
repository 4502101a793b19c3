import { describe, expect, it } from 'vitest';
import type { MarketSnapshot } from '../../shared/market/index.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { useTermApi } from '../support/term-api.ts';

const { send } = useTermApi();

type Closes = Readonly<Record<string, readonly (number | null)[]>>;
type Problem = {
  readonly type: string;
  readonly status: number;
  readonly errors?: readonly { pointer: string; detail: string }[];
};

/** Reasons, each with its status. */
const STATUS = { malformed: 400, 'invalid-input': 422, 'missing-market-data': 422, 'limit-exceeded': 422 } as const;
const KINDS = ['historical', 'filtered', 'delta-normal', 'delta-gamma', 'monte-carlo'] as const;
const N = 80;

/** A walk that never stands still, another for each seed. */
function walk(seed: number, n = N): number[] {
  return Array.from({ length: n }, (_, t) => 100 * (1 + 0.1 * Math.sin(seed + 1.7 * t) + 0.05 * Math.cos(seed * t)));
}

function datesOf(n: number): string[] {
  return Array.from({ length: n }, (_, t) => new Date(Date.UTC(2025, 0, 1 + t)).toISOString().slice(0, 10));
}

function subject(
  closes: Closes | undefined,
  dates: readonly string[] = datesOf(Object.values(closes ?? {})[0]?.length ?? 0),
  held: Readonly<Record<string, string>> = { A: '10', B: '10' },
) {
  const ids = ['A', 'B'];
  const market: MarketSnapshot = marketSnapshot({
    asOf: '2026-01-02T00:00:00Z',
    underlyings: ids.map((id) => ({ id, price: 100, assetClass: 'equity', rate: 0, dividendYield: 0 })),
    instruments: ids.map((id) => instrument({ id, kind: 'spot', underlying: id, mark: 100 })),
    ...(closes === undefined ? {} : { history: { dates, closes } }),
  });
  const positions = Object.entries(held).map(([id, quantity]) => ({ instrument: id, quantity }));
  return { market, portfolio: { baseCurrency: 'USD', positions } };
}

async function ask(path: string, body: object): Promise<{ status: number; json: Problem; text: string }> {
  const { status, json, text } = await send('POST', path, body);
  return { status, json: json as Problem, text };
}

const measures = (parameters: object = {}, kinds: readonly string[] = KINDS) =>
  kinds.map((kind) => ({ id: `value-at-risk-${kind}`, ...parameters }));

const GOOD = { A: walk(1), B: walk(2) };

type Named = { readonly reason: keyof typeof STATUS; readonly pointer: string; readonly detail: RegExp };
type Case = Named & { readonly wrong: string; readonly closes?: Closes; readonly dates?: readonly string[] };

/** What is wrong with the history itself: the same answer from every route that reads it. */
const HISTORIES: readonly Case[] = [
  { wrong: 'no history', reason: 'missing-market-data', pointer: '/market/history', detail: /no history/ },
  {
    wrong: 'no closes of an underlying',
    closes: { A: walk(1) },
    reason: 'missing-market-data',
    pointer: '/market/history/closes',
    detail: /no closes of B/,
  },
  {
    wrong: 'one row',
    closes: { A: [1], B: [1] },
    reason: 'missing-market-data',
    pointer: '/market/history',
    detail: /on the 1 days that A, B share; \d+ needed/,
  },
  {
    wrong: 'no rows',
    closes: { A: [], B: [] },
    reason: 'missing-market-data',
    pointer: '/market/history',
    detail: /on the 0 days that A, B share; \d+ needed/,
  },
  {
    wrong: 'no shared day',
    closes: {
      A: GOOD.A.map((close, t) => (t % 2 ? close : null)),
      B: GOOD.B.map((close, t) => (t % 2 ? null : close)),
    },
    reason: 'missing-market-data',
    pointer: '/market/history',
    detail: /on the 0 days that A, B share; \d+ needed/,
  },
  {
    wrong: 'a zero',
    closes: { ...GOOD, A: [...GOOD.A.slice(1), 0] },
    reason: 'malformed',
    pointer: `/market/history/closes/A/${N - 1}`,
    detail: /expected number to be >/,
  },
  {
    wrong: 'a negative price',
    closes: { ...GOOD, A: [-3, ...GOOD.A.slice(1)] },
    reason: 'malformed',
    pointer: '/market/history/closes/A/0',
    detail: /expected number to be >/,
  },
  {
    wrong: 'fewer closes than dates',
    closes: { ...GOOD, B: GOOD.B.slice(1) },
    reason: 'malformed',
    pointer: '/market/history/closes/B',
    detail: /79 closes, but there are 80 dates/,
  },
  {
    wrong: 'dates that go back',
    closes: GOOD,
    dates: datesOf(N).toReversed(),
    reason: 'malformed',
    pointer: '/market/history/dates/1',
    detail: /after the date before/,
  },
  {
    wrong: 'a date twice',
    closes: GOOD,
    dates: ['2024-12-31', '2024-12-31', ...datesOf(N - 2)],
    reason: 'malformed',
    pointer: '/market/history/dates/1',
    detail: /after the date before/,
  },
];

async function expectNamed(path: string, body: object, { reason, pointer, detail }: Named): Promise<void> {
  const { status, json, text } = await ask(path, body);
  expect({ status, type: json.type, text }).toEqual({
    status: STATUS[reason],
    type: `urn:ballast:problem:${reason}`,
    text,
  });
  const error = json.errors?.find((each) => each.pointer === pointer);
  expect(error?.detail, text).toMatch(detail);
}

async function amounts(book: object, asked: readonly object[]): Promise<number[]> {
  const { status, json, text } = await ask('/risk', { ...book, measures: asked });
  expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
  return (json as unknown as { measures: { amount: number }[] }).measures.map(({ amount }) => amount);
}

function needed(days: number): RegExp {
  return new RegExp(`; ${days} needed`);
}

function own(field: string, reason: Named['reason'], detail: RegExp) {
  return { reason, pointer: `/measures/0/${field}`, detail };
}

describe('POST /v1/risk', () => {
  it.each(HISTORIES)('names $wrong', async ({ closes, dates, ...named }) => {
    for (const measure of measures())
      await expectNamed('/risk', { ...subject(closes, dates), measures: [measure] }, named);
  });

  const tooShort = { reason: 'missing-market-data', pointer: '/market/history' } as const;

  it.each([
    { wrong: 'a window longer than the history', more: { window: 500 }, ...tooShort, detail: needed(500) },
    { wrong: 'a horizon past any', more: { horizonDays: 251 }, ...own('horizonDays', 'invalid-input', /250/) },
    { wrong: 'no horizon', more: { horizonDays: 0 }, ...own('horizonDays', 'malformed', />=1/) },
    { wrong: 'confidence 1', more: { confidence: 1 }, ...own('confidence', 'invalid-input', /<1/) },
    { wrong: 'confidence 0', more: { confidence: 0 }, ...own('confidence', 'invalid-input', />=0\.5/) },
    { wrong: 'confidence 99', more: { confidence: 99 }, ...own('confidence', 'malformed', /<=1/) },
  ])('names $wrong', async ({ more, ...named }) => {
    for (const measure of measures(more)) await expectNamed('/risk', { ...subject(GOOD), measures: [measure] }, named);
  });

  it('names a horizon longer than the history, where returns span it', async () => {
    for (const measure of measures({ horizonDays: 100 }, ['historical'])) {
      const named = { ...tooShort, detail: /0 returns over 100 days on the 80 days/ };
      await expectNamed('/risk', { ...subject(GOOD), measures: [measure] }, named);
    }
  });

  it('names a constant, where returns are scaled by their volatility; elsewhere it moves nothing', async () => {
    const constant = { ...GOOD, B: GOOD.B.map(() => 7) };
    const named = { reason: 'invalid-input', pointer: '/market/history/closes', detail: /B never vary/ } as const;
    await expectNamed('/risk', { ...subject(constant), measures: measures({}, ['filtered']) }, named);
    const kinds = ['historical', 'delta-normal', 'delta-gamma', 'monte-carlo'];
    const alone = subject(constant, undefined, { A: '10' });
    const [both, first] = [
      await amounts(subject(constant), measures({}, kinds)),
      await amounts(alone, measures({}, kinds)),
    ];
    for (const [i, amount] of both.slice(0, 3).entries()) expect(amount / first[i]!).toBeCloseTo(1, 8);
    expect(both[3]! / first[3]!).toBeCloseTo(1, 1);
  });

  it('takes a covariance without an inverse as it is: two that move as one are one', async () => {
    const twins = subject({ A: GOOD.A, B: GOOD.A });
    const double = subject({ A: GOOD.A }, undefined, { A: '20' });
    const kinds = ['delta-normal', 'delta-gamma'];
    const [pair, one] = [await amounts(twins, measures({}, kinds)), await amounts(double, measures({}, kinds))];
    for (const [i, amount] of pair.entries()) expect(amount / one[i]!).toBeCloseTo(1, 6);
  });

  it('takes two rows for one return, and names the covariance that they do not give', async () => {
    const two = subject({ A: [100, 90], B: [100, 95] });
    expect((await amounts(two, measures({}, ['historical'])))[0]).toBeCloseTo(150, 9);
    const named = { ...tooShort, detail: /at least two returns/ };
    await expectNamed('/risk', { ...two, measures: measures({}, ['delta-normal']) }, named);
  });

  it('leaves a day with a gap out and says so', async () => {
    const gaps = subject({ ...GOOD, A: GOOD.A.map((close, t) => (t % 10 === 3 ? null : close)) });
    const { json } = await ask('/risk', { ...gaps, measures: measures() });
    for (const { warnings, amount } of (json as unknown as { measures: { warnings: string[]; amount: number }[] })
      .measures) {
      expect(amount).toBeGreaterThan(0);
      expect(warnings).toContainEqual('days-left-out: 8 of 80 days on which a factor has no close');
    }
  });
});

describe('POST /v1/backtest', () => {
  const METHODS = [{ id: 'value-at-risk-historical', parameters: { window: 20 } }];
  const asked = { methods: METHODS, window: 10 };

  it.each(HISTORIES)('names $wrong', async ({ closes, dates, ...named }) => {
    await expectNamed('/backtest', { ...subject(closes, dates), ...asked }, named);
  });

  const tooShort = { reason: 'missing-market-data', pointer: '/market/history' } as const;
  const sure = [{ id: 'value-at-risk-historical', parameters: { confidence: 1 } }];

  it.each([
    { wrong: 'more days than there are', more: { window: 200 }, ...tooShort, detail: /201 needed/ },
    { wrong: 'too few days before the first that is tested', more: { window: 75 }, ...tooShort, detail: /20 needed/ },
    {
      wrong: 'more days than the limit',
      more: { window: 2_501 },
      reason: 'limit-exceeded',
      pointer: '/window',
      detail: /2500/,
    },
    { wrong: 'no days', more: { window: 0 }, reason: 'malformed', pointer: '/window', detail: />=1/ },
    { wrong: 'confidence 1', more: { confidence: 1 }, reason: 'malformed', pointer: '/confidence', detail: /<1/ },
    { wrong: 'confidence 0', more: { confidence: 0 }, reason: 'malformed', pointer: '/confidence', detail: />0/ },
    { wrong: 'no method', more: { methods: [] }, reason: 'malformed', pointer: '/methods', detail: />=1/ },
    {
      wrong: 'a method whose confidence is 1',
      more: { methods: sure },
      reason: 'invalid-input',
      pointer: '/methods/0/parameters/confidence',
      detail: /<1/,
    },
  ] as const)('names $wrong', async ({ more, ...named }) => {
    await expectNamed('/backtest', { ...subject(GOOD), ...asked, ...more }, named);
  });

  it('finds no exceptions where nothing moves', async () => {
    const still = subject({ A: GOOD.A.map(() => 5), B: GOOD.B.map(() => 7) });
    const { status, json, text } = await ask('/backtest', { ...still, ...asked });
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
    expect(json).toMatchObject({ backtests: [{ exceptions: [] }] });
  });
});
