import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../shared/contract/index.ts';
import {
  functionName,
  mappingOf,
  ofType,
  queueOf,
  referred,
  rulesFor,
  type Statement,
  statementsOf,
  useTemplates,
} from '../../support/templates.ts';

useTemplates();

const MARKET_MOVED = 'MarketMoved';
const EVENTS_OUT = ['MarginComputed', 'MarginBreached', 'RebalanceSuggested'];

describe('the bus', () => {
  test('takes events from this account only, and those that are believed from their publishers only', () => {
    const policies = ofType('AWS::Events::EventBusPolicy').map(
      ({ properties }) => properties['Statement'] as Statement,
    );
    for (const { Effect, Action } of policies) expect([Effect, Action]).toEqual(['Deny', 'events:PutEvents']);
    const [fills, events] = ['FillPublisher', 'EventsEventPublisher'].map((start) =>
      ofType('AWS::IAM::Role').find(({ logicalId }) => logicalId.startsWith(start)),
    );
    expect(policies.map(({ Condition }) => Condition)).toEqual([
      { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
      {
        'ForAnyValue:StringEquals': { 'events:detail-type': ['TradeFilled'] },
        ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [fills?.logicalId, 'Arn'] } },
      },
      {
        'ForAnyValue:StringEquals': { 'events:detail-type': [...EVENTS_OUT, MARKET_MOVED] },
        ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [events?.logicalId, 'Arn'] } },
      },
    ]);
  });

  test('its publisher may say that a trade was filled, and nothing else', () => {
    const policy = ofType('AWS::IAM::Policy').find(({ logicalId }) => logicalId.startsWith('FillPublisher'));
    expect(policy === undefined ? [] : statementsOf(policy)).toMatchObject([
      { Action: 'events:PutEvents', Condition: { StringEquals: { 'events:detail-type': ['TradeFilled'] } } },
      ...[1, 2].flatMap(() => [
        { Action: ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] },
        { Action: 'sqs:SendMessage' },
      ]),
    ]);
  });
});

describe('the events that go out by the bus', () => {
  test('are put there by the publisher, which may put no others', () => {
    const mapping = mappingOf('event-publisher');
    expect(mapping).toMatchObject({
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const { Filters = [] } = (mapping?.['FilterCriteria'] ?? {}) as { Filters?: { Pattern: string }[] };
    expect(JSON.parse(Filters[0]?.Pattern ?? '')).toMatchObject({
      dynamodb: { NewImage: { eventType: { S: EVENTS_OUT } } },
    });
    expect(queueOf(mapping?.['DestinationConfig'])?.logicalId).toContain('UnpublishedEvents');
    const rights = ofType('AWS::IAM::Policy').filter(({ logicalId }) => functionName(logicalId) === 'event-publisher');
    const put = rights.flatMap(statementsOf).find(({ Action }) => Action === 'events:PutEvents');
    expect(put?.Condition).toEqual({ StringEquals: { 'events:detail-type': [...EVENTS_OUT, MARKET_MOVED] } });
  });

  test('wait in a queue for the webhooks that want them, and each delivery in another, slow ones apart; all give up to dead letters', () => {
    const [rule, ...others] = rulesFor('MarginBreached').map(({ properties }) => properties);
    expect(others).toEqual([]);
    expect(rule?.['EventPattern']).toEqual({ source: ['ballast'], 'detail-type': EVENTS_OUT });
    const events = queueOf(rule?.['Targets']);
    expect(queueOf(mappingOf('webhook-events')?.['EventSourceArn'])).toBe(events);
    const deliveries = queueOf(mappingOf('webhook-delivery')?.['EventSourceArn']);
    const slow = queueOf(mappingOf('webhook-slow-lane')?.['EventSourceArn']);
    expect(new Set([events, deliveries, slow]).size).toBe(3);
    for (const [queue, maxReceiveCount] of [
      [events, 240],
      [deliveries, LIMITS.webhookAttempts + 240],
      [slow, LIMITS.webhookAttempts + 240],
    ] as const) {
      expect(queue?.properties).toMatchObject({ VisibilityTimeout: 180, RedrivePolicy: { maxReceiveCount } });
      expect(queueOf(queue?.properties['RedrivePolicy'])?.properties).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
      });
    }
    for (const name of ['webhook-events', 'webhook-delivery', 'webhook-slow-lane']) {
      expect(mappingOf(name)).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    }
  });

  test('go to public addresses only: nothing deployed says otherwise', () => {
    expect(JSON.stringify(ofType('AWS::Lambda::Function'))).not.toContain('LOOPBACK');
  });
});

describe('the moves of markets', () => {
  test('wait in a queue for the fan-out, for twelve hours of retries each minute', () => {
    const [rule, ...others] = rulesFor(MARKET_MOVED).map(({ properties }) => properties);
    expect(others).toEqual([]);
    expect(rule?.['EventPattern']).toEqual({ source: ['ballast'], 'detail-type': [MARKET_MOVED] });
    const moves = queueOf(rule?.['Targets']);
    expect(queueOf(mappingOf('fan-out')?.['EventSourceArn'])).toBe(moves);
    expect(moves?.properties).toMatchObject({ VisibilityTimeout: 900, RedrivePolicy: { maxReceiveCount: 720 } });
    expect(queueOf(moves?.properties['RedrivePolicy'])?.logicalId).toContain('UnannouncedMoves');
  });

  test('leave the stream two consumers, as many as read a shard without throttling one another', () => {
    const stream = ofType('AWS::Lambda::EventSourceMapping').filter(
      ({ properties }) => 'StartingPosition' in properties,
    );
    expect(stream.map(({ properties }) => functionName(referred(properties['FunctionName']))).toSorted()).toEqual([
      'event-publisher',
      'recompute',
    ]);
  });
});

describe('the fills that come in by the bus', () => {
  test('go by one rule through a queue to the router, for twelve hours of retries each minute, and what it fails at is kept', () => {
    const rules = rulesFor('TradeFilled');
    expect(rules.map(({ properties }) => properties)).toMatchObject([
      {
        EventBusName: { Ref: ofType('AWS::Events::EventBus')[0]?.logicalId },
        EventPattern: { 'detail-type': ['TradeFilled'] },
      },
    ]);
    const [target] = (rules[0]?.properties['Targets'] ?? []) as Record<string, unknown>[];
    const arrived = queueOf(target?.['Arn']);
    expect(queueOf(mappingOf('fill-router')?.['EventSourceArn'])).toBe(arrived);
    expect(arrived?.properties).toMatchObject({ VisibilityTimeout: 60, RedrivePolicy: { maxReceiveCount: 720 } });
    const unrouted = queueOf(arrived?.properties['RedrivePolicy']);
    expect(unrouted?.logicalId).toContain('UnroutedFills');
    expect(queueOf(target?.['DeadLetterConfig'])).toBe(unrouted);
  });

  test('wait in a queue that counts by portfolio and gives up to its dead letters', () => {
    expect(mappingOf('fill-intake')).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const intake = queueOf(mappingOf('fill-intake')?.['EventSourceArn']);
    expect(intake?.properties).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: 180,
      RedrivePolicy: { maxReceiveCount: 240 },
    });
    const deadLetters = queueOf(intake?.properties['RedrivePolicy']);
    expect(deadLetters?.properties).toMatchObject({ FifoQueue: true, MessageRetentionPeriod: 1_209_600 });
  });

  test.each([
    ['Intake', ['FillsRoutingFillRouterRole', 'FillPublisher']],
    ['Arrived', ['FillPublisher', 'FillsRoutingFilled']],
    ['UnroutedFills', ['FillsRoutingFillRouterRole', 'FillsRoutingFilled']],
    ['FillDeadLetters', ['FillsFillIntakeRole', 'FillsWaitingEarlyFillsRole']],
  ])('are put into the queue %s by %j and by nobody else', (queue, expected) => {
    const policies = ofType('AWS::SQS::QueuePolicy').filter(({ properties }) =>
      JSON.stringify(properties['Queues']).includes(queue),
    );
    const refused = policies
      .flatMap(statementsOf)
      .filter(({ Action, Effect }) => Action === 'sqs:SendMessage' && Effect === 'Deny');
    expect(refused).toHaveLength(1);
    const named = [...JSON.stringify(refused[0]?.Condition).matchAll(/"([A-Za-z]+)[0-9A-F]{8}","Arn"/g)].map(
      ([, id]) => id,
    );
    expect(named).toEqual(expected);
  });

  test('wait in a queue of their own where they overtook what they take back, filled by the intake only', () => {
    const early = queueOf(mappingOf('early-fills')?.['EventSourceArn']);
    const intake = queueOf(mappingOf('fill-intake')?.['EventSourceArn']);
    expect(early?.properties).toMatchObject({
      FifoQueue: true,
      VisibilityTimeout: 180,
      RedrivePolicy: { maxReceiveCount: 250 },
    });
    expect(queueOf(early?.properties['RedrivePolicy'])).toEqual(queueOf(intake?.properties['RedrivePolicy']));
    const policies = ofType('AWS::SQS::QueuePolicy').filter(({ properties }) =>
      JSON.stringify(properties['Queues']).includes(early?.logicalId ?? 'none'),
    );
    const refused = policies.flatMap(statementsOf).filter(({ Action }) => Action === 'sqs:SendMessage');
    expect(JSON.stringify(refused.map(({ Condition }) => Condition)).match(/Fills\w+Role|FillPublisher/g)).toEqual([
      expect.stringContaining('FillIntake'),
    ]);
  });
});

describe('the schedules', () => {
  test('are looked at each minute, and a tick that fails is left to the next', () => {
    const rules = ofType('AWS::Events::Rule').map(({ properties }) => properties);
    const rule = rules.find((each) => each['ScheduleExpression'] !== undefined);
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    const [target] = (rule?.['Targets'] ?? []) as Record<string, unknown>[];
    expect(functionName(referred(target?.['Arn']))).toBe('tick');
    const invoke = ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => properties);
    const ofTick = invoke.find((each) => functionName(referred(each['FunctionName'])) === 'tick');
    expect(ofTick).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });
});
