import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BallastFunction } from './ballast-function.ts';
import { grantBus } from './bus-access.ts';
import { deadLetterQueue } from './kept-queue.ts';
import { feedFromStream } from './stream-feed.ts';

type EventPublisherProps = {
  readonly table: Table;
  readonly bus: EventBus;
  /** of the events of portfolios */
  readonly detailTypes: readonly string[];
  /** of a market's move */
  readonly marketMoved: string;
};

/** From the logs of events and the newest versions of markets in the table, by its stream, to the bus. */
export class EventPublisher extends Construct {
  readonly roleArn: string;

  constructor(scope: Construct, id: string, { table, bus, detailTypes, marketMoved }: EventPublisherProps) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'UnpublishedEvents');
    const publisher = new BallastFunction(this, 'EventPublisher', {
      name: 'event-publisher',
      description: 'Puts on the bus what happens to portfolios and markets',
      memoryMb: 512,
      reservedConcurrency: 50,
    });
    grantBus(bus, publisher, [...detailTypes, marketMoved]);
    feedFromStream(this, table, publisher, {
      id: 'PortfolioEvents',
      filters: [
        { NewImage: { eventType: { S: FilterRule.or(...detailTypes) } } },
        { Keys: { SK: { S: FilterRule.beginsWith('MARKET#') } } },
      ],
      batchSize: 100,
      deadLetters,
    });
    this.roleArn = publisher.lambda.role?.roleArn ?? '';
  }
}
