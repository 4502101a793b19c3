import type { HttpAnswer } from './http-messages.ts';

/** What the gateway says when the function doesn't get to answer. */
export type GatewayFault =
  | 'ACCESS_DENIED'
  | 'API_CONFIGURATION_ERROR'
  | 'AUTHORIZER_CONFIGURATION_ERROR'
  | 'AUTHORIZER_FAILURE'
  | 'DEFAULT_4XX'
  | 'INTEGRATION_FAILURE'
  | 'INTEGRATION_TIMEOUT'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'REQUEST_TOO_LARGE'
  | 'UNAUTHORIZED';

const DEFAULT_STATUS: Readonly<Record<GatewayFault, number>> = {
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
  DEFAULT_4XX: 400,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  MISSING_AUTHENTICATION_TOKEN: 403,
  REQUEST_TOO_LARGE: 413,
  UNAUTHORIZED: 401,
};

const HEADER_PREFIX = 'gatewayresponse.header.';

/** The properties of an AWS::ApiGateway::GatewayResponse, resolved. */
export type GatewayResponse = {
  readonly ResponseType: string;
  readonly StatusCode?: string;
  readonly ResponseParameters?: Readonly<Record<string, string>>;
  readonly ResponseTemplates?: Readonly<Record<string, string>>;
};

export type GatewayContext = { readonly requestId: string; readonly path: string };

/** The template's own gateway responses; where it has none for a fault, its default for the class, then the gateway's own. */
export class GatewayResponses {
  readonly #byType: ReadonlyMap<string, GatewayResponse>;

  constructor(responses: readonly GatewayResponse[]) {
    this.#byType = new Map(responses.map((response) => [response.ResponseType, response]));
  }

  answer(fault: GatewayFault, context: GatewayContext): HttpAnswer {
    const status = DEFAULT_STATUS[fault];
    const response = this.#byType.get(fault) ?? this.#byType.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const template = response?.ResponseTemplates?.['application/json'] ?? '{"message":$context.error.messageString}';
    const parameters = Object.entries(response?.ResponseParameters ?? {});
    const headers = parameters
      .filter(([name]) => name.startsWith(HEADER_PREFIX))
      .map(([name, value]) => [name.slice(HEADER_PREFIX.length), value.slice(1, -1)] as const);
    const typed = headers.some(([name]) => name.toLowerCase() === 'content-type');
    return {
      status: Number(response?.StatusCode ?? status),
      headers: typed ? headers : [['Content-Type', 'application/json'], ...headers],
      body: fill(template, { ...context, 'error.messageString': JSON.stringify(fault) }),
    };
  }
}

/** Gateway templates know plain `$context` variables only. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\$context\.([A-Za-z.]+)/g, (_, name: string) => values[name] ?? '');
}
