import type { ProblemCause } from '../../shared/contract/index.ts';

/** An expected failure on its way to the problem middleware. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemCause;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: ProblemCause, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail);
    this.problem = problem;
    this.headers = headers;
  }
}
