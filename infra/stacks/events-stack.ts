import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { BallastFunction } from '../constructs/ballast-function.ts';
import { deadLetterQueue } from '../constructs/kept-queue.ts';
import { feedFromStream, STREAMS_OF_THE_TABLE } from '../constructs/stream-feed.ts';
import { grantSchedules, grantTable } from '../constructs/table-access.ts';

type EventsStackProps = { readonly table: Table };

/**
 * The table's stream starts a recomputation for every portfolio whose head or policy has moved or whose market has; a tick each minute
 * queues in the table the portfolios whose schedule is due.
 */
export class EventsStack extends Stack {
  constructor(scope: Construct, id: string, { table }: EventsStackProps) {
    super(scope, id, { description: 'Ballast: recomputes margin when a portfolio or its market changes' });
    const deadLetters = deadLetterQueue(this, 'DeadLetters');
    const recompute = new BallastFunction(this, 'Recompute', {
      name: 'recompute',
      description: 'Recomputes the margin of portfolios that have changed',
      timeoutSeconds: 120,
      reservedConcurrency: 250,
    });
    const changes = FilterRule.or('HEAD', 'POLICY', 'MARKETMOVED', 'SCHEDULE', 'REMINDER');
    grantTable(table, recompute, 'write');
    feedFromStream(this, table, recompute, {
      id: 'PortfolioChanges',
      filters: [{ Keys: { SK: { S: changes } } }],
      parallelizationFactor: 10,
      deadLetters,
    });
    this.#tick(table);
    Validations.of(this).acknowledge(STREAMS_OF_THE_TABLE);
  }

  /** Without a retry: the next tick comes in a minute, and finds what this one has left. */
  #tick(table: Table): void {
    const tick = new BallastFunction(this, 'Tick', {
      name: 'tick',
      description: 'Announces the schedules that are due',
      memoryMb: 512,
      timeoutSeconds: 55,
      reservedConcurrency: 1,
    });
    grantSchedules(table, tick);
    const everyMinute = new Rule(this, 'EveryMinute', { schedule: Schedule.rate(Duration.minutes(1)) });
    everyMinute.addTarget(new LambdaFunction(tick.lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) }));
    tick.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }
}
