import type { FailureReason } from '../../../foundation/index.ts';

/** Where and how a file breaks its format; readers turn it into a failure, it never leaves them. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly reason: FailureReason;

  constructor(place: string, problem: string, reason: FailureReason = 'invalid-input') {
    super(`${place}: ${problem}`);
    this.reason = reason;
  }
}
