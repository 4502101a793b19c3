import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonState, liveAll, putMarket } from '../support/faults/desks.ts';
import { startFaultyBallast } from '../support/faults/faulty-ballast.ts';
import { CANCELLATIONS, FAULTS, FaultyService } from '../support/faults/faulty-service.ts';
import { type LocalBallast, startLocalBallast } from '../support/local-ballast.ts';
import { Random } from '../support/random.ts';

const DESKS = Array.from({ length: 8 }, (_, i) => `desk-${i}`);
const service = new FaultyService(new Random(17), 8, 6);

/** Two that send the same fills at the same time. */
async function liveTwice(ballast: LocalBallast, ids: readonly string[]) {
  const [desks] = await Promise.all([liveAll(ballast, ids), liveAll(ballast, ids)]);
  for (const seed of [2, 3]) await putMarket(ballast, seed);
  return desks;
}

describe('DynamoDB, SQS and EventBridge that throttle, fail, hang, cancel transactions and lose their answers', () => {
  let faulty: LocalBallast;
  let calm: LocalBallast;

  beforeAll(async () => {
    [faulty, calm] = [await startFaultyBallast(service.faultOf), await startLocalBallast()];
    for (const ballast of [faulty, calm]) await putMarket(ballast, 1);
  });
  afterAll(() => Promise.all([faulty.close(), calm.close()]));

  it('leave every book and margin as calm ones do, with two writers on each', async () => {
    const desks = await liveTwice(faulty, DESKS);
    const [one] = await liveAll(calm, ['desk-calm']);
    for (const seed of [2, 3]) await putMarket(calm, seed);
    const { revision, ...expected } = await commonState([one!]);
    const { revision: raced, ...state } = await commonState(desks);
    expect(state).toEqual(expected);
    expect(raced).toBe(revision);
    expect(faulty.deadLetters()).toEqual([]);
    console.log(`faults: ${JSON.stringify(Object.fromEntries(service.counts))}`);
    const seen = [
      ...Object.keys(FAULTS),
      ...Object.keys(CANCELLATIONS),
      'hangs',
      'TransactWriteItems',
      'Query',
      'GetItem',
      'SendMessage',
      'PutEvents',
    ];
    for (const name of seen) expect(service.counts.get(name), name).toBeGreaterThan(0);
  }, 600_000);
});
