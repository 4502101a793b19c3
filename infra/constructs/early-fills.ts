import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BallastFunction } from './ballast-function.ts';
import { keptQueue, mostReceipts } from './kept-queue.ts';
import { feedFrom, grantSend } from './queue-access.ts';
import { grantTable } from './table-access.ts';

type EarlyFillsProps = { readonly table: Table; readonly deadLetters: Queue; readonly fifo: QueueProps };

const TIMEOUT_SECONDS = 30;
/** six times the function's timeout, as AWS advises; the longest that the function has a message wait, too */
const VISIBILITY_SECONDS = 6 * TIMEOUT_SECONDS;
/** A message is looked at more often at first, and is given up by the function, with its reason, before the queue does. */
const FIRST_RECEIPTS = 10;
const MOST_AT_ONCE = 5;

/** Where busts and corrections that have overtaken their fills wait for them, each by itself. */
export class EarlyFills extends Construct {
  readonly queue: Queue;
  readonly taker: BallastFunction;

  constructor(scope: Construct, id: string, { table, deadLetters, fifo }: EarlyFillsProps) {
    super(scope, id);
    this.queue = keptQueue(this, 'Early', {
      ...fifo,
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: mostReceipts(VISIBILITY_SECONDS) + FIRST_RECEIPTS },
    });
    this.taker = new BallastFunction(this, 'EarlyFills', {
      name: 'early-fills',
      description: 'Applies busts and corrections that came before their fills',
      memoryMb: 512,
      timeoutSeconds: TIMEOUT_SECONDS,
      reservedConcurrency: MOST_AT_ONCE + 1,
    });
    grantTable(table, this.taker, 'write');
    grantSend(this.taker, deadLetters, 'DEAD_LETTERS_URL');
    this.taker.lambda.addEnvironment('EARLY_URL', this.queue.queueUrl);
    feedFrom(this, { id: 'Taken', queue: this.queue, to: this.taker, mostAtOnce: MOST_AT_ONCE });
  }
}
