/**
 * Why a well-behaved program may still not be able to answer. The set is closed; `contract/problem.ts` maps each reason
 * to one HTTP status.
 *
 * - `invalid-input`: a value in the request can't be right, whatever the market (422, or 400 when malformed)
 * - `missing-market-data`: the market lacks a price, forward, vol or rate that the answer needs
 * - `unknown-instrument`: the book names an instrument that the market doesn't hold
 * - `unknown-fill`: a bust or correction names a fill that the ledger doesn't hold (yet)
 * - `not-applicable`: this method does not apply to this book
 * - `unsupported`: it would apply, but Ballast does not do it
 * - `infeasible`: the limits asked for can't all be met
 * - `limit-exceeded`: a size or depth limit was passed; the detail says which and by how much
 * - `not-found`: no such thing for this tenant
 * - `conflict`: it is there already with other content
 * - `stale-revision`: the stored thing has moved on since the caller read it
 * - `unavailable`: a backend throttled or timed out; the same call may work later
 */
export type FailureReason =
  | 'invalid-input'
  | 'missing-market-data'
  | 'unknown-instrument'
  | 'unknown-fill'
  | 'not-applicable'
  | 'unsupported'
  | 'infeasible'
  | 'limit-exceeded'
  | 'not-found'
  | 'conflict'
  | 'stale-revision'
  | 'unavailable';

/** One named thing that is wrong; `pointer` is the JSON pointer of the request's field where there is one. */
export type FieldError = { readonly pointer: string; readonly detail: string };

export type Failure = {
  readonly reason: FailureReason;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
};

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function succeed<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function fail(reason: FailureReason, detail: string, errors?: readonly FieldError[]): Outcome<never> {
  return { ok: false, failure: errors === undefined ? { reason, detail } : { reason, detail, errors } };
}

/** `fail` for one field of the request. */
export function failAt(reason: FailureReason, pointer: string, detail: string): Outcome<never> {
  return fail(reason, detail, [{ pointer, detail }]);
}

/** A field below another one as a JSON Pointer (RFC 6901), in well-formed text: a lone surrogate in a name can't be shown as it is. */
export function pointerTo(pointer: string, path: readonly PropertyKey[]): string {
  const parts = path.map((part) => String(part).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'));
  return [pointer, ...parts].join('/');
}

/** Applies `next` to a success; a failure passes through. */
export function chain<A, B>(outcome: Outcome<A>, next: (value: A) => Outcome<B>): Outcome<B> {
  return outcome.ok ? next(outcome.value) : outcome;
}

/** All the values, or one failure that carries the field errors of every failure with the first one's reason. */
export function collect<T>(outcomes: readonly Outcome<T>[]): Outcome<T[]> {
  const failures = outcomes.filter((outcome) => !outcome.ok).map((outcome) => outcome.failure);
  const [first] = failures;
  if (first === undefined) return succeed(outcomes.map((outcome) => (outcome as { value: T }).value));
  const errors = failures.filter((each) => each.reason === first.reason).flatMap((each) => each.errors ?? []);
  const others = failures.length - 1;
  const detail = others === 0 ? first.detail : `${first.detail} (and ${others} more)`;
  return fail(first.reason, detail, errors);
}
