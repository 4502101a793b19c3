import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FUNCTIONS_DIR } from '../build.ts';

/** Above the gateway's 29 s, so that a caller gets the gateway's 504 and not a torn connection. */
const TIMEOUT_SECONDS = 30;

/** One whole vCPU: what a margin or a search needs. Handlers that only read and write need a fraction of it. */
const COMPUTE_MEMORY_MB = 1769;

type BallastFunctionProps = {
  /** the folder under `functions/` */
  readonly name: string;
  readonly description: string;
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
  /** of the account's own, and the most that it uses: `infra/SCALING.md` has the arithmetic; none by default */
  readonly reservedConcurrency?: number;
};

/** One function as the house builds it: its bundle, its own role that may write its own log and nothing else. */
export class BallastFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: BallastFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(FUNCTIONS_DIR, props.name)),
      handler: 'index.handler',
      memorySize: props.memoryMb ?? COMPUTE_MEMORY_MB,
      timeout: Duration.seconds(props.timeoutSeconds ?? TIMEOUT_SECONDS),
      reservedConcurrentExecutions: props.reservedConcurrency,
      role: this.#logOnlyRole(logGroup),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        LOG_LEVEL: 'INFO',
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
  }

  #logOnlyRole(logGroup: LogGroup): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    return role;
  }
}
