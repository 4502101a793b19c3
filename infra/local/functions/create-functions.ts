import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireThat } from '../../../shared/foundation/index.ts';
import { ACCOUNT, REGION } from '../template/intrinsics.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import { LocalFunction } from './local-function.ts';

type FunctionProperties = {
  readonly Code: { readonly S3Key: string };
  readonly Handler: string;
  readonly MemorySize?: number;
  readonly Timeout?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
};

export type Surroundings = {
  /** endpoints of the local services, by the names that the AWS SDK looks for */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly log: (functionName: string, text: string) => void;
};

/** What only this machine allows: webhooks of its own developer. */
const LOCAL_LIBERTIES = { BALLAST_LOOPBACK_WEBHOOKS: 'allowed' };

const LAMBDA_DEFAULTS = { memoryMb: 128, timeoutSeconds: 3 };

/** The template's functions by ARN, each with its own environment and nothing of this process's. */
export function createFunctions(
  template: LocalTemplate,
  surroundings: Surroundings,
): ReadonlyMap<string, LocalFunction> {
  const resources = template.ofType('AWS::Lambda::Function');
  for (const resource of resources) {
    const { logicalId } = resource;
    template.place(resource, { ref: logicalId, attributes: { Arn: arnOf(logicalId) } });
  }
  const functions = resources.map((resource) =>
    create(template, resource.logicalId, template.properties(resource) as FunctionProperties, surroundings),
  );
  return new Map(functions.map((each) => [each.arn, each]));
}

function arnOf(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

function create(
  template: LocalTemplate,
  name: string,
  { Code, Handler, MemorySize, Timeout, Environment }: FunctionProperties,
  { endpoints, log }: Surroundings,
): LocalFunction {
  const folder = template.assetFolder(Code.S3Key);
  requireThat(folder !== undefined, 'a function whose code is an asset of the assembly', { name });
  const [module = 'index', exportName = 'handler'] = Handler.split('.');
  const memoryMb = MemorySize ?? LAMBDA_DEFAULTS.memoryMb;
  return new LocalFunction({
    name,
    arn: arnOf(name),
    memoryMb,
    timeoutMs: (Timeout ?? LAMBDA_DEFAULTS.timeoutSeconds) * 1000,
    entry: pathToFileURL(join(folder, `${module}.mjs`)).href,
    exportName,
    environment: {
      ...lambdaEnvironment(name, folder, memoryMb),
      ...LOCAL_LIBERTIES,
      ...endpoints,
      ...Environment?.Variables,
    },
    log: (text) => log(name, text),
  });
}

/** What Lambda itself puts into every environment, as far as the runtime and the SDK look at it. */
function lambdaEnvironment(name: string, folder: string, memoryMb: number): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    LAMBDA_TASK_ROOT: folder,
    TZ: ':UTC',
  };
}
