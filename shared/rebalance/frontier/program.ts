import { chain, type Outcome, succeed } from '../../foundation/index.ts';
import type { FrontierProblem } from '../../optimise/index.ts';
import type { Book } from '../../risk/index.ts';
import { limitsOf } from './limits.ts';
import { type FrontierNames, readNames } from './names.ts';
import type { FrontierSpec } from './terms.ts';

/** The program that a frontier's portfolios are the optima of, and what it is made of. */
export function frontierProgram(
  book: Book,
  spec: FrontierSpec,
): Outcome<{ readonly read: FrontierNames; readonly problem: FrontierProblem }> {
  return chain(readNames(book, spec), (read) =>
    chain(limitsOf(read.names, spec.constraints ?? {}), ({ columns, rows }) =>
      succeed({ read, problem: { covariance: read.covariance, means: read.means, columns, rows } }),
    ),
  );
}

export function rateOf({ riskFreeReturn = 0 }: FrontierSpec): number {
  return riskFreeReturn;
}
