import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ProblemCause } from '../../shared/contract/index.ts';
import type { Outcome } from '../../shared/foundation/index.ts';
import { ProblemError } from './problem-error.ts';
import { serialise } from './serialise.ts';

type Headers = Readonly<Record<string, string>>;

/** A synchronous Lambda may return 6 MB in all; the rest is room for the envelope's escapes. */
const ANSWER_BYTES = 5_900_000;

/** @throws ProblemError when the answer is larger than the platform can carry */
export function reply(status: number, answer: unknown, headers: Headers = {}): APIGatewayProxyResult {
  const body = serialise(answer);
  if (envelopeBytes(body) > ANSWER_BYTES) {
    const detail = `the answer is above the limit of ${ANSWER_BYTES} bytes: ask for fewer methods or a smaller book`;
    throw new ProblemError({ reason: 'limit-exceeded', detail });
  }
  return { statusCode: status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}

/** The answer of an outcome; an expected failure becomes its problem. */
export function replyWith<T>(
  outcome: Outcome<T>,
  status = 200,
  headers: (value: T) => Headers = () => ({}),
): APIGatewayProxyResult {
  if (!outcome.ok) throw new ProblemError(outcome.failure satisfies ProblemCause);
  return reply(status, outcome.value, headers(outcome.value));
}

export function etag(revision: number): Headers {
  return { etag: `"${revision}"` };
}

/** The body travels as a JSON string inside the Lambda's own JSON: each quote costs two bytes. */
function envelopeBytes(body: string): number {
  return Buffer.byteLength(body) + body.split('"').length - 1;
}
