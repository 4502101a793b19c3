import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HANDLERS = fileURLToPath(new URL('.', import.meta.url));
const FUNCTIONS = ['authorise', 'behave', 'consume', 'take'];

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

/**
 * A small assembly in the form that `cdk synth` writes, with handlers that misbehave when asked: two stacks, a table with a
 * stream, a REST API with an authorizer, a mapping with dead letters. `extra` joins the second stack.
 */
export function writeFixtureAssembly(
  directory: string,
  extra: Resources = {},
  patience: Patience = { MaximumRetryAttempts: 1 },
): string {
  const assembly = join(directory, 'assembly');
  mkdirSync(assembly, { recursive: true });
  for (const name of FUNCTIONS) cpSync(join(HANDLERS, `${name}.mjs`), join(assembly, `asset.${name}`, 'index.mjs'));
  write(assembly, 'Data.template.json', dataTemplate());
  write(assembly, 'Main.template.json', {
    Resources: { ...functions(directory), ...api(), ...events(patience), ...extra },
  });
  write(assembly, 'Main.assets.json', { files: Object.fromEntries(FUNCTIONS.map((name) => [name, asset(name)])) });
  return assembly;
}

function write(directory: string, name: string, value: unknown): void {
  writeFileSync(join(directory, name), JSON.stringify(value));
}

function asset(name: string): unknown {
  return { source: { path: `asset.${name}` }, destinations: { current: { objectKey: `${name}.zip` } } };
}

function dataTemplate(): unknown {
  const properties = {
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
    ],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  };
  return {
    Resources: { Items: { Type: 'AWS::DynamoDB::Table', Properties: properties } },
    Outputs: {
      Name: { Value: { Ref: 'Items' }, Export: { Name: 'Data:Name' } },
      Stream: { Value: { 'Fn::GetAtt': ['Items', 'StreamArn'] }, Export: { Name: 'Data:Stream' } },
    },
  };
}

function functions(directory: string): Resources {
  const files = { SEEN_FILE: join(directory, 'seen'), CALLS_FILE: join(directory, 'calls') };
  const variables = {
    ...files,
    TABLE_NAME: { 'Fn::ImportValue': 'Data:Name' },
    WHERE: { 'Fn::Sub': 'in ${AWS::Region}' },
  };
  return Object.fromEntries(
    FUNCTIONS.map((name) => [
      name,
      {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: `${name}.zip` },
          Handler: 'index.handler',
          MemorySize: 256,
          Timeout: 2,
          Environment: { Variables: variables },
        },
      },
    ]),
  );
}

function api(): Resources {
  return {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BinaryMediaTypes: ['image/png'] } },
    ...resource('Things', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, 'things'),
    ...resource('Thing', { Ref: 'Things' }, '{id}'),
    ...resource('Newest', { Ref: 'Things' }, 'newest'),
    ...resource('Open', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, 'open'),
    ...resource('Quick', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, 'quick'),
    Authorizer: {
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        Type: 'REQUEST',
        AuthorizerUri: uri('authorise'),
        AuthorizerResultTtlInSeconds: 60,
        IdentitySource: 'method.request.header.x-api-key',
      },
    },
    ...method('ThingPut', 'PUT', { Ref: 'Thing' }, true),
    ...method('ThingGet', 'GET', { Ref: 'Thing' }, true),
    ...method('NewestGet', 'GET', { Ref: 'Newest' }, true),
    ...method('OpenGet', 'GET', { Ref: 'Open' }, false),
    ...method('OpenPost', 'POST', { Ref: 'Open' }, false),
    ...method('QuickGet', 'GET', { Ref: 'Quick' }, false, { TimeoutInMillis: 300 }),
    ...fault('MISSING_AUTHENTICATION_TOKEN', '404'),
    ...fault('DEFAULT_4XX'),
    ...fault('DEFAULT_5XX', '502'),
  };
}

function resource(id: string, ParentId: unknown, PathPart: string): Resources {
  return { [id]: { Type: 'AWS::ApiGateway::Resource', Properties: { ParentId, PathPart, RestApiId: { Ref: 'Api' } } } };
}

function method(id: string, HttpMethod: string, ResourceId: unknown, keyed: boolean, more: object = {}): Resources {
  const authorization = keyed
    ? { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } }
    : { AuthorizationType: 'NONE' };
  const Integration = { Type: 'AWS_PROXY', Uri: uri('behave'), ...more };
  return {
    [id]: { Type: 'AWS::ApiGateway::Method', Properties: { HttpMethod, ResourceId, Integration, ...authorization } },
  };
}

function fault(ResponseType: string, StatusCode?: string): Resources {
  const body = `{"fault":"${ResponseType}","path":"$context.path","id":"$context.requestId"}`;
  return {
    [`Fault${ResponseType.replaceAll('_', '')}`]: {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        ResponseType,
        ...(StatusCode === undefined ? {} : { StatusCode }),
        ResponseParameters: { 'gatewayresponse.header.Content-Type': "'application/problem+json'" },
        ResponseTemplates: { 'application/json': body },
      },
    },
  };
}

function uri(name: string): unknown {
  const arn = { 'Fn::GetAtt': [name, 'Arn'] };
  const region = { 'Fn::Select': [3, { 'Fn::Split': [':', arn] }] };
  const parts = ['arn:aws:apigateway:', region, ':lambda:path/2015-03-31/functions/', arn, '/invocations'];
  return { 'Fn::Join': ['', parts] };
}

/** How long the stream's records come again. */
type Patience = { readonly MaximumRetryAttempts: number } | { readonly MaximumRecordAgeInSeconds: number };

function events(patience: Patience): Resources {
  return {
    DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
    Changes: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::ImportValue': 'Data:Stream' },
        FunctionName: { Ref: 'consume' },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 10,
        BisectBatchOnFunctionError: true,
        ...patience,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        FilterCriteria: {
          Filters: [
            {
              Pattern: JSON.stringify({ eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { SK: { S: ['HEAD'] } } } }),
            },
          ],
        },
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
      },
    },
  };
}
