import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { functionNames } from '../../../infra/build.ts';
import { localAssembly } from '../../../infra/local/local-assembly.ts';
import { readCloudAssembly, type TemplateResource } from '../../../infra/local/template/cloud-assembly.ts';
import { ROUTES } from '../../../shared/contract/index.ts';

let resources: readonly TemplateResource[];

// synthesising runs cdk-nag: a finding that isn't accepted with its reason fails here
beforeAll(async () => {
  resources = readCloudAssembly(await localAssembly()).resources;
});

function ofType(type: string): TemplateResource[] {
  return resources.filter((resource) => resource.type === type);
}

function only(type: string): Readonly<Record<string, unknown>> {
  const found = ofType(type);
  expect(found, type).toHaveLength(1);
  return found[0]?.properties ?? {};
}

/** `BallastApi` names functions by their folder, the others by its capitalised form, behind that of a construct that holds them. */
function functionName(logicalId: string): string {
  const start = logicalId.toLowerCase().replace(/(function|role).*$/, '');
  const names = functionNames().toSorted((a, b) => b.length - a.length);
  return names.find((name) => start.endsWith(name.replaceAll('-', ''))) ?? `unknown ${logicalId}`;
}

function referred(value: unknown): string {
  return /"(?:Ref|Fn::GetAtt|Fn::ImportValue)":\[?"([^"]+)"/.exec(JSON.stringify(value))?.[1] ?? '';
}

function queueOf(reference: unknown): TemplateResource | undefined {
  return ofType('AWS::SQS::Queue').find(({ logicalId }) => logicalId === referred(reference));
}

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

  test('know the table exactly when they may use it', () => {
    for (const { properties, logicalId } of ofType('AWS::Lambda::Function')) {
      const { Variables } = properties['Environment'] as { readonly Variables: object };
      expect(Object.keys(Variables).includes('TABLE_NAME'), logicalId).toBe(
        rightsOf(functionName(logicalId)).some((right) => right.includes('dynamodb:')),
      );
    }
  });
});

type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

function statementsOf(policy: TemplateResource): readonly Statement[] {
  return (policy.properties['PolicyDocument'] as { readonly Statement: readonly Statement[] }).Statement;
}

/** One line for each action that the function's role may take, with the partitions that it is limited to. */
function rightsOf(name: string): string[] {
  return ofType('AWS::IAM::Policy')
    .filter((policy) => functionName(policy.logicalId) === name)
    .flatMap(statementsOf)
    .flatMap(({ Action, Condition }) => {
      const partitions = /"dynamodb:LeadingKeys":\["([^"]+)"\]/.exec(JSON.stringify(Condition ?? {}))?.[1];
      return [Action].flat().map((action) => (partitions === undefined ? action : `${action} ${partitions}`));
    });
}

const LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const READ = ['BatchGetItem', 'GetItem', 'Query'].map((action) => `dynamodb:${action} TENANT#*`);
const WRITE = ['BatchWriteItem', 'DeleteItem', 'PutItem'].map((action) => `dynamodb:${action} TENANT#*`);
const STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (action) => `dynamodb:${action}`,
);
const CONSUME = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
  (action) => `sqs:${action}`,
);
const DEAD_LETTERS = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];

describe('the rights', () => {
  test.each([
    ['authorise', [...LOG, 'dynamodb:GetItem KEY#*']],
    ['events', [...LOG, ...READ]],
    ['exposure', [...LOG, ...READ]],
    ['fan-out', [...LOG, ...READ, ...WRITE, ...STREAM, ...DEAD_LETTERS]],
    ['fill-intake', [...LOG, ...READ, ...WRITE, ...CONSUME, 'sqs:SendMessage']],
    ['fill-router', [...LOG, ...DEAD_LETTERS, 'sqs:SendMessage']],
    ['fills', [...LOG, ...READ, ...WRITE]],
    ['margin', [...LOG, ...READ]],
    ['markets', [...LOG, ...READ, ...WRITE]],
    ['methods', LOG],
    ['policies', [...LOG, ...READ, ...WRITE]],
    ['portfolios', [...LOG, ...READ, ...WRITE]],
    ['rebalance', [...LOG, ...READ]],
    ['recompute', [...LOG, ...READ, ...WRITE, ...STREAM, ...DEAD_LETTERS]],
    ['service', LOG],
    ['snapshots', [...LOG, ...READ]],
    ['suggestions', [...LOG, ...READ, ...WRITE]],
    ['tick', [...LOG, 'dynamodb:PutItem TENANT#*', 'dynamodb:Query DUE#*']],
    ['verify', [...LOG, ...READ]],
    ['what-if', [...LOG, ...READ]],
  ])('%s may do exactly what it needs', (name, expected) => {
    expect(rightsOf(name).sort()).toEqual(expected.toSorted());
  });

  test('name their resource; only ListStreams covers all streams, of the one table', () => {
    const wide = ofType('AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action, Resource }) => JSON.stringify([Action, Resource]).includes('*'));
    expect(wide).toMatchObject([{ Action: 'dynamodb:ListStreams' }, { Action: 'dynamodb:ListStreams' }]);
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
    const granted = [...READ, ...WRITE].map((right) => right.replace(/^dynamodb:| .*$/g, ''));
    expect([...new Set(needed)].sort()).toEqual(granted.toSorted());
  });
});

describe('the bus', () => {
  test('takes events from this account only, and fills from the publisher only', () => {
    const policies = ofType('AWS::Events::EventBusPolicy').map(
      ({ properties }) => properties['Statement'] as Statement,
    );
    expect(policies.map(({ Effect, Action }) => [Effect, Action])).toEqual([
      ['Deny', 'events:PutEvents'],
      ['Deny', 'events:PutEvents'],
    ]);
    const publisher = ofType('AWS::IAM::Role').find(({ logicalId }) => logicalId.startsWith('FillPublisher'));
    expect(policies.map(({ Condition }) => Condition)).toEqual([
      { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
      {
        'ForAnyValue:StringEquals': { 'events:detail-type': 'TradeFilled' },
        ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [publisher?.logicalId, 'Arn'] } },
      },
    ]);
  });

  test('its publisher may say that a trade was filled, and nothing else', () => {
    const policy = ofType('AWS::IAM::Policy').find(({ logicalId }) => logicalId.startsWith('FillPublisher'));
    expect(policy === undefined ? [] : statementsOf(policy)).toMatchObject([
      { Action: 'events:PutEvents', Condition: { StringEquals: { 'events:detail-type': ['TradeFilled'] } } },
      { Action: ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] },
      { Action: 'sqs:SendMessage' },
    ]);
  });
});

function mappingOf(name: string): Readonly<Record<string, unknown>> | undefined {
  const mappings = ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
  return mappings.find((properties) => functionName(referred(properties['FunctionName'])) === name);
}

describe('the fills that come in by the bus', () => {
  test('go by one rule to the router, and what it fails at is kept', () => {
    const rules = ofType('AWS::Events::Rule').filter(({ properties }) => properties['EventPattern'] !== undefined);
    expect(rules.map(({ properties }) => properties)).toMatchObject([
      {
        EventBusName: { Ref: ofType('AWS::Events::EventBus')[0]?.logicalId },
        EventPattern: { 'detail-type': ['TradeFilled'] },
      },
    ]);
    const [target] = (rules[0]?.properties['Targets'] ?? []) as Record<string, unknown>[];
    expect(functionName(referred(target?.['Arn']))).toBe('fill-router');
    const unrouted = queueOf(target?.['DeadLetterConfig'])?.logicalId ?? '';
    expect(unrouted).toContain('UnroutedFills');
    const invoke = ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => properties);
    const ofRouter = invoke.find((each) => functionName(referred(each['FunctionName'])) === 'fill-router');
    expect(ofRouter).toMatchObject({ MaximumRetryAttempts: 2 });
    expect(queueOf(ofRouter?.['DestinationConfig'])?.logicalId).toBe(unrouted);
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
      RedrivePolicy: { maxReceiveCount: 10 },
    });
    const deadLetters = queueOf(intake?.properties['RedrivePolicy']);
    expect(deadLetters?.properties).toMatchObject({ FifoQueue: true, MessageRetentionPeriod: 1_209_600 });
  });

  test('are put into the queue by the router and by whoever moves dead letters back, and by nobody else', () => {
    const policies = ofType('AWS::SQS::QueuePolicy').filter(({ properties }) =>
      JSON.stringify(properties['Queues']).includes('Intake'),
    );
    const refused = policies.flatMap(statementsOf).filter(({ Action }) => Action === 'sqs:SendMessage');
    const senders = refused.map(({ Effect, Condition }) => [
      Effect,
      JSON.stringify(Condition).match(/FillRouterRole|FillPublisher/g),
    ]);
    expect(senders).toEqual([['Deny', ['FillRouterRole', 'FillPublisher']]]);
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

describe('the table and its stream', () => {
  test('the table keeps what it holds', () => {
    expect(ofType('AWS::DynamoDB::Table')).toHaveLength(1);
    expect(only('AWS::DynamoDB::Table')).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
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
    ['recompute', String.raw`\"SK\":{\"S\":[\"HEAD\",\"POLICY\",\"MARKETMOVED\",\"SCHEDULE\"]}`],
    ['fan-out', String.raw`\"SK\":{\"S\":[{\"prefix\":\"MARKET#\"}]}`],
  ])('%s is fed what it is for, and what is given up is kept', (name, filter) => {
    const mapping = mappingOf(name);
    expect(mapping).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 43_200,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(JSON.stringify(mapping?.['FilterCriteria'])).toContain(filter);
    const queue = queueOf(mapping?.['DestinationConfig']);
    expect(queue?.properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  });
});
