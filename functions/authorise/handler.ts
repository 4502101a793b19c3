import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { lookUpKey } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';

/**
 * Answers whose key this is. The policy allows every route of the stage, because the gateway caches it by key: what a tenant
 * may see is decided by the tenant in its context.
 *
 * @throws Error `Unauthorized`, which the gateway answers with 401
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const key = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'x-api-key')?.[1];
  const tenant = key === undefined || key.length > 256 ? null : await tenantOf(key);
  if (tenant === null) throw new Error('Unauthorized');
  return {
    principalId: tenant,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: wholeStage(event.methodArn) }],
    },
    context: { tenantId: tenant },
  };
}

async function tenantOf(key: string): Promise<string | null> {
  const found = await lookUpKey(stored(), key);
  if (found.ok) return found.value;
  logger.error('the key could not be looked up', { reason: found.failure.reason });
  throw new Error(`${found.failure.reason}: ${found.failure.detail}`);
}

/** `arn:aws:execute-api:region:account:api/stage/GET/v1/x` -> `…:api/stage/*` */
function wholeStage(methodArn: string): string {
  return `${methodArn.split('/').slice(0, 2).join('/')}/*`;
}
