import { LIMITS, problemOf } from '../../shared/contract/index.ts';
import type { Failure, Outcome } from '../../shared/foundation/index.ts';
import { succeed } from '../../shared/foundation/index.ts';
import { importFills, recordAdjustments, recordFills } from '../../shared/usecases/index.ts';
import { etag, httpHandler, once, replyWith, stored } from '../http/index.ts';
import { utcOffsetMinutes } from './utc-offset.ts';

const IMPORT_LIMITS = { rows: LIMITS.importRows, fills: LIMITS.importedFills };

type Result = { readonly outcome: string; readonly failure?: Failure };
type Recorded = { readonly results: readonly Result[]; readonly revision: number };
type Request = { readonly path: string; readonly correlationId: string };

export const handler = httpHandler({
  'POST /v1/portfolios/{id}/fills': async (request) => {
    const { tenant, params, body, ifMatch } = request;
    const recorded = await once(request, () => recordFills(stored(), tenant, params.id, body.fills, { ifMatch }));
    return replyWith(withProblems(recorded, request), 200, ({ revision }) => etag(revision));
  },

  'POST /v1/portfolios/{id}/fills/import/{format}': async (request) => {
    const { tenant, params, body, ifMatch } = request;
    const deps = { ...stored(), offsetMinutes: utcOffsetMinutes };
    const wanted = { ...body, format: params.format };
    const recorded = await once(request, () =>
      importFills(deps, tenant, params.id, wanted, IMPORT_LIMITS, { ifMatch }),
    );
    return replyWith(withProblems(recorded, request), 200, ({ revision }) => etag(revision));
  },

  'POST /v1/portfolios/{id}/adjustments': async (request) => {
    const { tenant, params, body, ifMatch } = request;
    const recorded = await once(request, () =>
      recordAdjustments(stored(), tenant, params.id, body.adjustments, { ifMatch }),
    );
    return replyWith(withProblems(recorded, request), 200, ({ revision }) => etag(revision));
  },
});

/** A refused entry carries its failure as a problem of its own. */
function withProblems<R extends Recorded>(recorded: Outcome<R>, { path, correlationId }: Request): Outcome<Recorded> {
  if (!recorded.ok) return recorded;
  const results = recorded.value.results.map(({ failure, ...result }) =>
    failure === undefined ? result : { ...result, problem: problemOf(failure, path, correlationId) },
  );
  return succeed({ ...recorded.value, results });
}
