import type { APIGatewayAuthorizerResult, APIGatewayProxyEvent, Statement } from 'aws-lambda';
import type { LocalFunction } from '../functions/local-function.ts';
import type { GatewayFault } from './gateway-responses.ts';

const MAX_CACHED = 10_000;

type AuthorizerContext = NonNullable<APIGatewayProxyEvent['requestContext']['authorizer']>;
type Verdict =
  | { readonly ok: true; readonly context: AuthorizerContext }
  | { readonly ok: false; readonly fault: GatewayFault };
type Cached = { readonly result: APIGatewayAuthorizerResult; readonly untilMs: number };

export type AuthorizerSettings = {
  readonly authorise: LocalFunction;
  /** the header whose value is the identity, in lower case */
  readonly header: string;
  readonly cacheMs: number;
};

/** A REQUEST authorizer on one header: asks the function, keeps its policy by the header's value, applies it to the method. */
export class KeyAuthorizer {
  readonly #settings: AuthorizerSettings;
  readonly #cache = new Map<string, Cached>();

  constructor(settings: AuthorizerSettings) {
    this.#settings = settings;
  }

  async check(event: APIGatewayProxyEvent, methodArn: string): Promise<Verdict> {
    const identity = Object.entries(event.headers).find(([name]) => name.toLowerCase() === this.#settings.header)?.[1];
    if (identity === undefined || identity === '') return { ok: false, fault: 'UNAUTHORIZED' };
    const result = this.#cached(identity) ?? (await this.#ask(identity, event, methodArn));
    if (typeof result === 'string') return { ok: false, fault: result };
    if (!allows(result, methodArn)) return { ok: false, fault: 'ACCESS_DENIED' };
    return { ok: true, context: { ...result.context, principalId: result.principalId } };
  }

  #cached(identity: string): APIGatewayAuthorizerResult | null {
    const cached = this.#cache.get(identity);
    return cached !== undefined && cached.untilMs > Date.now() ? cached.result : null;
  }

  async #ask(
    identity: string,
    event: APIGatewayProxyEvent,
    methodArn: string,
  ): Promise<APIGatewayAuthorizerResult | GatewayFault> {
    const { body: _, isBase64Encoded: __, ...request } = event;
    const invocation = await this.#settings.authorise.invoke({ type: 'REQUEST', methodArn, ...request });
    if (!invocation.ok) return invocation.errorMessage === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE';
    if (!isPolicy(invocation.payload)) return 'AUTHORIZER_CONFIGURATION_ERROR';
    if (this.#settings.cacheMs > 0) this.#keep(identity, invocation.payload);
    return invocation.payload;
  }

  #keep(identity: string, result: APIGatewayAuthorizerResult): void {
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    this.#cache.set(identity, { result, untilMs: Date.now() + this.#settings.cacheMs });
  }
}

function isPolicy(payload: unknown): payload is APIGatewayAuthorizerResult {
  const result = payload as Partial<APIGatewayAuthorizerResult> | null;
  return typeof result?.principalId === 'string' && Array.isArray(result.policyDocument?.Statement);
}

/** A Deny that names the method wins over every Allow. */
function allows({ policyDocument }: APIGatewayAuthorizerResult, methodArn: string): boolean {
  const naming = policyDocument.Statement.filter((statement) => names(statement, methodArn));
  return naming.some(({ Effect }) => Effect === 'Allow') && naming.every(({ Effect }) => Effect === 'Allow');
}

function names(statement: Statement, methodArn: string): boolean {
  const patterns = 'Resource' in statement ? [statement.Resource].flat() : [];
  return patterns.some((pattern) => matches(String(pattern), methodArn));
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
