import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk } from '../support/faults/desk.ts';
import { commonState, liveAll, putMarket } from '../support/faults/desks.ts';
import { startFaultyBallast } from '../support/faults/faulty-ballast.ts';
import type { FaultOf } from '../support/faults/faulty-endpoint.ts';
import { FAULTS } from '../support/faults/faulty-service.ts';
import { putTradeFilled } from '../support/local-aws.ts';
import type { LocalBallast } from '../support/local-ballast.ts';

/** Longer than five retries of the local stream and ten receipts of a queue. */
const OUTAGE_MS = 60_000;
const DESKS = Array.from({ length: 6 }, (_, i) => `desk-${i}`);

const MEANWHILE = {
  fillId: 'meanwhile',
  instrument: 'BTC-PERP',
  side: 'buy',
  quantity: '1',
  price: '65000',
  executedAt: '2026-02-05T10:00:00Z',
};

/** Answers nothing but errors, from the moment that a market's move is on the bus until it is brought up again. */
class Outage {
  refused = 0;
  /** of these the sending of fills to their groups */
  refusedFills = 0;
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
    if (this.#isDown) {
      this.refused += 1;
      if (operation === 'SendMessage' && body.includes('TradeFilled')) this.refusedFills += 1;
      return FAULTS['unavailable']!;
    }
    if (isMove && this.#isAwaited) [this.#isDown, this.#isAwaited] = [true, false];
    return null;
  };
}

describe('DynamoDB, SQS and EventBridge that answer nothing but errors, for a minute', () => {
  const outage = new Outage();
  let ballast: LocalBallast;

  beforeAll(async () => {
    ballast = await startFaultyBallast(outage.faultOf);
    await putMarket(ballast, 1);
  });
  afterAll(() => ballast.close());

  it('leave every book and margin as calm ones do, a fill that came meanwhile in its book, and no dead letters', async () => {
    const calm = await liveAll(ballast, ['desk-calm']);
    const fed = new Desk(ballast, 'desk-fed');
    await fed.send('PUT', '', { baseCurrency: 'USD', positions: [], collateral: [] });
    const lives = liveAll(ballast, DESKS);
    outage.beginWithNextMove();
    await putMarket(ballast, 2);
    await expect.poll(() => outage.isDown, { timeout: 30_000 }).toBe(true);
    await putTradeFilled(ballast, [{ tenantId: 'local', portfolioId: fed.id, fills: [MEANWHILE] }]);
    await sleep(OUTAGE_MS);
    outage.end();
    const desks = [...calm, ...(await lives)];
    const { revision } = await commonState(desks);
    expect(revision).toBe(13);
    await fed.until('its fill', async () => (await fed.ledgerIds()).includes(MEANWHILE.fillId));
    expect(ballast.deadLetters()).toEqual([]);
    console.log(`outage: ${outage.refused} calls refused in ${OUTAGE_MS / 1000} s`);
    expect(outage.refused).toBeGreaterThan(100);
    expect(outage.refusedFills, 'three calls by a rule would have made twelve tries').toBeGreaterThan(12);
  });
});
