import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  type IAuthorizer,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ROUTES } from '../../shared/contract/index.ts';
import { BallastFunction } from '../constructs/ballast-function.ts';
import { addGatewayProblems } from '../constructs/gateway-problems.ts';
import { grantSend } from '../constructs/queue-access.ts';
import { grantTable, grantWebhooks, type TableAccess } from '../constructs/table-access.ts';

type ApiStackProps = {
  readonly table: Table;
  readonly webhookTable: Table;
  /** takes a message for each delivery to a webhook that is to be made */
  readonly deliveries: Queue;
};
type FunctionName = (typeof ROUTES)[number]['functionName'];
type Functions = Readonly<Record<FunctionName, BallastFunction>>;
type Duty = { readonly description: string; readonly table: readonly TableAccess[]; readonly memoryMb?: number };

const SMALL_MB = 512;

/** What each function of the API is for and what it may do with the table. */
const DUTIES: Readonly<Record<FunctionName, Duty>> = {
  margin: { description: 'Margin of a book under each method, and why', table: ['read'] },
  exposure: { description: 'Greeks of a book by underlying, expiry and venue', table: ['read'] },
  'what-if': { description: 'Margin before and after some trades', table: ['read'] },
  backtest: { description: 'Methods on the days of a history', table: ['read'] },
  risk: { description: 'Value at risk and expected shortfall of a book', table: ['read'] },
  stress: { description: 'Stress, reverse stress and forecast of a book', table: ['read'] },
  'max-size': { description: 'The largest quantity that fits', table: ['read'] },
  'leg-order': { description: 'The order of trades with the lowest peak', table: ['read'] },
  pooling: { description: 'What venues need apart and pooled', table: ['read'] },
  rebalance: { description: 'The trades that need the least margin', table: ['read'] },
  frontier: { description: 'Efficient frontier of what a book holds', table: ['read'] },
  collateral: { description: 'Cheapest allocation of collateral over venues', table: ['read'] },
  verify: { description: 'Checks the certificate of a rebalance or of collateral without a solver', table: ['read'] },
  portfolios: { description: 'Stored portfolios, their positions and ledger', table: ['write'] },
  policies: { description: 'How stored portfolios are margined and watched', table: ['checked'], memoryMb: SMALL_MB },
  fills: { description: 'Applies fills and adjustments exactly once', table: ['write'] },
  snapshots: { description: 'Margin snapshots of stored portfolios, replayed and explained', table: ['read'] },
  events: { description: 'What happens to a portfolio, as it happens', table: ['read'], memoryMb: SMALL_MB },
  suggestions: { description: 'Suggested rebalances, accepted or dismissed', table: ['write'], memoryMb: SMALL_MB },
  webhooks: {
    description: 'Webhooks and what was delivered to them',
    table: ['idempotency'],
    memoryMb: SMALL_MB,
  },
  markets: { description: 'Versioned market snapshots and importers', table: ['write'] },
  'parameter-files': { description: 'Uploaded risk-parameter files of clearing houses', table: ['write'] },
  methods: { description: 'Describes every margin method', table: [], memoryMb: SMALL_MB },
  service: { description: 'Health, the OpenAPI document and its page', table: [], memoryMb: SMALL_MB },
};

const REQUESTS_PER_SECOND = 200;
const BURST_REQUESTS = 400;
const KEY_CACHE_SECONDS = 60;

const OPEN_TO_ALL = {
  id: 'AwsSolutions-APIG4',
  reason: 'Health, the OpenAPI document and its page hold nothing of any tenant and are open by the contract.',
};

const ACCEPTED = [
  {
    id: 'AwsSolutions-APIG2',
    reason: 'Every handler validates params, query and body with the zod schemas of the contract.',
  },
  { id: 'AwsSolutions-APIG3', reason: 'A web ACL costs money per month and is the choice of whoever deploys.' },
  {
    id: 'AwsSolutions-COG4',
    reason: 'Clients are programs with API keys; a Lambda authorizer turns the key into the tenant.',
  },
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: 'API Gateway takes one role per account for its logs, and this is the policy that AWS documents for it.',
  },
];

/**
 * The REST API of the routes in `shared/contract`. Its pages are served from the same origin, so it answers no
 * cross-origin preflight: a browser on another site can't spend a key.
 */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { table, webhookTable, deliveries }: ApiStackProps) {
    super(scope, id, { description: 'Ballast: the HTTP API' });
    const api = this.#restApi();
    addGatewayProblems(api);
    const authorizer = this.#authorizer(table);
    const functions = this.#functions(table);
    grantWebhooks(webhookTable, functions.webhooks);
    grantSend(functions.webhooks, deliveries, 'DELIVERIES_URL');
    const integrations = integrationsOf(functions);
    for (const { method, path, functionName, auth } of ROUTES) {
      const options = auth === 'key' ? { authorizer } : {};
      const added = api.root.resourceForPath(path).addMethod(method, integrations[functionName], options);
      if (auth === 'none') Validations.of(added).acknowledge(OPEN_TO_ALL);
    }
    Validations.of(api).acknowledge(...ACCEPTED);
  }

  #restApi(): RestApi {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new RestApi(this, 'Api', {
      restApiName: 'ballast',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      deployOptions: {
        stageName: 'live',
        throttlingRateLimit: REQUESTS_PER_SECOND,
        throttlingBurstLimit: BURST_REQUESTS,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
      },
    });
  }

  #authorizer(table: Table): IAuthorizer {
    const authorise = new BallastFunction(this, 'authorise', {
      name: 'authorise',
      description: 'Turns an API key into the tenant that it belongs to',
      memoryMb: SMALL_MB,
      timeoutSeconds: 10,
    });
    grantTable(table, authorise, 'keys');
    return new RequestAuthorizer(this, 'KeyAuthorizer', {
      handler: authorise.lambda,
      identitySources: [IdentitySource.header('x-api-key')],
      resultsCacheTtl: Duration.seconds(KEY_CACHE_SECONDS),
    });
  }

  #functions(table: Table): Functions {
    const pairs = Object.entries(DUTIES).map(([name, { table: accesses, ...props }]) => {
      const ballastFunction = new BallastFunction(this, name, { name, ...props });
      for (const access of accesses) grantTable(table, ballastFunction, access);
      return [name, ballastFunction];
    });
    return Object.fromEntries(pairs) as Functions;
  }
}

function integrationsOf(functions: Functions): Readonly<Record<FunctionName, LambdaIntegration>> {
  const pairs = Object.entries(functions).map(([name, { lambda }]) => [
    name,
    new LambdaIntegration(lambda, { allowTestInvoke: false }),
  ]);
  return Object.fromEntries(pairs) as Readonly<Record<FunctionName, LambdaIntegration>>;
}
