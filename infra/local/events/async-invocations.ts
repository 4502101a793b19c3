import type { Message } from '@aws-sdk/client-sqs';
import type { Invocation, LocalFunction } from '../functions/local-function.ts';
import { QueuePoller } from './queue-poller.ts';
import type { Queue, Queues } from './queues.ts';

const LANES = 2;
/** How much longer than the function may run an event stays out of sight. */
const SPARE_SECONDS = 30;

export type AsyncSettings = {
  readonly target: LocalFunction;
  readonly queues: Queues;
  readonly maxRetries: number;
  /** where an event goes that is given up; null drops it, as AWS does without a destination */
  readonly deadLetter: ((message: string) => void) | null;
};

/**
 * Invocations whose caller doesn't wait, as those of a rule: an accepted event lies in a queue of its own until the function has taken it or it is
 * given up, so that no end of the process loses it. Retries come after seconds, on AWS after minutes.
 */
export class AsyncInvocations {
  readonly #settings: AsyncSettings;
  readonly #queue: Queue;
  readonly #poller: QueuePoller;

  constructor(settings: AsyncSettings) {
    const { queues, target } = settings;
    this.#settings = settings;
    this.#queue = queues.create(`async-${target.arn.split(':').at(-1)}`, {
      VisibilityTimeout: String(Math.ceil(target.timeoutMs / 1000) + SPARE_SECONDS),
    });
    const work = async (messages: readonly Message[]) => {
      const [message] = messages;
      return message !== undefined && (await this.#isDone(message)) ? [message] : [];
    };
    this.#poller = new QueuePoller({ queues, queue: this.#queue, batchSize: 1, lanes: LANES, work });
  }

  accept(event: unknown): void {
    this.#settings.queues.send(this.#queue, JSON.stringify(event));
  }

  start(onDefect: (error: unknown) => void): void {
    this.#settings.queues
      .release(this.#queue)
      .then(() => this.#poller.start(onDefect))
      .catch(onDefect);
  }

  close(): Promise<void> {
    return this.#poller.close();
  }

  async #isDone({ Body = '', Attributes, ReceiptHandle = '' }: Message): Promise<boolean> {
    const { target, queues, maxRetries, deadLetter } = this.#settings;
    const event = JSON.parse(Body) as unknown;
    const invocation = await target.invoke(event);
    if (invocation.ok) return true;
    const attempts = Number(Attributes?.ApproximateReceiveCount);
    if (attempts > maxRetries) {
      deadLetter?.(givenUp(event, invocation, attempts, target.arn));
      return true;
    }
    await queues.hide(this.#queue, ReceiptHandle, attempts);
    return false;
  }
}

/** What Lambda tells the destination of an event that it gives up. */
function givenUp(requestPayload: unknown, invocation: Invocation, attempts: number, functionArn: string): string {
  const { requestId } = invocation;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: { requestId, functionArn, condition: 'RetriesExhausted', approximateInvokeCount: attempts },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: invocation.ok ? null : { errorType: invocation.errorType, errorMessage: invocation.errorMessage },
  });
}
