import { type Decimal, decimal, type Outcome, succeed } from '../foundation/index.ts';
import type { Portfolio } from '../portfolio/index.ts';
import type { Cure } from './cure.ts';
import type { PortfolioHead, SnapshotKey, Watch } from './ports.ts';
import { loadInputs } from './replay.ts';
import { snapshotKeyOf } from './snapshots.ts';
import type { SuggestionDetail } from './suggestions.ts';
import type { WatchDeps } from './watch.ts';

type Deps = Omit<WatchDeps, 'clock'>;

/** A portfolio at a snapshot that is outside its policy. */
export type Outside = {
  readonly tenant: string;
  readonly head: PortfolioHead;
  readonly snapshot: SnapshotKey;
  readonly portfolio: Portfolio;
  readonly watch: Watch;
  /** a limit is passed, not only a band */
  readonly breached: boolean;
};

/** What was accepted longer ago counts as done, as far as it is. */
const UNDER_WAY_MS = 3_600_000;

/**
 * Whether nothing is to be said anew: the last suggestion since the book went outside was of this book and policy, or was accepted and the fills since are
 * some of its own. The snapshot of a book that has moved on says nothing either: the next one does. A breach that none was told of since is told all the same.
 */
export async function isAnswered(deps: Deps, outside: Outside, now: string): Promise<Outcome<boolean>> {
  const { head, snapshot, breached, watch } = outside;
  const { said } = watch;
  if (breached && said?.event !== 'MarginBreached') return succeed(false);
  if (snapshot.revision < head.revision) return succeed(true);
  if (said === null || said.policyVersion !== snapshot.policyVersion) return succeed(false);
  return said.revision === snapshot.revision ? succeed(true) : isBeingDone(deps, outside, said.sid, now);
}

/** Whether the newest suggestion was dismissed, is of the same book and policy, and trades the same things in the same directions. */
export async function wasDismissed(
  { suggestions }: Deps,
  tenant: string,
  head: PortfolioHead,
  { revision, policyVersion }: SnapshotKey,
  { trades }: Cure,
): Promise<boolean> {
  const [newest] = (await suggestions.page(tenant, head, { limit: 1 })).items;
  if (newest?.decision !== 'dismissed') return false;
  if (newest.revision !== revision || newest.policyVersion !== policyVersion) return false;
  const dismissed = await suggestions.read(tenant, head, newest.sid);
  return dismissed !== null && directionsOf((dismissed.detail as SuggestionDetail).cure.trades) === directionsOf(trades);
}

function directionsOf(trades: Cure['trades']): string {
  const directions = trades.map(({ quantity, ...trade }) => `${nameOf(trade)} ${quantity.startsWith('-')}`);
  return directions.sort().join();
}

async function isBeingDone(
  deps: Deps,
  { tenant, head, portfolio }: Outside,
  sid: string,
  now: string,
): Promise<Outcome<boolean>> {
  const suggestion = await deps.suggestions.read(tenant, head, sid);
  if (suggestion?.decision !== 'accepted' || suggestion.decidedAt === null) return succeed(false);
  if (Math.abs(Date.parse(now) - Date.parse(suggestion.decidedAt)) >= UNDER_WAY_MS) return succeed(false);
  const key = snapshotKeyOf(sid);
  const snapshot = key && (await deps.snapshots.read(tenant, head, key));
  if (!snapshot) return succeed(false);
  const inputs = await loadInputs(deps, tenant, head, snapshot);
  if (!inputs.ok) return inputs;
  const { trades } = (suggestion.detail as SuggestionDetail).cure;
  return succeed(isUnderWay(inputs.value.subject.portfolio, portfolio, trades));
}

type Named = { readonly instrument: string; readonly venue: string; readonly quantity: string };

/** Every position lies between where it was and where its trade leads, and one is not there yet. */
function isUnderWay(before: Portfolio, now: Portfolio, trades: readonly Named[]): boolean {
  const names = new Set([...before.positions, ...now.positions, ...trades].map(nameOf));
  const steps = [...names].map((name) => {
    const done = quantityOf(now.positions, name).minus(quantityOf(before.positions, name));
    return { done, left: quantityOf(trades, name).minus(done) };
  });
  return steps.every(({ done, left }) => done.times(left).gte(0)) && steps.some(({ left }) => !left.eq(0));
}

function quantityOf(all: readonly Named[], name: string): Decimal {
  return decimal(all.find((each) => nameOf(each) === name)?.quantity ?? '0');
}

function nameOf({ instrument, venue }: Pick<Named, 'instrument' | 'venue'>): string {
  return `${instrument} ${venue}`;
}
