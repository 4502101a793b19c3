import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bust, Fill, SettlementAdjustment } from '../../../shared/portfolio/index.ts';
import {
  listPositions,
  putPortfolio,
  readPortfolio,
  recordAdjustments,
  recordFills,
  type Stored,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, fill, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const RUNS = 40;

const trade = fc.record({
  instrument: fc.constantFrom('BTC-PERP', 'BTC-INV', 'BTC-C'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  lots: fc.integer({ min: 1, max: 30 }),
  cents: fc.integer({ min: 1, max: 30_000 }),
  fee: fc.constantFrom('0', '0.7', '-0.003'),
  feeCurrency: fc.constantFrom('USD', 'BTC'),
  second: fc.integer({ min: 0, max: 5 }),
  /** which earlier fill is taken back, and whether another takes its place */
  reversal: fc.option(fc.record({ of: fc.nat(), isBust: fc.boolean() }), { freq: 2 }),
});

type Sent = Fill | Bust | SettlementAdjustment;
/** What a venue said, in its order, and which of the fills stand after all of it. */
type History = { readonly sent: readonly Sent[]; readonly standing: readonly (Fill | SettlementAdjustment)[] };

/** The call's contract at 130 above its strike of 110. */
const settlement: SettlementAdjustment = {
  adjustmentId: 'S',
  kind: 'settlement',
  instrument: 'BTC-C',
  venue: 'main',
  settlementPrice: '240',
  effectiveAt: '2026-03-27T08:00:00Z',
};

const history = fc.array(trade, { minLength: 3, maxLength: 18 }).map((trades): History => {
  const sent: Sent[] = [];
  let standing: Fill[] = [];
  for (const [i, { reversal, lots, cents, second, ...facts }] of trades.entries()) {
    const target = reversal === null ? undefined : standing[reversal.of % Math.max(1, standing.length)];
    const executedAt = `2026-02-05T10:00:0${second}Z`;
    const price = String(cents / 100);
    const made = fill(i, { ...facts, quantity: String(lots / 10), price, executedAt });
    standing = standing.filter((each) => each !== target);
    if (target !== undefined && reversal?.isBust === true) {
      sent.push({ fillId: made.fillId, busts: target.fillId, executedAt });
      continue;
    }
    standing.push(made);
    sent.push(target === undefined ? made : { ...made, corrects: target.fillId });
  }
  const isOption = (each: Sent) => 'instrument' in each && each.instrument === 'BTC-C';
  return {
    sent: sent.some(isOption) ? [...sent, settlement] : sent,
    standing: standing.some(isOption) ? [...standing, settlement] : standing,
  };
});

const arrival = history.chain(({ sent, standing }) =>
  fc.record({
    standing: fc.constant(standing),
    sent: fc.shuffledSubarray([...sent], { minLength: sent.length }),
    repeats: fc.shuffledSubarray([...sent]),
    size: fc.integer({ min: 1, max: 9 }),
  }),
);

describe('the ledger', () => {
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));
  let books = 0;

  test('with its corrections, busts and settlements, in whatever order, is the ledger of the fills that stand', async () => {
    let reversals = 0;
    await fc.assert(
      fc.asyncProperty(arrival, async ({ sent, repeats, size, standing }) => {
        const [book, reference] = [`book-${books}`, `reference-${books++}`];
        for (const id of [book, reference]) await putPortfolio(stores.stored, TENANT, id, emptyPortfolio());
        await deliver(stores.stored, book, [...sent, ...repeats], size);
        await deliver(stores.stored, reference, standing, 50);
        expect(await stateOf(stores.stored, book)).toEqual(await stateOf(stores.stored, reference));
        reversals += sent.filter((each) => 'busts' in each || each.corrects !== undefined).length;
      }),
      { numRuns: RUNS, seed: 20_260_205 },
    );
    expect(reversals).toBeGreaterThan(2 * RUNS);
  }, 120_000);
});

/** Sends in calls of `size`; what was too early for its fill or position is sent again until all of it is in the ledger. */
async function deliver(stored: Stored, id: string, sent: readonly Sent[], size: number): Promise<void> {
  for (let due = sent; due.length > 0; ) {
    const early: Sent[] = [];
    for (let i = 0; i < due.length; i += size) early.push(...(await refusedOf(stored, id, due.slice(i, i + size))));
    expect(early.length).toBeLessThan(due.length);
    due = early;
  }
}

/** Those of a call that came too early: fills go together, a settlement after them. */
async function refusedOf(stored: Stored, id: string, call: readonly Sent[]): Promise<Sent[]> {
  const refused: Sent[] = [];
  const fills = call.filter((each): each is Fill | Bust => !('adjustmentId' in each));
  const { results } = valueOf(await recordFills(stored, TENANT, id, fills));
  for (const [n, result] of results.entries()) {
    if (result.outcome !== 'refused') continue;
    expect(result.failure.reason).toBe('unknown-fill');
    refused.push(fills[n]!);
  }
  for (const each of call.filter((sent) => 'adjustmentId' in sent)) {
    const [result] = valueOf(await recordAdjustments(stored, TENANT, id, [each])).results;
    if (result?.outcome !== 'refused') continue;
    expect(result.failure.reason).toBe('unknown-instrument');
    refused.push(each);
  }
  return refused;
}

/** What a book holds; what came and went without a trace is left out. */
async function stateOf(stored: Stored, id: string) {
  const { collateral, settled, fees } = valueOf(await readPortfolio(stored, TENANT, id));
  const { items } = valueOf(await listPositions(stored, TENANT, id, { limit: 200 }));
  return {
    positions: items.filter(({ quantity, realised }) => quantity !== '0' || realised !== '0'),
    collateral: collateral.filter(({ quantity }) => quantity !== '0'),
    settled,
    fees: fees.filter(({ amount }) => amount !== '0'),
  };
}
