import { describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  type ContractTerms,
  type Execution,
  executionKey,
  foldOnto,
  NO_OPENING,
  openPosition,
} from '../../../shared/portfolio/index.ts';
import { foldTraded } from '../../../shared/usecases/fold-traded.ts';
import type { PortfolioHead } from '../../../shared/usecases/index.ts';
import { Random } from '../../support/random.ts';

const TERMS: ContractTerms = {
  kind: 'perpetual',
  payoff: 'linear',
  multiplier: '1',
  settlementCurrency: 'USD',
  underlying: 'X',
  expiry: null,
  strike: null,
  right: null,
};
const OPENING = openPosition('X', 'main', TERMS, NO_OPENING);
const HEAD = {} as PortfolioHead;
/** beside twice what belongs behind */
const CONSTANT = 160;

/** Execution `place` in order of time. */
const executionOf = (place: number): Execution => ({
  fillId: `F${place}`,
  executedAt: new Date(Date.UTC(2026, 1, 5) + place * 1000).toISOString(),
  quantity: String((place % 7) - 3 || 2),
  price: String(100 + (place % 11)),
});

/** A position in a ledger in memory, which counts the executions that are read again. */
class CountingLedger {
  position = OPENING;
  checkpoints: readonly Checkpoint[] = [];
  read = 0;
  /** in order of the keys */
  readonly #standing: { readonly key: string; readonly execution: Execution }[] = [];

  get standing(): Execution[] {
    return this.#standing.map(({ execution }) => execution);
  }

  /** How many were read again, and how many belong behind the first. */
  async take(executions: readonly Execution[], takenBack: readonly Execution[] = []) {
    const before = this.read;
    const reversed = takenBack.map(executionKey);
    const traded = { position: this.position, executions, reversed, settlement: null };
    const { position, checkpoints } = await foldTraded(this.#reads(), 'acme', HEAD, traded);
    for (const key of reversed) this.#standing.splice(this.#placeOf(key) - 1, 1);
    const first = [...reversed, ...executions.map(executionKey)].sort()[0]!;
    const behind = this.#standing.length - this.#placeOf(first);
    for (const execution of executions) {
      const key = executionKey(execution);
      this.#standing.splice(this.#placeOf(key), 0, { key, execution });
    }
    this.position = position;
    this.checkpoints = checkpoints ?? this.checkpoints;
    return { read: this.read - before, behind };
  }

  /** How many there are up to that key. */
  #placeOf(key: string): number {
    return this.#standing.findLastIndex((each) => each.key <= key) + 1;
  }

  #reads() {
    return {
      checkpoints: async () => this.checkpoints,
      executions: async (_tenant: string, _head: PortfolioHead, _position: unknown, after = '') => {
        const found = this.standing.slice(this.#placeOf(after));
        this.read += found.length;
        return found;
      },
    };
  }
}

/** Sends them one after another; each must be as a fold from the opening and cost no more than what belongs behind it. */
async function takeAll(executions: readonly Execution[], each = 1): Promise<CountingLedger> {
  const ledger = new CountingLedger();
  for (let i = 0; i < executions.length; i += each) {
    const { read, behind } = await ledger.take(executions.slice(i, i + each));
    expect(read, `execution ${i}`).toBeLessThanOrEqual(2 * behind + CONSTANT);
    if (i % (97 * each) === 0) expect(ledger.position).toEqual(foldOnto(OPENING, ledger.standing));
  }
  expect(ledger.position).toEqual(foldOnto(OPENING, ledger.standing));
  expect(ledger.position.executionCount).toBe(executions.length);
  return ledger;
}

const places = (count: number) => Array.from({ length: count }, (_, i) => executionOf(i));

describe('the executions that are read and folded again', () => {
  it('are none where they come in order', async () => {
    const { read, checkpoints } = await takeAll(places(2000));
    expect(read).toBe(0);
    // 2,000 = 62 strides, of which distances that double leave few
    expect(checkpoints.length).toBeLessThan(12);
  });

  it('are few for each where one is dated far ahead', async () => {
    const ledger = await takeAll([...places(400), executionOf(10 ** 6), ...places(800).slice(400)]);
    // half a stride of 32 up to two, as the checkpoint before it is left behind
    expect(ledger.read / 400).toBeLessThan(64);
    expect(ledger.checkpoints.length).toBeLessThan(16);
  });

  it.each([2, 30, 250])('are bounded by what belongs behind, where %i come late at a time', async (window) => {
    const random = new Random(window);
    const all = places(500);
    const blocks = Array.from({ length: Math.ceil(500 / window) }, (_, i) => all.slice(i * window, (i + 1) * window));
    await takeAll(blocks.flatMap((block) => random.shuffled(block)));
  });

  it('are bounded by what belongs behind, backwards and in any order, alone and in calls of thirty', async () => {
    await takeAll(places(300).toReversed());
    await takeAll(new Random(1).shuffled(places(400)));
    await takeAll(new Random(2).shuffled(places(500)), 30);
    await takeAll(places(900), 30);
  });

  it('are few where a fill is taken back, and the position is as though it had never been', async () => {
    const ledger = await takeAll(places(400));
    const random = new Random(3);
    for (let i = 0; i < 60; i += 1) {
      const { length } = ledger.standing;
      const taken = ledger.standing[length - 1 - random.below(i % 5 === 0 ? length : 10)]!;
      const { read, behind } = await ledger.take([executionOf(2000 + i)].slice(i % 2), [taken]);
      expect(read).toBeLessThanOrEqual(2 * behind + 2 * CONSTANT);
      expect(ledger.position).toEqual(foldOnto(OPENING, ledger.standing));
    }
  });
});
