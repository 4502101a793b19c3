import { setTimeout as sleep } from 'node:timers/promises';
import { eventBlocks } from '../event-blocks.ts';
import { type Answering, sendUntilAnswered } from '../send-until-answered.ts';

type Json = Record<string, unknown>;

const PATIENCE_MS = 180_000;
const POLL_MS = 150;

/** What a portfolio is compared by: its book, and the digest of its margin. */
export type DeskState = {
  readonly revision: number;
  readonly positions: unknown;
  readonly collateral: unknown;
  readonly fees: unknown;
  readonly ledger: readonly string[];
  readonly resultDigest: string;
};

/** One portfolio, seen by a client that tries again until it is answered. */
export class Desk {
  readonly id: string;
  readonly #ballast: Answering;

  constructor(ballast: Answering, id: string) {
    this.#ballast = ballast;
    this.id = id;
  }

  async send(method: string, path: string, body?: unknown): Promise<Json> {
    return JSON.parse(await this.text(method, path, body)) as Json;
  }

  text(method: string, path: string, body?: unknown): Promise<string> {
    return sendUntilAnswered(this.#ballast, method, `/portfolios/${this.id}${path}`, body);
  }

  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`${this.id}: ${what} never came`);
      await sleep(POLL_MS);
    }
  }

  /** Until the margin is that of the book and market of now. */
  settled(): Promise<void> {
    return this.until('its margin', async () => (await this.send('GET', '/margin'))['stale'] === null);
  }

  async ledgerIds(): Promise<string[]> {
    const { items } = await this.send('GET', '/ledger?limit=200');
    const entries = items as { fillId?: string; adjustmentId?: string }[];
    return entries.flatMap(({ fillId, adjustmentId }) => fillId ?? adjustmentId ?? []).sort();
  }

  async state(): Promise<DeskState> {
    const { revision, positions, collateral, fees } = await this.send('GET', '');
    const { items } = await this.send('GET', '/snapshots?limit=1');
    const [{ resultDigest } = { resultDigest: '' }] = items as { resultDigest: string }[];
    return { revision: Number(revision), positions, collateral, fees, ledger: await this.ledgerIds(), resultDigest };
  }

  /** The ids and kinds of all events of it, in order. */
  async events(): Promise<{ id: number; type: string; sid: string }[]> {
    const blocks = eventBlocks(await this.text('GET', '/events?waitSeconds=0'));
    return blocks.filter(({ data }) => data !== undefined).map(({ data }) => JSON.parse(data!) as never);
  }

  async suggestions(): Promise<{ sid: string; revision: number; status: string }[]> {
    const { items } = await this.send('GET', '/suggestions?limit=200');
    return items as never;
  }

  async snapshots(): Promise<string[]> {
    const { items } = await this.send('GET', '/snapshots?limit=200');
    return (items as { sid: string }[]).map(({ sid }) => sid);
  }
}
