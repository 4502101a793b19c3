import { describe, expect, test } from 'vitest';
import {
  listPositions,
  type PositionView,
  putPortfolio,
  readPortfolio,
  recordFills,
  type Stored,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, valueOf } from '../../support/store/books.ts';
import { type DeribitStream, deribitStream, expectCheckpoint, NO_STREAM } from '../../support/store/deribit-stream.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const stream = deribitStream();

describe.skipIf(stream === null)('the synthetic Deribit stream through the store', () => {
  const { deliveries, checkpoints, market } = stream ?? NO_STREAM;
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', market)));

  test('positions, cash and fees are exact at every checkpoint, the 11 repeats are duplicates', async () => {
    await putPortfolio(stores.stored, TENANT, 'batch', emptyPortfolio());
    let duplicates = 0;
    let sent = 0;
    for (const checkpoint of checkpoints) {
      const { afterSeq } = checkpoint;
      const due = deliveries.filter(({ seq }) => seq <= afterSeq).slice(sent);
      const outcomes = await post(stores.stored, 'batch', due);
      duplicates += outcomes.filter((outcome) => outcome === 'duplicate').length;
      sent += due.length;
      const state = await stateOf(stores.stored, 'batch');
      expectCheckpoint(state, checkpoint);
      const cash = state.collateral.map(({ asset, quantity }) => [asset, quantity]);
      expect(Object.fromEntries(cash)).toEqual(exactCash(afterSeq));
    }
    expect([sent, duplicates]).toEqual([1_600, 11]);
    console.log(`synthetic_deribit_stream: ${sent} deliveries, ${checkpoints.length} checkpoints`);
  });

  test('event by event and in shuffled order the book becomes the same, average prices and realised P&L included', async () => {
    const books = [
      { id: 'single', deliveries, size: 1 },
      { id: 'shuffled', deliveries: shuffled(deliveries), size: 200 },
    ];
    for (const { id, deliveries: order, size } of books) {
      await putPortfolio(stores.stored, TENANT, id, emptyPortfolio());
      for (let i = 0; i < order.length; i += size) await post(stores.stored, id, order.slice(i, i + size));
    }
    const [batch, single, shuffledBook] = await Promise.all(
      ['batch', 'single', 'shuffled'].map((id) => stateOf(stores.stored, id)),
    );
    expect(single).toEqual(batch);
    expect(shuffledBook).toEqual(batch);
    expect(batch!.positions.some(({ realised }) => realised !== '0')).toBe(true);
  });

  /** Cash in integers of 1e-12 coin: no rounding anywhere. */
  function exactCash(afterSeq: number): Record<string, string> {
    const sums = new Map<string, bigint>();
    const seen = new Set<string>();
    for (const { seq, fill } of deliveries) {
      if (seq > afterSeq || seen.has(fill.fillId)) continue;
      seen.add(fill.fillId);
      const premium = units(fill.quantity, 1e6) * units(fill.price, 1e6) * (fill.side === 'buy' ? -1n : 1n);
      const currency = fill.instrument.slice(0, 3);
      sums.set(currency, (sums.get(currency) ?? 0n) + premium - units(fill.fee, 1e12));
    }
    return Object.fromEntries([...sums].map(([currency, sum]) => [currency, inTrillionths(sum)]));
  }
});

const units = (amount: string | undefined, perUnit: number) => BigInt(Math.round(Number(amount) * perUnit));

type Delivery = DeribitStream['deliveries'][number];

async function post(stored: Stored, id: string, deliveries: readonly Delivery[]): Promise<string[]> {
  const fills = deliveries.map(({ fill }) => fill);
  return valueOf(await recordFills(stored, TENANT, id, fills)).results.map(({ outcome }) => outcome);
}

async function stateOf(stored: Stored, id: string) {
  const { collateral, fees } = valueOf(await readPortfolio(stored, TENANT, id));
  const positions: PositionView[] = [];
  let cursor: string | undefined;
  do {
    const page = valueOf(await listPositions(stored, TENANT, id, { limit: 200, cursor }));
    positions.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return { positions, collateral, fees };
}

function inTrillionths(sum: bigint): string {
  const digits = (sum < 0n ? -sum : sum).toString().padStart(13, '0');
  const text = `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
  return sum < 0n ? `-${text}` : text;
}

/** A fixed permutation: multiplication by a number coprime to 1,600. */
function shuffled(deliveries: readonly Delivery[]): Delivery[] {
  return deliveries.map((_, i) => deliveries[(i * 777 + 13) % deliveries.length]!);
}
