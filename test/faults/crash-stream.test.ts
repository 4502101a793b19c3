import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk } from '../support/faults/desk.ts';
import { BallastProcess, type Reachable } from '../support/own-process/ballast-process.ts';
import { Random } from '../support/random.ts';
import { sendUntilAnswered } from '../support/send-until-answered.ts';
import { type BookState, deribitStream, expectCheckpoint, NO_STREAM } from '../support/store/deribit-stream.ts';

const KILLED_EVERY = 100;
const PER_CALL = 500;
/** What was on its way at a kill waits in its queue at the next start. */
const DRAINED = { interval: 5000, timeout: 60_000 };
const stream = deribitStream();

describe.skipIf(stream === null)('the synthetic Deribit stream, its process killed every 100 events', () => {
  const { deliveries, checkpoints, market } = stream ?? NO_STREAM;
  const fills = deliveries.map(({ fill }) => fill);
  const random = new Random(3);
  let mortal: BallastProcess;
  let up: Reachable;
  let kills = 0;

  beforeAll(async () => {
    mortal = new BallastProcess(mkdtempSync(join(tmpdir(), 'ballast-mortal-')));
    up = await mortal.start();
    await sendUntilAnswered(up, 'PUT', '/markets/default', market);
    for (const id of ['mortal', 'calm'])
      await sendUntilAnswered(up, 'PUT', `/portfolios/${id}`, { baseCurrency: 'USD' });
  });
  afterAll(async () => {
    await mortal.kill();
    rmSync(mortal.dataDir, { recursive: true });
  });

  const post = (id: string, some: readonly unknown[]) =>
    sendUntilAnswered(up, 'POST', `/portfolios/${id}/fills`, { fills: some });

  /** Somewhere within the next fill, or what follows it; whether that was taken nobody knows. */
  async function killDuring(fill: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-api-key': up.key };
    const body = JSON.stringify({ fills: [fill] });
    const lost = fetch(`${up.url}/v1/portfolios/mortal/fills`, { method: 'POST', headers, body }).catch(() => null);
    await sleep(random.below(40));
    await mortal.kill();
    await lost;
    kills += 1;
    up = await mortal.start();
  }

  async function deadLetters(): Promise<readonly unknown[]> {
    await mortal.kill();
    up = await mortal.start();
    return up.deadLetters;
  }

  it('gives its checkpoints, event by event', async () => {
    let sent = 0;
    for (const checkpoint of checkpoints) {
      const due = deliveries.filter(({ seq }) => seq <= checkpoint.afterSeq).length;
      for (; sent < due; sent += 1) {
        if (sent % KILLED_EVERY === KILLED_EVERY - 1) await killDuring(fills[sent]);
        await post('mortal', [fills[sent]]);
      }
      expectCheckpoint((await new Desk(up, 'mortal').send('GET', '')) as BookState, checkpoint);
    }
    expect([sent, kills]).toEqual([1_600, 16]);
  });

  it('and the book and margin of a portfolio that was never disturbed', async () => {
    for (let i = 0; i < fills.length; i += PER_CALL) await post('calm', fills.slice(i, i + PER_CALL));
    const [states, histories] = [[] as unknown[], [] as string[][]];
    for (const id of ['calm', 'mortal']) {
      const desk = new Desk(up, id);
      await desk.settled();
      states.push(await desk.state());
      histories.push(await desk.snapshots());
    }
    expect(states[1]).toEqual(states[0]);
    expect(new Set(histories[1]).size).toBe(histories[1]!.length);
    await expect.poll(deadLetters, DRAINED).toEqual([]);
    console.log(`crash stream: ${kills} kills, ${histories[1]!.length} snapshots on the newest page`);
  });
});
