import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { functionNames } from '../../../infra/build.ts';
import type { TemplateResource } from '../../../infra/local/template/cloud-assembly.ts';
import { ROUTES } from '../../../shared/contract/index.ts';
import {
  functionName,
  mappingOf,
  ofType,
  only,
  queueOf,
  referred,
  rightsOf,
  statementsOf,
  useTemplates,
} from '../../support/templates.ts';

useTemplates();

function pathOf(id: string): string {
  const resource = ofType('AWS::ApiGateway::Resource').find(({ logicalId }) => logicalId === id);
  if (resource === undefined) return '';
  return `${pathOf(referred(resource.properties['ParentId']))}/${String(resource.properties['PathPart'])}`;
}

function sorted<R extends { readonly path: string; readonly method: unknown }>(routes: readonly R[]): R[] {
  const nameOf = ({ path, method }: R) => `${path} ${String(method)}`;
  return routes.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

describe('the API', () => {
  test('has exactly the routes of the contract, each with its function and its authorizer', () => {
    const methods = ofType('AWS::ApiGateway::Method').map(({ properties }) => ({
      method: properties['HttpMethod'],
      path: pathOf(referred(properties['ResourceId'])) || '/',
      functionName: functionName(
        /"(\w+Function[0-9A-F]{8})"/.exec(JSON.stringify(properties['Integration']))?.[1] ?? '',
      ),
      auth:
        properties['AuthorizationType'] === 'CUSTOM' && referred(properties['AuthorizerId']) !== '' ? 'key' : 'none',
    }));
    expect(sorted(methods)).toEqual(sorted(ROUTES));
    expect(methods.filter(({ auth }) => auth === 'none').map(({ functionName: name }) => name)).toEqual(
      Array.from({ length: 5 }, () => 'service'),
    );
  });

  test('takes the key from the header and keeps a verdict for a minute', () => {
    expect(only('AWS::ApiGateway::Authorizer')).toMatchObject({
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.x-api-key',
      AuthorizerResultTtlInSeconds: 60,
    });
  });

  test('throttles, logs who called, and never bodies', () => {
    expect(only('AWS::ApiGateway::Stage')).toMatchObject({
      AccessLogSetting: { DestinationArn: expect.anything() },
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 200,
          ThrottlingBurstLimit: 400,
          DataTraceEnabled: false,
        },
      ],
    });
  });

  test('answers by itself in problem details of the same status', () => {
    const responses = ofType('AWS::ApiGateway::GatewayResponse').map(({ properties }) => properties);
    expect(responses).toHaveLength(21);
    for (const { ResponseType, StatusCode, ResponseTemplates, ResponseParameters } of responses) {
      const template = (ResponseTemplates as Record<string, string>)['application/json'] ?? '';
      const problem = JSON.parse(template) as Record<string, unknown>;
      expect(Object.keys(problem), String(ResponseType)).toEqual([
        'type',
        'title',
        'status',
        'detail',
        'instance',
        'correlationId',
      ]);
      expect(String(problem['status'])).toBe(StatusCode);
      const retried = StatusCode === '429' || StatusCode === '503';
      expect(Object.keys(ResponseParameters as object).includes('gatewayresponse.header.Retry-After')).toBe(retried);
    }
    const statuses = Object.fromEntries(responses.map(({ ResponseType, StatusCode }) => [ResponseType, StatusCode]));
    expect(statuses).toMatchObject({
      UNAUTHORIZED: '401',
      ACCESS_DENIED: '403',
      MISSING_AUTHENTICATION_TOKEN: '404',
      REQUEST_TOO_LARGE: '413',
      THROTTLED: '429',
      DEFAULT_4XX: '400',
      DEFAULT_5XX: '503',
    });
  });
});

describe('the functions', () => {
  test('are the folders under functions/, each on Node 24 and ARM with its own role and log', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(functions.map(({ logicalId }) => functionName(logicalId)).sort()).toEqual(functionNames());
    for (const { properties, logicalId } of functions) {
      expect(properties, logicalId).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Environment: { Variables: { POWERTOOLS_SERVICE_NAME: functionName(logicalId) } },
        LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
      });
    }
    const roles = functions.map(({ properties }) => referred(properties['Role']));
    expect(new Set(roles).size).toBe(functions.length);
    for (const { properties } of ofType('AWS::Logs::LogGroup'))
      expect(properties['RetentionInDays']).toBeGreaterThan(0);
  });

  test('know a table exactly when they may use it', () => {
    for (const { properties, logicalId } of ofType('AWS::Lambda::Function')) {
      const { Variables } = properties['Environment'] as { readonly Variables: object };
      const rights = rightsOf(functionName(logicalId));
      const known = (variable: string) => Object.keys(Variables).includes(variable);
      const used = (partitions: RegExp) => rights.some((right) => partitions.test(right));
      expect(known('TABLE_NAME'), logicalId).toBe(used(/^dynamodb:\w+ (TENANT|KEY|DUE)/));
      expect(known('WEBHOOK_TABLE_NAME'), logicalId).toBe(used(/^dynamodb:\w+ WEBHOOK/));
    }
  });
});

const LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const READ = ['BatchGetItem', 'GetItem', 'Query'].map((action) => `dynamodb:${action} TENANT#*`);
const WRITE = ['BatchWriteItem', 'DeleteItem', 'PutItem'].map((action) => `dynamodb:${action} TENANT#*`);
const CHECK = ['dynamodb:ConditionCheckItem TENANT#*'];
const WEBHOOKS = [...READ, ...WRITE].map((right) => right.replace('TENANT#*', 'WEBHOOK*'));
const KEPT_ANSWERS = 'TENANT#*#IDEMPOTENCY';
const IDEMPOTENCY = [...READ, ...WRITE].map((right) => right.replace('TENANT#*', KEPT_ANSWERS));
const STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (action) => `dynamodb:${action}`,
);
const CONSUME = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
  (action) => `sqs:${action}`,
);
const DEAD_LETTERS = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];

describe('what runs at once', () => {
  test.each([
    ['early-fills', 6],
    ['event-publisher', 50],
    ['fan-out', 10],
    ['fill-intake', 60],
    ['fill-router', 15],
    ['recompute', 250],
    ['tick', 1],
    ['webhook-delivery', 25],
    ['webhook-events', 25],
    ['webhook-slow-lane', 15],
  ])('%s has %i of the account to itself', (name, expected) => {
    const found = ofType('AWS::Lambda::Function').find(({ logicalId }) => functionName(logicalId) === name);
    expect(found?.properties['ReservedConcurrentExecutions']).toBe(expected);
  });

  test('leaves the API more than half of the 1,000 that an account has', () => {
    const reserved = ofType('AWS::Lambda::Function').map(({ properties }) =>
      Number(properties['ReservedConcurrentExecutions'] ?? 0),
    );
    expect(reserved.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(500);
  });

  test.each([
    ['early-fills', 5],
    ['fan-out', 8],
    ['fill-intake', 50],
    ['fill-router', 10],
    ['webhook-delivery', 20],
    ['webhook-events', 20],
    ['webhook-slow-lane', 10],
  ])('the queue of %s is read by fewer than may run', (name, MaximumConcurrency) => {
    expect(mappingOf(name)).toMatchObject({ ScalingConfig: { MaximumConcurrency } });
  });
});

describe('the rights', () => {
  test.each([
    ['authorise', [...LOG, 'dynamodb:GetItem KEY#*']],
    ['early-fills', [...LOG, ...READ, ...WRITE, ...CONSUME, 'sqs:SendMessage']],
    ['event-publisher', [...LOG, ...STREAM, ...DEAD_LETTERS, 'events:PutEvents']],
    ['events', [...LOG, ...READ]],
    ['exposure', [...LOG, ...READ]],
    ['fan-out', [...LOG, ...READ, ...WRITE, ...CONSUME, 'sqs:SendMessage']],
    ['fill-intake', [...LOG, ...READ, ...WRITE, ...CONSUME, 'sqs:SendMessage', 'sqs:SendMessage']],
    ['fill-router', [...LOG, ...CONSUME, 'sqs:SendMessage', 'sqs:SendMessage']],
    ['fills', [...LOG, ...READ, ...WRITE]],
    ['margin', [...LOG, ...READ]],
    ['markets', [...LOG, ...READ, ...WRITE]],
    ['methods', LOG],
    ['policies', [...LOG, ...READ, ...WRITE, ...CHECK]],
    ['portfolios', [...LOG, ...READ, ...WRITE]],
    ['rebalance', [...LOG, ...READ]],
    ['recompute', [...LOG, ...READ, ...WRITE, ...STREAM, ...DEAD_LETTERS]],
    ['service', LOG],
    ['snapshots', [...LOG, ...READ]],
    ['suggestions', [...LOG, ...READ, ...WRITE]],
    ['tick', [...LOG, 'dynamodb:PutItem TENANT#*', 'dynamodb:Query DUE#*']],
    ['verify', [...LOG, ...READ]],
    ['webhook-delivery', [...LOG, ...WEBHOOKS, ...CONSUME, 'sqs:SendMessage', 'sqs:SendMessage']],
    ['webhook-events', [...LOG, ...WEBHOOKS, ...CONSUME, 'sqs:SendMessage', 'sqs:SendMessage']],
    ['webhook-slow-lane', [...LOG, ...WEBHOOKS, ...CONSUME, 'sqs:SendMessage']],
    ['webhooks', [...LOG, ...WEBHOOKS, ...IDEMPOTENCY, 'sqs:SendMessage']],
    ['what-if', [...LOG, ...READ]],
  ])('%s may do exactly what it needs', (name, expected) => {
    expect(rightsOf(name).sort()).toEqual(expected.toSorted());
  });

  test('name their resource; only ListStreams covers all streams, of the one table', () => {
    const wide = ofType('AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action, Resource }) => JSON.stringify([Action, Resource]).includes('*'));
    expect(new Set(wide.map(({ Action }) => Action))).toEqual(new Set(['dynamodb:ListStreams']));
    for (const { Resource } of wide)
      expect(JSON.stringify(Resource)).toMatch(/ImportValue.*Table.*Arn.*"\/stream\/\*"/);
  });

  test('are those of the commands that the store sends', () => {
    const folder = new URL('../../../shared/store/', import.meta.url);
    const sources = readdirSync(folder).filter((name) => name !== 'table-definition.ts');
    const text = sources.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
    const commands = [...text.matchAll(/new (\w+)Command\(/g)].map(([, command]) => command ?? '');
    const transacted = [...text.matchAll(/\b(Put|Update|Delete|ConditionCheck): \{/g)].map(
      ([, action]) => `${action ?? ''}Item`,
    );
    const needed = [...commands.filter((command) => !command.startsWith('Transact')), ...transacted];
    const granted = [...READ, ...WRITE, ...CHECK].map((right) => right.replace(/^dynamodb:| .*$/g, ''));
    expect([...new Set(needed)].sort()).toEqual(granted.toSorted());
  });
});

const WEBHOOK_FUNCTIONS = ['webhooks', 'webhook-events', 'webhook-delivery', 'webhook-slow-lane'];

const TABLES = 'AWS::DynamoDB::Table';

function isWebhooks({ logicalId }: TemplateResource): boolean {
  return logicalId.startsWith('Webhooks');
}

/** What of that type names the table of webhooks. */
function namingWebhooks(type: string): TemplateResource[] {
  return ofType(type).filter(({ properties }) => /(FnGetAtt|Ref)Webhooks/.test(JSON.stringify(properties)));
}

describe('what webhooks sign with', () => {
  test('stands in a table that feeds no stream, with its own items only', () => {
    const [table, ...others] = ofType(TABLES).filter(isWebhooks);
    expect([table?.properties['KeySchema'], others]).toEqual([expect.anything(), []]);
    expect(table?.properties).not.toHaveProperty('StreamSpecification');
    expect(table?.properties).not.toHaveProperty('KinesisStreamSpecification');
    const streams = ofType('AWS::Lambda::EventSourceMapping').filter(
      ({ properties }) => 'StartingPosition' in properties,
    );
    for (const { properties } of streams) expect(referred(properties['EventSourceArn'])).not.toContain('Webhooks');
  });

  test('is for those to read who keep webhooks, find them and deliver, whatever the policy', () => {
    expect(new Set(namingWebhooks('AWS::IAM::Policy').map(({ logicalId }) => functionName(logicalId)))).toEqual(
      new Set(WEBHOOK_FUNCTIONS),
    );
    expect(namingWebhooks('AWS::IAM::Role')).toEqual([]);
    for (const name of WEBHOOK_FUNCTIONS) {
      const partitions = rightsOf(name).flatMap((right) => /^dynamodb:\w+ (.+)/.exec(right)?.[1] ?? []);
      expect(new Set(partitions), name).toEqual(
        new Set(name === 'webhooks' ? [KEPT_ANSWERS, 'WEBHOOK*'] : ['WEBHOOK*']),
      );
    }
  });
});

describe('the tables and the stream', () => {
  test('keep what they hold', () => {
    expect(ofType(TABLES)).toHaveLength(2);
    for (const { properties } of ofType(TABLES)) {
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      });
    }
    const table = ofType(TABLES).find(({ logicalId }) => logicalId.startsWith('Table'));
    expect(table?.properties).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'Due',
          KeySchema: [
            { AttributeName: 'duePart', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
        },
      ],
    });
  });

  test.each([
    ['recompute', 10, String.raw`\"SK\":{\"S\":[\"HEAD\",\"POLICY\",\"MARKETMOVED\",\"SCHEDULE\",\"REMINDER\"]}`],
  ])(
    '%s is fed what it is for, %i batches of a shard at once, and what is given up is kept',
    (name, factor, filter) => {
      const mapping = mappingOf(name);
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 10,
        ParallelizationFactor: factor,
        BisectBatchOnFunctionError: true,
        MaximumRecordAgeInSeconds: 43_200,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      expect(mapping, 'an outage uses up no retries').not.toHaveProperty('MaximumRetryAttempts');
      expect(JSON.stringify(mapping?.['FilterCriteria'])).toContain(filter);
      const queue = queueOf(mapping?.['DestinationConfig']);
      expect(queue?.properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    },
  );
});
