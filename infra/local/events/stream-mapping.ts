import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import type { StreamConsumer } from '../dynamodb/index.ts';
import type { Invocation, LocalFunction } from '../functions/local-function.ts';
import { deadLetterOf } from './dead-letter.ts';
import { doneCount, halves, type Records, sequenceNumberOf } from './stream-batches.ts';

/** How many records are looked at before the filter. */
const READ_LIMIT = 100;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;

export type MappingSettings = {
  readonly target: LocalFunction;
  readonly consumer: StreamConsumer;
  readonly streamArn: string;
  readonly batchSize: number;
  readonly passes: (record: DynamoDBRecord) => boolean;
  /** the function names the records that failed */
  readonly partial: boolean;
  readonly bisect: boolean;
  /** Infinity: until the record is too old */
  readonly maxRetries: number;
  readonly maxAgeMs: number;
  /** where a batch goes that is given up; null drops it, as AWS does without a destination */
  readonly deadLetter: ((message: string) => void) | null;
};

/**
 * Feeds a table's stream to a function, one batch at a time and in order. A batch that fails is retried; with bisecting, a
 * part that makes no progress is halved until the bad record stands alone; what is given up goes to the dead letters. The
 * consumer's cursor moves only over what is done or given up, so a restart resumes exactly there.
 */
export class StreamMapping {
  readonly #settings: MappingSettings;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(settings: MappingSettings) {
    this.#settings = settings;
  }

  /** @param onDefect hears why the feeding ended, when it ended by itself */
  start(onDefect: (error: unknown) => void): void {
    this.#running = this.#run().catch(onDefect);
  }

  /** Lets the batch at work finish. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { consumer, passes, batchSize } = this.#settings;
    while (!this.#stopped) {
      const records = await consumer.read({ limit: Math.max(READ_LIMIT, batchSize) });
      const wanted = records.filter(passes);
      for (let at = 0; at < wanted.length && !this.#stopped; at += batchSize) {
        await this.#process(wanted.slice(at, at + batchSize));
      }
      if (this.#stopped) return;
      if (records.length === 0) await consumer.wait({ signal: this.#stopping.signal });
      else await consumer.commit(sequenceNumberOf(records.at(-1)));
    }
  }

  async #process(batch: Records): Promise<void> {
    const parts: { records: Records; attempts: number }[] = [{ records: batch, attempts: 0 }];
    for (let part = parts.shift(); part !== undefined && !this.#stopped; part = parts.shift()) {
      const { records } = part;
      const invocation = await this.#settings.target.invoke({ Records: records });
      const done = doneCount(records, invocation, this.#settings.partial);
      if (done > 0) await this.#settings.consumer.commit(sequenceNumberOf(records[done - 1]));
      if (done === records.length) continue;
      const rest = records.slice(done);
      const attempts = done > 0 ? 1 : part.attempts + 1;
      if (done === 0 && this.#settings.bisect && records.length > 1) {
        parts.unshift(...halves(records).map((half) => ({ records: half, attempts: 0 })));
      } else if (this.#givesUp(rest, attempts)) await this.#giveUp(rest, invocation, attempts);
      else {
        parts.unshift({ records: rest, attempts });
        await this.#pause(attempts);
      }
    }
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #givesUp(records: Records, attempts: number): boolean {
    const { maxRetries, maxAgeMs } = this.#settings;
    const createdSeconds = records[0]?.dynamodb?.ApproximateCreationDateTime ?? Date.now() / 1000;
    return attempts > maxRetries || Date.now() - createdSeconds * 1000 > maxAgeMs;
  }

  async #giveUp(records: Records, invocation: Invocation, attempts: number): Promise<void> {
    const { deadLetter, streamArn, target, consumer } = this.#settings;
    deadLetter?.(deadLetterOf({ records, invocation, attempts, streamArn, functionArn: target.arn }));
    await consumer.commit(sequenceNumberOf(records.at(-1)));
  }

  async #pause(attempts: number): Promise<void> {
    const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1));
    await sleep(pauseMs, null, { signal: this.#stopping.signal }).catch(() => null);
  }
}
