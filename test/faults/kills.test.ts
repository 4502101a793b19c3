import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../support/faults/desk.ts';
import { commonState, liveAll, putMarket } from '../support/faults/desks.ts';
import { startFaultyBallast } from '../support/faults/faulty-ballast.ts';
import { type Kill, Killer, type WriteKind } from '../support/faults/killer.ts';
import type { LocalBallast } from '../support/local-ballast.ts';

const CALM = 'desk-calm-';
const MARKET = 'MARKET#default';
const WHEN = ['before', 'after'] as const;
/** A move that could not be fanned out comes again after a minute. */
const ONCE_ITS_RETRIES_ARE_OVER = { timeout: 240_000, interval: 1000 };

const killer = new Killer(/desk-\w+-|MARKET#default/g);

/** One for each write, before and after it. */
function killsAt(writes: readonly WriteKind[]): Kill[] {
  const seen = new Map<WriteKind, number>();
  return writes.flatMap((kind) => {
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    return WHEN.map((when) => ({ kind, nth, when }));
  });
}

/** Each kind of write once before it, and once after it when it is tried again. */
function killsAtEachKind(kinds: ReadonlySet<WriteKind>): Kill[] {
  return [...kinds].flatMap((kind) => [
    { kind, nth: 1, when: 'before' },
    { kind, nth: 2, when: 'after' },
  ]);
}

describe('a function that dies at a write', () => {
  let ballast: LocalBallast;
  let writes: readonly WriteKind[];
  let marketWrites: ReadonlySet<WriteKind>;
  const planned = new Map<string, Kill>();
  const desks: Desk[] = [];

  beforeAll(async () => {
    ballast = await startFaultyBallast(killer.faultOf);
    await putMarket(ballast, 1);
    desks.push(...(await liveAll(ballast, [CALM])));
    await putMarket(ballast, 2);
    await commonState(desks);
    writes = [...killer.writesOf(CALM)];
    marketWrites = new Set(killer.writesOf(MARKET));
    for (const [i, kill] of killsAt(writes).entries()) planned.set(`desk-${i}-`, kill);
    for (const [id, kill] of planned) killer.plan(id, [kill]);
  });
  afterAll(() => ballast.close());

  it('leaves the book and the margin of one that lives, whatever the write', async () => {
    desks.push(...(await liveAll(ballast, [...planned.keys()])));
    killer.plan(MARKET, killsAtEachKind(marketWrites));
    for (const seed of [3, 4, 5]) await putMarket(ballast, seed);
    await expect.poll(() => killer.killedAt(MARKET).length, ONCE_ITS_RETRIES_ARE_OVER).toBe(2 * marketWrites.size);
    const { revision, ledger } = await commonState(desks, ({ id }) => `${id} ${JSON.stringify(killer.killedAt(id))}`);
    expect([revision, ledger]).toEqual([13, ['d', 'f1', 'f10', 'f11', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8', 'f9']]);
    expect(ballast.deadLetters()).toEqual([]);
  });

  it('was tried at every kind of write', () => {
    const killed = [...planned.keys(), MARKET].flatMap((name) => killer.killedAt(name));
    const kinds = new Set([...writes, ...marketWrites]);
    console.log(`kills: ${killed.length} of ${planned.size + 2 * marketWrites.size}, at ${[...kinds].join('; ')}`);
    for (const kind of kinds) {
      const tried = new Set(killed.filter((kill) => kill.kind === kind).map(({ when }) => when));
      expect([...tried].sort(), kind).toEqual(['after', 'before']);
    }
  });
});
