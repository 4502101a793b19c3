import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BallastProcess, type Reachable } from '../support/own-process/ballast-process.ts';
import { sendUntilAnswered } from '../support/send-until-answered.ts';
import { movedMarket, openingOf } from './books.ts';
import { fire, type Shot } from './fire.ts';
import { RecomputedLog } from './recomputed-log.ts';

const SETTLE_MS = 600_000;
const POLL_MS = 100;

/** The whole system in a process of its own, on a disk of this machine. */
export class LoadSystem {
  readonly reachable: Reachable;
  readonly log: RecomputedLog;
  readonly #process: BallastProcess;

  private constructor(process: BallastProcess, reachable: Reachable) {
    this.#process = process;
    this.reachable = reachable;
    this.log = new RecomputedLog(join(process.dataDir, 'functions.log'));
  }

  static async start(): Promise<LoadSystem> {
    const process = new BallastProcess(mkdtempSync(join(tmpdir(), 'ballast-load-')));
    return new LoadSystem(process, await process.start());
  }

  async close(): Promise<void> {
    await this.#process.kill();
    rmSync(this.#process.dataDir, { recursive: true });
  }

  residentBytes(): number {
    return this.#process.residentBytes();
  }

  async send({ method, path, body }: Shot): Promise<void> {
    await sendUntilAnswered(this.reachable, method, path, body);
  }

  async get<T>(path: string): Promise<T> {
    return JSON.parse(await sendUntilAnswered(this.reachable, 'GET', path)) as T;
  }

  /** A market of its own with so many portfolios on it, all margined. */
  async open(marketId: string, portfolios: number): Promise<void> {
    await this.send(movedMarket(marketId, 0));
    let opened = 0;
    await fire(this.reachable, () => openingOf(marketId, opened++ % portfolios), { amount: portfolios });
    await this.settled(`${marketId}-${portfolios - 1}`);
    await this.log.untilQuiet();
  }

  async settled(portfolioId: string): Promise<void> {
    for (const deadline = Date.now() + SETTLE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
      const { stale } = await this.get<{ stale: unknown }>(`/portfolios/${portfolioId}/margin`);
      if (stale === null) return;
    }
    throw new Error(`${portfolioId} has no margin after ${SETTLE_MS} ms`);
  }
}
