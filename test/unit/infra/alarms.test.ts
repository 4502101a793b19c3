import { expect, test } from 'vitest';
import { functionName, ofType, only, referred, useTemplates } from '../../support/templates.ts';

useTemplates();

type Json = Readonly<Record<string, unknown>>;

const MINUTE_SECONDS = 60;
/** Queues in which messages may wait for longer, and for how long. */
const PATIENCE_SECONDS: readonly (readonly [RegExp, number])[] = [
  [/SlowDeliveriesQueue|Early/, 660 * MINUTE_SECONDS],
  [/DeliveriesQueue/, 120 * MINUTE_SECONDS],
  [/./, 15 * MINUTE_SECONDS],
];

/** What the alarms on that metric of the resource are set to. */
function alarmsOn(metricName: string, logicalId: string): Json[] {
  return ofType('AWS::CloudWatch::Alarm')
    .map(({ properties }) => properties)
    .filter(({ MetricName }) => MetricName === metricName)
    .filter(({ Dimensions }) => JSON.stringify(Dimensions).includes(logicalId));
}

test('every queue has one: at the first dead letter, or when a message waits for too long', () => {
  const queues = ofType('AWS::SQS::Queue');
  expect(queues.length).toBeGreaterThanOrEqual(13);
  for (const { logicalId, properties } of queues) {
    const isDeadLetters = !('RedrivePolicy' in properties);
    const metric = isDeadLetters ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage';
    const waits = PATIENCE_SECONDS.find(([ids]) => ids.test(logicalId))?.[1];
    expect(alarmsOn(metric, logicalId), logicalId).toMatchObject([
      { Namespace: 'AWS/SQS', Threshold: isDeadLetters ? 1 : waits, EvaluationPeriods: 1, Statistic: 'Maximum' },
    ]);
  }
});

test('every feed by a stream has one on the age of what it reads, and halves the batch of a record that brings it down', () => {
  const mappings = ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
  const feeds = mappings.filter((properties) => 'StartingPosition' in properties);
  expect(feeds).toHaveLength(2);
  for (const feed of feeds) {
    expect(feed).toMatchObject({ BisectBatchOnFunctionError: true, MaximumRecordAgeInSeconds: 43_200 });
    expect(alarmsOn('IteratorAge', referred(feed['FunctionName']))).toMatchObject([
      { Namespace: 'AWS/Lambda', Threshold: 900_000, EvaluationPeriods: 1, Statistic: 'Maximum' },
    ]);
  }
});

test('every function that no caller waits for has one on errors that do not end', () => {
  const fed = ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => referred(properties['FunctionName']));
  const called = ofType('AWS::Events::Rule')
    .flatMap(({ properties }) => properties['Targets'] as Json[])
    .map(({ Arn }) => referred(Arn));
  const functions = ofType('AWS::Lambda::Function').filter(({ logicalId }) => [...fed, ...called].includes(logicalId));
  expect(functions.length).toBeGreaterThanOrEqual(10);
  for (const { logicalId } of functions) {
    expect(alarmsOn('Errors', logicalId), functionName(logicalId)).toMatchObject([
      { Namespace: 'AWS/Lambda', Threshold: 1, EvaluationPeriods: 3, Statistic: 'Sum', Period: 300 },
    ]);
  }
});

test('the API has one on answers of 5xx, whatever fails behind it', () => {
  const alarm = ofType('AWS::CloudWatch::Alarm').find(({ properties }) => properties['MetricName'] === '5XXError');
  expect(alarm!.properties).toMatchObject({
    Namespace: 'AWS/ApiGateway',
    Threshold: 1,
    EvaluationPeriods: 3,
    Statistic: 'Sum',
  });
  expect(JSON.stringify(alarm!.properties['Dimensions'])).toContain('ballast');
});

test('all of them tell one topic, which takes what CloudWatch says for this account and nothing unencrypted', () => {
  const [topic] = ofType('AWS::SNS::Topic');
  const alarms = ofType('AWS::CloudWatch::Alarm');
  expect(alarms).toHaveLength(27);
  for (const { properties } of alarms) {
    expect(properties).toMatchObject({
      AlarmActions: [{ Ref: topic?.logicalId }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  }
  expect(only('AWS::SNS::TopicPolicy')['PolicyDocument']).toMatchObject({
    Statement: [
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ],
  });
});
