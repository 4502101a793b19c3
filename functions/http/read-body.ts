import type { APIGatewayProxyEvent } from 'aws-lambda';
import { BODY_TOO_LARGE, LIMITS } from '../../shared/contract/index.ts';
import { ProblemError } from './problem-error.ts';

/**
 * The JSON of a request's body, base64 or plain.
 *
 * @throws ProblemError 415 unless the content type is JSON, 413 above the body limit, 422 beyond the depth limit, 400 when
 * it isn't JSON in UTF-8 or holds half of a surrogate pair
 */
export function readBody(event: APIGatewayProxyEvent, contentType: string | undefined): unknown {
  if (!isJson(contentType)) {
    throw new ProblemError({
      reason: 'unsupported-media-type',
      detail: 'send the body with content-type application/json',
    });
  }
  const text = readText(event);
  if (depthOf(text) > LIMITS.jsonDepth) {
    throw new ProblemError({
      reason: 'limit-exceeded',
      detail: `the body nests deeper than the limit of ${LIMITS.jsonDepth} levels`,
    });
  }
  const value = parsed(text);
  if (!isWellFormed(text, value)) {
    throw new ProblemError({
      reason: 'malformed',
      detail: 'the body holds half of a surrogate pair, which is no text',
    });
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError({ reason: 'malformed', detail: 'the body is not JSON' });
  }
}

/** An escape may write half of a pair that no UTF-8 could hold: such text can be neither stored nor given a digest. */
function isWellFormed(text: string, value: unknown): boolean {
  if (!text.isWellFormed()) return false;
  return !/\\u[dD][89a-fA-F]/.test(text) || everyText(value, (each) => each.isWellFormed());
}

/** Whether all strings in a value pass, keys included. */
function everyText(value: unknown, passes: (text: string) => boolean): boolean {
  if (typeof value === 'string') return passes(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, each]) => passes(key) && everyText(each, passes));
}

function isJson(contentType: string | undefined): boolean {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return mediaType === 'application/json' || /^application\/[a-z0-9.+-]+\+json$/.test(mediaType);
}

function readText(event: APIGatewayProxyEvent): string {
  const body = event.body ?? '';
  const bytes = event.isBase64Encoded ? Math.ceil((body.length * 3) / 4) - 2 : Buffer.byteLength(body);
  if (bytes > LIMITS.bodyBytes) throw new ProblemError(BODY_TOO_LARGE);
  if (!event.isBase64Encoded) return body;
  const decoded = Buffer.from(body, 'base64');
  if (decoded.length > LIMITS.bodyBytes) throw new ProblemError(BODY_TOO_LARGE);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(decoded);
  } catch {
    throw new ProblemError({ reason: 'malformed', detail: 'the body is not UTF-8' });
  }
}

/** The deepest nesting of JSON text, found without parsing: a scan can't exhaust the stack. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
