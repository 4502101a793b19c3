import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { BallastFunction } from './ballast-function.ts';
import { deadLetterQueue } from './kept-queue.ts';
import { grantTable } from './table-access.ts';

type MarketFanOutProps = { readonly table: Table; readonly bus: EventBus; readonly detailType: string };

/**
 * From the rule for a market's move to the portfolios that hold what it prices. Lambda keeps what waits and tries twice more, after a minute
 * and after two; moves that come together find the newest version announced.
 */
export class MarketFanOut extends Construct {
  constructor(scope: Construct, id: string, { table, bus, detailType }: MarketFanOutProps) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'UnannouncedMoves');
    const fanOut = new BallastFunction(this, 'FanOut', {
      name: 'fan-out',
      description: 'Queues the portfolios that a new version of a market moves',
      timeoutSeconds: 900,
      reservedConcurrency: 10,
    });
    grantTable(table, fanOut, 'write');
    fanOut.lambda.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(deadLetters) });
    // oxlint-disable-next-line no-new -- a construct joins its scope by being made
    new Rule(this, 'Moved', {
      eventBus: bus,
      eventPattern: { source: ['ballast'], detailType: [detailType] },
      targets: [new LambdaFunction(fanOut.lambda, { deadLetterQueue: deadLetters })],
    });
  }
}
