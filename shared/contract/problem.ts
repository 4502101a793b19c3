import * as z from 'zod';
import { type FailureReason, type FieldError, pointerTo } from '../foundation/index.ts';
import { LIMITS } from './limits.ts';

const FAILURE_REASONS = [
  'invalid-input',
  'missing-market-data',
  'unknown-instrument',
  'unknown-fill',
  'not-applicable',
  'unsupported',
  'infeasible',
  'limit-exceeded',
  'not-found',
  'conflict',
  'stale-revision',
  'unavailable',
] as const satisfies readonly FailureReason[];

/** What only the HTTP layer can find wrong, beside the reasons of the use cases. */
const HTTP_REASONS = [
  'malformed',
  'unauthorised',
  'forbidden',
  'method-not-allowed',
  'payload-too-large',
  'unsupported-media-type',
  'too-many-requests',
  'internal',
] as const;

type ProblemReason = FailureReason | (typeof HTTP_REASONS)[number];

/** The one place where a reason becomes a status and a title. */
const STATUS: Readonly<Record<ProblemReason, readonly [status: number, title: string]>> = {
  malformed: [400, 'The request is malformed'],
  unauthorised: [401, 'A valid API key is required'],
  forbidden: [403, 'This key may not do that'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'This path does not take that method'],
  conflict: [409, 'It exists already with other content'],
  'stale-revision': [412, 'It has changed since it was read'],
  'payload-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'invalid-input': [422, 'A value cannot be right'],
  'missing-market-data': [422, 'The market lacks data that the answer needs'],
  'unknown-instrument': [422, 'The market does not hold this instrument'],
  'unknown-fill': [422, 'The ledger does not hold this fill'],
  'not-applicable': [422, 'The method does not apply to this book'],
  unsupported: [422, 'Ballast does not do this'],
  infeasible: [422, 'The limits cannot all be met'],
  'limit-exceeded': [422, 'A size limit was passed'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'An unexpected error'],
  unavailable: [503, 'A backend is busy: the same call may work later'],
};

const MAX_ERRORS = 100;

/** Why a use case could not answer. */
export const failureReason = z.enum(FAILURE_REASONS);

const problemReason = z.enum([...FAILURE_REASONS, ...HTTP_REASONS]);

/** RFC 9457 problem details, the shape of every error. */
export const problem = z
  .strictObject({
    type: z.templateLiteral(['urn:ballast:problem:', problemReason]),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    instance: z.string().meta({ description: 'the path that was asked for' }),
    correlationId: z.string(),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: 'JSON pointer into the request body' }),
          detail: z.string(),
        }),
      )
      .max(MAX_ERRORS)
      .optional(),
  })
  .meta({ id: 'Problem' });

type Problem = z.output<typeof problem>;

/** Why a request can't be answered, in terms of the contract; every `Failure` of a use case is one as it stands. */
export type ProblemCause = {
  readonly reason: ProblemReason;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
};

export function statusOf(reason: ProblemReason): number {
  return STATUS[reason][0];
}

export function problemOf(cause: ProblemCause, instance: string, correlationId: string): Problem {
  const [status, title] = STATUS[cause.reason];
  const base = {
    type: `urn:ballast:problem:${cause.reason}` as const,
    title,
    status,
    detail: cause.detail,
    instance,
    correlationId,
  };
  return cause.errors === undefined || cause.errors.length === 0
    ? base
    : { ...base, errors: cause.errors.slice(0, MAX_ERRORS) };
}

/**
 * Why the schema refused a body or a parameter. Arrays beyond their limit are `limit-exceeded` and say which limit, all
 * else is `malformed`.
 */
export function causeOfIssues(issues: readonly z.core.$ZodIssue[]): ProblemCause {
  const leaves = issues.flatMap((issue) => leavesOf(issue, []));
  const errors = leaves
    .slice(0, MAX_ERRORS)
    .map(({ issue, path }) => ({ pointer: pointerTo('', path), detail: detailOf(issue) }));
  const tooLong = leaves.find(({ issue }) => issue.code === 'too_big' && issue.origin === 'array');
  const first = tooLong ?? leaves[0];
  const where = first === undefined ? '' : `${pointerTo('', first.path) || 'the body'}: ${detailOf(first.issue)}`;
  const more = leaves.length > 1 ? ` (and ${leaves.length - 1} more)` : '';
  return { reason: tooLong === undefined ? 'malformed' : 'limit-exceeded', detail: `${where}${more}`, errors };
}

export const BODY_TOO_LARGE: ProblemCause = {
  reason: 'payload-too-large',
  detail: `the body is above the limit of ${LIMITS.bodyBytes} bytes`,
};

type Leaf = { readonly issue: z.core.$ZodIssue; readonly path: readonly PropertyKey[] };

/**
 * A union reports what each branch missed: the branch that came furthest, then the one of the right type, then the one that
 * misses least says it best.
 */
function leavesOf(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Leaf[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((branch) => branch.flatMap((each) => leavesOf(each, path)));
    const best = branches.toSorted((a, b) => progress(b) - progress(a) || a.length - b.length)[0];
    if (best !== undefined && progress(best) > path.length) return best;
  }
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ issue, path: [...path, key] }));
  return [{ issue, path }];
}

function progress(leaves: readonly Leaf[]): number {
  const ofType = leaves.every(({ issue }) => issue.code !== 'invalid_type');
  return Math.max(0, ...leaves.map((leaf) => leaf.path.length)) + (ofType ? 0.5 : 0);
}

function detailOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'unknown field';
  if (issue.code === 'too_big' && issue.origin === 'array')
    return `more than the limit of ${String(issue.maximum)} items`;
  return issue.message;
}
