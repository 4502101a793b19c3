import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { BallastFunction } from './ballast-function.ts';
import { deadLetterQueue, keptQueue, mostReceipts } from './kept-queue.ts';
import { feedFrom, grantSend } from './queue-access.ts';
import { queueEvents } from './queued-rule.ts';
import { grantTable } from './table-access.ts';

type MarketFanOutProps = { readonly table: Table; readonly bus: EventBus; readonly detailType: string };

const TIMEOUT_SECONDS = 900;
/** what the function asks for where it could not fan out */
const RETRY_SECONDS = 60;
/** of moves at once; above it the queue waits, where a throttled function would use up receipts */
const MOST_AT_ONCE = 8;

/** From the rule for a market's move through a queue to the portfolios that hold what it prices; moves that come together find the newest version announced. */
export class MarketFanOut extends Construct {
  constructor(scope: Construct, id: string, { table, bus, detailType }: MarketFanOutProps) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'UnannouncedMoves');
    const moves = keptQueue(this, 'Moves', {
      visibilityTimeout: Duration.seconds(TIMEOUT_SECONDS),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: mostReceipts(RETRY_SECONDS) },
    });
    const fanOut = new BallastFunction(this, 'FanOut', {
      name: 'fan-out',
      description: 'Queues the portfolios that a new version of a market moves',
      timeoutSeconds: TIMEOUT_SECONDS,
      reservedConcurrency: MOST_AT_ONCE + 2,
    });
    grantTable(table, fanOut, 'write');
    fanOut.lambda.addEnvironment('MOVES_URL', moves.queueUrl);
    grantSend(fanOut, deadLetters, 'DEAD_LETTERS_URL');
    feedFrom(this, { id: 'Taken', queue: moves, to: fanOut, mostAtOnce: MOST_AT_ONCE, batchSize: 1 });
    const eventPattern = { source: ['ballast'], detailType: [detailType] };
    queueEvents(this, 'Moved', { bus, eventPattern, queue: moves, deadLetters });
  }
}
