import { Duration, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { MOST_HOURS_OF_OUTAGE } from './kept-queue.ts';

type Watch = {
  readonly metric: Metric;
  /** from here on */
  readonly threshold: number;
  /** of five minutes, one after the other */
  readonly periods: number;
  readonly description: string;
};

const PERIOD = Duration.minutes(5);
/** Twice what a market move of a million portfolios takes: `infra/SCALING.md`. */
const BEHIND_SECONDS = 15 * 60;
const HOUR_SECONDS = 3600;
/** Where to wait is the purpose: longer than eight tries of a delivery take, else an hour before what waits is given up. */
const PATIENCE_SECONDS: Readonly<Record<string, number>> = {
  DeliveriesQueue: 2 * HOUR_SECONDS,
  SlowDeliveriesQueue: (MOST_HOURS_OF_OUTAGE - 1) * HOUR_SECONDS,
  Early: (MOST_HOURS_OF_OUTAGE - 1) * HOUR_SECONDS,
};

/** One alarm for every API, every queue, every feed by a stream and every function that nobody waits for, among all that the stacks hold. */
export function alarmsOn(scope: Construct, watched: readonly Stack[]): readonly Alarm[] {
  return watched
    .flatMap((stack) => stack.node.findAll())
    .flatMap((found) => {
      const watch = watchOf(found);
      return watch === null ? [] : [alarm(scope, found, watch)];
    });
}

function watchOf(found: IConstruct): Watch | null {
  if (found instanceof RestApi) return serverErrors(found);
  if (found instanceof Queue) return found.deadLetterQueue === undefined ? deadLetters(found) : waiting(found);
  if (found instanceof CfnEventSourceMapping && found.startingPosition !== undefined) return iteratorAge(found);
  if (found instanceof CfnFunction && found.reservedConcurrentExecutions !== undefined) return crashes(found);
  return null;
}

/** Whatever fails behind it, its authoriser too, is an answer of 5xx. */
function serverErrors(api: RestApi): Watch {
  const metric = api.metricServerError({ period: PERIOD, statistic: 'Sum' });
  return { metric, threshold: 1, periods: 3, description: 'calls are answered with 5xx again and again' };
}

function deadLetters(queue: Queue): Watch {
  const metric = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' });
  return { metric, threshold: 1, periods: 1, description: 'something was given up' };
}

function waiting(queue: Queue): Watch {
  const metric = queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' });
  const threshold = PATIENCE_SECONDS[queue.node.id] ?? BEHIND_SECONDS;
  return { metric, threshold, periods: 1, description: `something waits for ${threshold / 60} minutes` };
}

function iteratorAge({ functionName }: CfnEventSourceMapping): Watch {
  const metric = ofFunction('IteratorAge', 'Maximum', functionName);
  return { metric, threshold: BEHIND_SECONDS * 1000, periods: 1, description: 'the stream is read 15 minutes late' };
}

/** What a service did is reported in the answer and counts as no error: three periods of errors are a record that brings the function down. */
function crashes({ ref }: CfnFunction): Watch {
  const metric = ofFunction('Errors', 'Sum', ref);
  return { metric, threshold: 1, periods: 3, description: 'the function is brought down again and again' };
}

function ofFunction(metricName: string, statistic: string, FunctionName: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName },
    period: PERIOD,
    statistic,
  });
}

function alarm(scope: Construct, found: IConstruct, { metric, threshold, periods, description }: Watch): Alarm {
  const [stack, path] = [Stack.of(found).stackName, found.node.path.split('/').slice(1)];
  const name = path.filter((part) => part !== 'Resource').join('');
  return new Alarm(scope, `${stack}${name}${metric.metricName}`, {
    alarmDescription: `${stack} ${name}: ${description}`,
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
