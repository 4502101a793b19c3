import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { BallastFunction } from '../constructs/ballast-function.ts';
import { grantSchedules, grantTable } from '../constructs/table-access.ts';

type EventsStackProps = { readonly table: Table };

type Feed = { readonly id: string; readonly sortKeys: unknown[]; readonly deadLetters: Queue };

const ACCEPTED = [
  {
    id: 'AwsSolutions-IAM5[Resource::BallastData:ExportsOutputFnGetAttTableCD117FA1ArnE2C8C204/stream/*]',
    reason: 'ListStreams, which Lambda asks of a stream consumer, names all the streams of the one table.',
  },
  { id: 'AwsSolutions-SQS3', reason: 'The queue is itself the dead-letter queue of the stream.' },
];

/**
 * The table's stream starts a recomputation for every portfolio whose head or policy has moved or whose market has; a new version of a
 * market queues its portfolios in the table, and a tick each minute those whose schedule is due.
 */
export class EventsStack extends Stack {
  constructor(scope: Construct, id: string, { table }: EventsStackProps) {
    super(scope, id, { description: 'Ballast: recomputes margin when a portfolio or its market changes' });
    const deadLetters = this.#deadLetters();
    const recompute = new BallastFunction(this, 'Recompute', {
      name: 'recompute',
      description: 'Recomputes the margin of portfolios that have changed',
      timeoutSeconds: 120,
    });
    const fanOut = new BallastFunction(this, 'FanOut', {
      name: 'fan-out',
      description: 'Queues the portfolios that a new version of a market moves',
      timeoutSeconds: 300,
    });
    const changes = FilterRule.or('HEAD', 'POLICY', 'MARKETMOVED', 'SCHEDULE');
    this.#feed(table, recompute, { id: 'PortfolioChanges', sortKeys: changes, deadLetters });
    this.#feed(table, fanOut, { id: 'MarketChanges', sortKeys: FilterRule.beginsWith('MARKET#'), deadLetters });
    this.#tick(table);
    Validations.of(this).acknowledge(...ACCEPTED);
  }

  /** Without a retry: the next tick comes in a minute, and finds what this one has left. */
  #tick(table: Table): void {
    const tick = new BallastFunction(this, 'Tick', {
      name: 'tick',
      description: 'Announces the schedules that are due',
      memoryMb: 512,
      timeoutSeconds: 55,
    });
    grantSchedules(table, tick);
    const everyMinute = new Rule(this, 'EveryMinute', { schedule: Schedule.rate(Duration.minutes(1)) });
    everyMinute.addTarget(new LambdaFunction(tick.lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) }));
    tick.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }

  #feed(table: Table, fed: BallastFunction, { id, sortKeys, deadLetters }: Feed): void {
    const streamArn = table.tableStreamArn ?? '';
    grantTable(table, fed, 'write');
    fed.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    fed.lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [`${table.tableArn}/stream/*`] }),
    );
    new EventSourceMapping(this, id, {
      target: fed.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      parallelizationFactor: 4,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(12),
      onFailure: new SqsDlq(deadLetters),
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { SK: { S: sortKeys } } },
        }),
      ],
    }).node.addDependency(fed);
  }

  #deadLetters(): Queue {
    return new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
  }
}
