import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { BODY_TOO_LARGE, type ProblemCause, problemOf, statusOf } from '../../shared/contract/index.ts';

const MALFORMED: ProblemCause = { reason: 'malformed', detail: 'the gateway could not read the request' };
const UNAUTHORISED: ProblemCause = { reason: 'unauthorised', detail: 'send a known API key in the header x-api-key' };
const UNKNOWN_KEY: ProblemCause = { reason: 'forbidden', detail: 'this API key is not known' };
const REFUSED: ProblemCause = { reason: 'forbidden', detail: 'the gateway refused the request' };
const NO_ROUTE: ProblemCause = { reason: 'not-found', detail: 'there is no such path and method' };
const MEDIA_TYPE: ProblemCause = { reason: 'unsupported-media-type', detail: 'send the body as application/json' };
const TOO_MANY: ProblemCause = { reason: 'too-many-requests', detail: 'slow down and send the request again' };
const FAILED: ProblemCause = { reason: 'unavailable', detail: 'the service could not answer' };
const KEY_CHECK_FAILED: ProblemCause = { reason: 'unavailable', detail: 'the API key could not be checked' };
const TIMEOUT: ProblemCause = { reason: 'unavailable', detail: 'the answer took too long: ask for less' };

/** Every type is listed, because a gateway template has no variable for the status. */
const GATEWAY_PROBLEMS: readonly (readonly [ResponseType, ProblemCause])[] = [
  [ResponseType.ACCESS_DENIED, UNKNOWN_KEY],
  [ResponseType.API_CONFIGURATION_ERROR, FAILED],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, KEY_CHECK_FAILED],
  [ResponseType.AUTHORIZER_FAILURE, KEY_CHECK_FAILED],
  [ResponseType.BAD_REQUEST_BODY, MALFORMED],
  [ResponseType.BAD_REQUEST_PARAMETERS, MALFORMED],
  [ResponseType.DEFAULT_4XX, MALFORMED],
  [ResponseType.DEFAULT_5XX, FAILED],
  [ResponseType.EXPIRED_TOKEN, REFUSED],
  [ResponseType.INTEGRATION_FAILURE, FAILED],
  [ResponseType.INTEGRATION_TIMEOUT, TIMEOUT],
  [ResponseType.INVALID_API_KEY, UNKNOWN_KEY],
  [ResponseType.INVALID_SIGNATURE, REFUSED],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, NO_ROUTE],
  [ResponseType.QUOTA_EXCEEDED, TOO_MANY],
  [ResponseType.REQUEST_TOO_LARGE, BODY_TOO_LARGE],
  [ResponseType.RESOURCE_NOT_FOUND, NO_ROUTE],
  [ResponseType.THROTTLED, TOO_MANY],
  [ResponseType.UNAUTHORIZED, UNAUTHORISED],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, MEDIA_TYPE],
  [ResponseType.WAF_FILTERED, REFUSED],
];

const RETRY_AFTER = "'2'";

/** Gives what the gateway answers by itself the shape of every other error; what may work later carries `Retry-After`. */
export function addGatewayProblems(api: RestApi): void {
  for (const [type, cause] of GATEWAY_PROBLEMS) {
    const status = statusOf(cause.reason);
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      responseHeaders: {
        'Content-Type': "'application/problem+json; charset=utf-8'",
        'Cache-Control': "'no-store'",
        ...(status === 429 || status === 503 ? { 'Retry-After': RETRY_AFTER } : {}),
      },
      templates: { 'application/json': JSON.stringify(problemOf(cause, '$context.path', '$context.requestId')) },
    });
  }
}
