import { requireThat } from '../../../shared/foundation/index.ts';
import { type BusEvent, busEvent } from './event-buses.ts';

const RATE = /^rate\((\d+) minutes?\)$/;
const MINUTE_MS = 60_000;

/** A rule with a rate: its first event comes at the start, as after a deployment. */
export class RateClock {
  readonly #periodMs: number;
  readonly #tick: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @throws DefectError for an expression other than a rate of minutes */
  constructor(expression: string, ruleArn: string, deliver: (event: BusEvent) => void) {
    const minutes = RATE.exec(expression)?.[1];
    requireThat(minutes !== undefined, 'a schedule that the local runtime knows', { expression });
    this.#periodMs = Number(minutes) * MINUTE_MS;
    this.#tick = () => deliver(busEvent('aws.events', 'Scheduled Event', {}, { resources: [ruleArn] }));
  }

  start(): void {
    this.#timer = setInterval(this.#tick, this.#periodMs);
    this.#tick();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
  }
}
