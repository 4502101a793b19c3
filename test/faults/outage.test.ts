import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonState, liveAll, putMarket } from '../support/faults/desks.ts';
import { startFaultyBallast } from '../support/faults/faulty-ballast.ts';
import type { FaultOf } from '../support/faults/faulty-endpoint.ts';
import { FAULTS } from '../support/faults/faulty-service.ts';
import type { LocalBallast } from '../support/local-ballast.ts';

/** Longer than five retries of the local stream, ten receipts of a queue and three tries of an event. */
const OUTAGE_MS = 60_000;
const DESKS = Array.from({ length: 6 }, (_, i) => `desk-${i}`);

/** Answers nothing but errors, from the moment that a market's move is on the bus until it is brought up again. */
class Outage {
  refused = 0;
  #isDown = false;
  #isAwaited = false;

  beginWithNextMove(): void {
    this.#isAwaited = true;
  }

  end(): void {
    this.#isDown = false;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  readonly faultOf: FaultOf = ({ operation, body }) => {
    const isMove = operation === 'PutEvents' && body.includes('MarketMoved');
    if (this.#isDown && operation !== 'SendMessage') {
      this.refused += 1;
      return FAULTS['unavailable']!;
    }
    if (isMove && this.#isAwaited) [this.#isDown, this.#isAwaited] = [true, false];
    return null;
  };
}

describe('DynamoDB and EventBridge that answer nothing but errors, for a minute', () => {
  const outage = new Outage();
  let ballast: LocalBallast;

  beforeAll(async () => {
    ballast = await startFaultyBallast(outage.faultOf);
    await putMarket(ballast, 1);
  });
  afterAll(() => ballast.close());

  it('leave every book and margin as calm ones do, and no dead letters', async () => {
    const calm = await liveAll(ballast, ['desk-calm']);
    const lives = liveAll(ballast, DESKS);
    outage.beginWithNextMove();
    await putMarket(ballast, 2);
    await expect.poll(() => outage.isDown, { timeout: 30_000 }).toBe(true);
    await sleep(OUTAGE_MS);
    outage.end();
    const desks = [...calm, ...(await lives)];
    const { revision } = await commonState(desks);
    expect(revision).toBe(12);
    expect(ballast.deadLetters()).toEqual([]);
    console.log(`outage: ${outage.refused} calls refused in ${OUTAGE_MS / 1000} s`);
    expect(outage.refused).toBeGreaterThan(100);
  });
});
