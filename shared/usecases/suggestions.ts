import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import type { Cure } from './cure.ts';
import { policyInForce } from './policy.ts';
import type { PolicyStore } from './policy-ports.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import { liveHead } from './portfolios.ts';
import type { Clock, Page, PageRequest } from './ports.ts';
import type { Decision, StoredSuggestion, SuggestionStore, SuggestionSummary } from './suggestion-ports.ts';
import type { Violation } from './violations.ts';

/** What a suggestion says beside its summary. */
export type SuggestionDetail = { readonly violations: readonly Violation[]; readonly cure: Cure };

type Deps = {
  readonly portfolios: PortfolioStore;
  readonly policies: PolicyStore;
  readonly suggestions: SuggestionStore;
};

type Status = { readonly status: 'open' | 'superseded' | Decision };

/** What would be traded once a suggestion is accepted. */
type ExpectedFill = {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: number;
  readonly venue: string;
};

export type SuggestionView = SuggestionSummary &
  SuggestionDetail &
  Status & { readonly expectedFills: readonly ExpectedFill[] };

export function listSuggestions(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  page: PageRequest,
): Promise<Outcome<Page<SuggestionSummary & Status>>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    const { items, ...rest } = await deps.suggestions.page(tenant, found.value, page);
    const standing = await standingSid(deps, tenant, found.value);
    return succeed({ ...rest, items: items.map((each) => ({ ...each, ...statusOf(each, standing) })) });
  });
}

export function readSuggestion(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  sid: string,
): Promise<Outcome<SuggestionView>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    const suggestion = await deps.suggestions.read(tenant, found.value, sid);
    if (suggestion === null) return fail('not-found', `${portfolioId} has no suggestion ${sid}`);
    return succeed(viewOf(suggestion, await standingSid(deps, tenant, found.value)));
  });
}

/** Accepts or dismisses what is open; the same decision again is answered as the first. */
export function decideSuggestion(
  deps: Deps & { readonly clock: Clock },
  tenant: string,
  portfolioId: string,
  sid: string,
  decision: Decision,
): Promise<Outcome<SuggestionView>> {
  return attempt(async () => {
    const now = await readSuggestion(deps, tenant, portfolioId, sid);
    if (!now.ok || now.value.status === decision) return now;
    if (now.value.status !== 'open') return fail('conflict', `suggestion ${sid} is ${now.value.status}`);
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    const decidedAt = new Date(deps.clock()).toISOString();
    const isStill = found.value.revision === now.value.revision;
    const done = isStill && (await deps.suggestions.decide(tenant, found.value, sid, decision, decidedAt));
    if (!done) return fail('conflict', `suggestion ${sid} was decided, or its book moved on, meanwhile`);
    return readSuggestion(deps, tenant, portfolioId, sid);
  });
}

/**
 * The newest suggestion, unless the book or its policy has moved on since, or the book that it was to bring back is inside; those before it have made
 * room for it.
 */
async function standingSid(deps: Deps, tenant: string, head: PortfolioHead): Promise<string | null> {
  const [newest] = (await deps.suggestions.page(tenant, head, { limit: 1 })).items;
  if (newest?.revision !== head.revision) return null;
  if (newest.dueAt === null && !(await deps.suggestions.watch(tenant, head))?.outside) return null;
  return newest.policyVersion === (await policyInForce(deps, tenant, head)).version ? newest.sid : null;
}

/** A decision stays. */
function statusOf({ decision, sid }: SuggestionSummary, standing: string | null): Status {
  return { status: decision ?? (sid === standing ? 'open' : 'superseded') };
}

function viewOf({ detail, ...summary }: StoredSuggestion, standing: string | null): SuggestionView {
  const said = detail as SuggestionDetail;
  const expectedFills = summary.decision === 'accepted' ? said.cure.trades.map(expectedFill) : [];
  return { ...summary, ...said, ...statusOf(summary, standing), expectedFills };
}

function expectedFill({ instrument, venue, quantity, midPrice }: Cure['trades'][number]): ExpectedFill {
  const sells = quantity.startsWith('-');
  return { instrument, venue, side: sells ? 'sell' : 'buy', quantity: quantity.replace(/^-/, ''), price: midPrice };
}
