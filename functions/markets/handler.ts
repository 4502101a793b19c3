import { LIMITS } from '../../shared/contract/index.ts';
import { fail, type Outcome, succeed } from '../../shared/foundation/index.ts';
import { importDeribit, type MarketSnapshot } from '../../shared/market/index.ts';
import { listMarkets, listMarketVersions, readMarket, storeMarket } from '../../shared/usecases/index.ts';
import { type ApiRequest, httpHandler, once, replyWith, stored } from '../http/index.ts';

export const handler = httpHandler({
  'GET /v1/markets': async ({ tenant, query }) => replyWith(await listMarkets(stored(), tenant, query)),

  'PUT /v1/markets/{id}': async (request) => {
    const { tenant, params, body } = request;
    const version = await once(request, () => storeMarket(stored(), tenant, params.id, body));
    return replyWith(pointedAtBody(version), 201);
  },

  'GET /v1/markets/{id}': async ({ tenant, params, query }) =>
    replyWith(await readMarket(stored(), tenant, params.id, query.version)),

  'GET /v1/markets/{id}/versions': async ({ tenant, params, query }) =>
    replyWith(await listMarketVersions(stored(), tenant, params.id, query)),

  'POST /v1/markets/{id}/import/{format}': async (request) =>
    replyWith(await once(request, () => importMarket(request)), 201),
});

async function importMarket({ tenant, params, body }: ApiRequest<'POST /v1/markets/{id}/import/{format}'>) {
  const imported = importDeribit(body);
  if (!imported.ok) return imported;
  const { market, skipped } = imported.value;
  const fits = withinLimits(market);
  if (!fits.ok) return fits;
  const version = await storeMarket(stored(), tenant, params.id, market);
  return version.ok ? succeed({ ...version.value, skipped }) : version;
}

/** What a caller may send as a market, an import may not exceed either. */
function withinLimits(market: MarketSnapshot): Outcome<null> {
  for (const table of ['instruments', 'underlyings', 'expiries', 'currencies'] as const) {
    const { length } = market[table];
    if (length > LIMITS[table]) return fail('limit-exceeded', `${length} ${table}: the limit is ${LIMITS[table]}`);
  }
  return succeed(null);
}

/** Here the market is the body itself, not a field of it. */
function pointedAtBody<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok || outcome.failure.errors === undefined) return outcome;
  const { reason, detail, errors } = outcome.failure;
  return fail(
    reason,
    detail,
    errors.map((each) => ({ ...each, pointer: each.pointer.replace(/^\/market/, '') })),
  );
}
