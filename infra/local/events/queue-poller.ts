import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Queue, Queues } from './queues.ts';

/** Short, as a stop waits for it: a receipt that is cut off would hide its messages until their visibility timeout is over. */
const WAIT_SECONDS = 1;

type PollerSettings = {
  readonly queues: Queues;
  readonly queue: Queue;
  readonly batchSize: number;
  /** how many batches are worked on at once */
  readonly lanes: number;
  /** Answers with the messages that are done. */
  readonly work: (messages: readonly Message[]) => Promise<readonly Message[]>;
};

/** Takes messages from a queue. What is done is deleted, the rest comes again when its visibility timeout is over. */
export class QueuePoller {
  readonly #settings: PollerSettings;
  #stopping = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(settings: PollerSettings) {
    this.#settings = settings;
  }

  /** @param onDefect hears why the polling ended, when it ended by itself */
  start(onDefect: (error: unknown) => void): void {
    const lanes = Array.from({ length: this.#settings.lanes }, () => this.#run().catch(onDefect));
    this.#running = Promise.all(lanes);
  }

  /** Lets the batches at work finish. */
  async close(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const messages = await this.#receive();
      if (messages.length > 0) await this.#delete(await this.#settings.work(messages));
    }
  }

  async #receive(): Promise<Message[]> {
    const { queues, queue, batchSize } = this.#settings;
    const command = new ReceiveMessageCommand({
      QueueUrl: queue.url,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await queues.client.send(command)).Messages ?? [];
  }

  async #delete(done: readonly Message[]): Promise<void> {
    const { queues, queue } = this.#settings;
    for (const { ReceiptHandle } of done) {
      await queues.client.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle }));
    }
  }
}
