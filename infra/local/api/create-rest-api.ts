import { requireThat } from '../../../shared/foundation/index.ts';
import type { LocalFunction } from '../functions/local-function.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import { type GatewayResponse, GatewayResponses } from './gateway-responses.ts';
import { KeyAuthorizer } from './key-authorizer.ts';
import { type ApiMethod, RestApi } from './rest-api.ts';
import { type Route, RouteTable } from './route-table.ts';

type Functions = ReadonlyMap<string, LocalFunction>;
type ResourceProperties = { readonly ParentId: string; readonly PathPart: string };
type AuthorizerProperties = {
  readonly Type: string;
  readonly AuthorizerUri: string;
  readonly AuthorizerResultTtlInSeconds?: number;
  readonly IdentitySource: string;
};
type MethodProperties = {
  readonly HttpMethod: string;
  readonly ResourceId: string;
  readonly AuthorizationType?: string;
  readonly AuthorizerId?: string;
  readonly Integration: { readonly Type: string; readonly Uri: string; readonly TimeoutInMillis?: number };
};

const API_ID = 'local';
const ROOT_ID = 'root';
const INTEGRATION_TIMEOUT_MS = 29_000;
const AUTHORIZER_CACHE_SECONDS = 300;
const HEADER_SOURCE = /^method\.request\.header\.([A-Za-z0-9-]+)$/;

/** The REST API that the template describes, over its functions. */
export function createRestApi(template: LocalTemplate, functions: Functions): RestApi {
  const [api, ...others] = template.ofType('AWS::ApiGateway::RestApi');
  requireThat(api !== undefined && others.length === 0, 'one REST API in the assembly', { others: others.length });
  template.place(api, { ref: API_ID, attributes: { RootResourceId: ROOT_ID } });
  const { BinaryMediaTypes } = template.properties(api) as { readonly BinaryMediaTypes?: readonly string[] };
  const [stage] = template.ofType('AWS::ApiGateway::Stage');
  const responses = template.ofType('AWS::ApiGateway::GatewayResponse');
  return new RestApi({
    apiId: API_ID,
    stage: (stage?.properties['StageName'] as string | undefined) ?? 'local',
    binaryTypes: BinaryMediaTypes ?? [],
    routes: new RouteTable(routesOf(template, functions)),
    responses: new GatewayResponses(responses.map((each) => template.properties(each) as GatewayResponse)),
  });
}

function routesOf(template: LocalTemplate, functions: Functions): Route<ApiMethod>[] {
  const paths = pathsOf(template);
  const authorizers = authorizersOf(template, functions);
  return template.ofType('AWS::ApiGateway::Method').map((resource) => {
    const { HttpMethod, ResourceId, AuthorizationType, AuthorizerId, Integration } = template.properties(
      resource,
    ) as MethodProperties;
    const { logicalId } = resource;
    const resourcePath = paths.get(ResourceId);
    const authorizer = authorizers.get(AuthorizerId ?? '') ?? null;
    const open = AuthorizationType === undefined || AuthorizationType === 'NONE';
    requireThat(resourcePath !== undefined, 'a method of a resource of the API', { logicalId });
    requireThat(Integration.Type === 'AWS_PROXY', 'a Lambda proxy integration', { logicalId });
    requireThat(open === (authorizer === null), 'an authorizer exactly where the method asks for one', { logicalId });
    const integration = integrationOf(functions, Integration.Uri);
    const timeoutMs = Integration.TimeoutInMillis ?? INTEGRATION_TIMEOUT_MS;
    return { method: HttpMethod, resourcePath, target: { integration, timeoutMs, authorizer } };
  });
}

/** Full paths by resource id; a resource knows only its parent and its own part. */
function pathsOf(template: LocalTemplate): ReadonlyMap<string, string> {
  const resources = new Map(
    template
      .ofType('AWS::ApiGateway::Resource')
      .map((resource) => [resource.logicalId, template.properties(resource) as ResourceProperties]),
  );
  const pathOf = (id: string): string => {
    const resource = resources.get(id);
    return resource === undefined ? '' : `${pathOf(resource.ParentId)}/${resource.PathPart}`;
  };
  return new Map([[ROOT_ID, '/'], ...[...resources.keys()].map((id) => [id, pathOf(id)] as const)]);
}

function authorizersOf(template: LocalTemplate, functions: Functions): ReadonlyMap<string, KeyAuthorizer> {
  const pairs = template.ofType('AWS::ApiGateway::Authorizer').map((resource) => {
    const properties = template.properties(resource) as AuthorizerProperties;
    const header = HEADER_SOURCE.exec(properties.IdentitySource)?.[1]?.toLowerCase();
    const { logicalId } = resource;
    requireThat(properties.Type === 'REQUEST' && header !== undefined, 'a REQUEST authorizer on one header', {
      logicalId,
    });
    const authorizer = new KeyAuthorizer({
      authorise: integrationOf(functions, properties.AuthorizerUri),
      header,
      cacheMs: (properties.AuthorizerResultTtlInSeconds ?? AUTHORIZER_CACHE_SECONDS) * 1000,
    });
    return [logicalId, authorizer] as const;
  });
  return new Map(pairs);
}

/** `arn:aws:apigateway:region:lambda:path/2015-03-31/functions/<function ARN>/invocations` */
function integrationOf(functions: Functions, uri: string): LocalFunction {
  const arn = /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? '';
  const integration = functions.get(arn);
  requireThat(integration !== undefined, 'an integration with a function of the assembly', { uri });
  return integration;
}
