import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { RouteKey } from '../../shared/contract/index.ts';
import { observe } from './observe.ts';
import { ProblemError } from './problem-error.ts';
import { answerProblems } from './problems.ts';
import { type ApiRequest, readRequest } from './read-request.ts';
import { secureHeaders } from './secure-headers.ts';

/** What one route does: a request that passed its schemas in, the answer out. */
type Action<K extends RouteKey> = (request: ApiRequest<K>) => APIGatewayProxyResult | Promise<APIGatewayProxyResult>;

type Actions<K extends RouteKey> = { readonly [R in K]: Action<R> };
type HttpHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** A Lambda handler for some routes: route, validate, act; whatever goes wrong leaves as problem details. */
export function httpHandler<K extends RouteKey>(actions: Actions<K>): HttpHandler {
  const handle = async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    const route = routeOf(event, actions);
    return actions[route](readRequest(route, event, context));
  };
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use([observe(), secureHeaders(), answerProblems()])
    .handler(handle);
}

function routeOf<K extends RouteKey>(event: APIGatewayProxyEvent, actions: Actions<K>): K {
  const key = `${event.httpMethod} ${event.resource}`;
  if (Object.hasOwn(actions, key)) return key as K;
  const allowed = Object.keys(actions).filter((each) => each.endsWith(` ${event.resource}`));
  if (allowed.length === 0) throw new ProblemError({ reason: 'not-found', detail: 'there is no such path' });
  const methods = allowed.map((each) => each.split(' ')[0]).join(', ');
  throw new ProblemError({ reason: 'method-not-allowed', detail: `this path takes ${methods}` }, { allow: methods });
}
