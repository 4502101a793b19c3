import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { BallastFunction } from './ballast-function.ts';
import { MOST_HOURS_OF_OUTAGE } from './kept-queue.ts';

type Feed = {
  readonly id: string;
  /** what of a record has to be how, in the words of event filters: one of them has to fit */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
  readonly batchSize?: number;
  /** batches of one shard at once; those of one partition stay in order */
  readonly parallelizationFactor?: number;
  readonly deadLetters: Queue;
};

/** For a stack with a function that is fed by the stream. */
export const STREAMS_OF_THE_TABLE = {
  id: 'AwsSolutions-IAM5[Resource::BallastData:ExportsOutputFnGetAttTableCD117FA1ArnE2C8C204/stream/*]',
  reason: 'ListStreams, which Lambda asks of a stream consumer, names all the streams of the one table.',
};

/**
 * Feeds what is written to the table to a function, in order per partition. An outage uses up no retries, only time: there is no limit to them, so
 * the function itself puts what would fail for ever into the dead letters. What brings it down altogether is halved until it stands alone, and kept
 * there too, once it is too old.
 */
export function feedFromStream(
  scope: Construct,
  table: Table,
  fed: BallastFunction,
  { id, filters, batchSize = 10, parallelizationFactor = 4, deadLetters }: Feed,
): void {
  const streamArn = table.tableStreamArn ?? '';
  fed.lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [streamArn],
    }),
  );
  fed.lambda.addToRolePolicy(
    new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [`${table.tableArn}/stream/*`] }),
  );
  // what is given up goes there with the rights of the function
  fed.lambda.addEnvironment('DEAD_LETTERS_URL', deadLetters.queueUrl);
  new EventSourceMapping(scope, id, {
    target: fed.lambda,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize,
    parallelizationFactor,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    maxRecordAge: Duration.hours(MOST_HOURS_OF_OUTAGE),
    onFailure: new SqsDlq(deadLetters),
    filters: filters.map((dynamodb) =>
      FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY'), dynamodb }),
    ),
  }).node.addDependency(fed);
}
