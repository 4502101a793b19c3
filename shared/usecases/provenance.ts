import { digest, ENGINE_VERSION } from '../foundation/index.ts';
import type { MarginRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

/** What an answer was computed from, and a digest of what came out: equal inputs give equal bytes. */
export type Provenance = {
  readonly engineVersion: string;
  readonly inputDigest: string;
  readonly parameterDigest: string;
  readonly marketDigest: string;
  readonly marketAsOf: string;
  readonly resultDigest: string;
};

/** The answer with its provenance. `question` is what was asked beyond book and market. */
export function withProvenance<T extends object>(
  subject: ResolvedSubject,
  question: unknown,
  parameterDigests: readonly string[],
  answer: T,
): T & { readonly provenance: Provenance } {
  return {
    ...answer,
    provenance: {
      engineVersion: ENGINE_VERSION,
      inputDigest: digest({ portfolio: subject.portfolio, question }),
      parameterDigest: digest(parameterDigests),
      marketDigest: subject.marketDigest,
      marketAsOf: subject.market.snapshot.asOf,
      resultDigest: digest(answer),
    },
  };
}

const SUBJECT_FIELDS: ReadonlySet<string> = new Set<keyof MarginRequest>([
  'portfolio',
  'portfolioId',
  'market',
  'marketId',
  'marketVersion',
  'parameterFileId',
]);

/** A request without its book, market and parameter file, which have digests of their own. */
export function questionOf<R extends object>(request: R): Partial<R> {
  return Object.fromEntries(Object.entries(request).filter(([key]) => !SUBJECT_FIELDS.has(key))) as Partial<R>;
}
