import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import type { PortfolioStore } from './portfolio-ports.ts';
import { liveHead } from './portfolios.ts';
import type { Clock, Pacing } from './ports.ts';
import type { EventStore, PortfolioEvent } from './snapshot-ports.ts';

type Deps = Pick<Pacing, 'sleep'> & {
  readonly portfolios: PortfolioStore;
  readonly events: EventStore;
  readonly clock: Clock;
};

export type FollowRequest = {
  /** the id of the event that was seen last */
  readonly after: number | undefined;
  /** where to begin without such an id */
  readonly from: 'oldest' | 'newest';
  /** how long to wait for an event while there is none */
  readonly waitMs: number;
};

export type FollowedEvents = {
  readonly events: readonly PortfolioEvent[];
  /** the id to go on behind */
  readonly position: number;
  /** the id before which events were asked for that are no longer kept; null where nothing was missed */
  readonly missedBefore: number | null;
};

const POLL_MS = 500;

/**
 * The events behind the one seen last, in order and each once; waits for one where there is none yet. Ids are given in the order in which
 * events become visible, so what is behind an id never grows before it.
 */
export function followEvents(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  { after, from, waitMs }: FollowRequest,
): Promise<Outcome<FollowedEvents>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    const head = found.value;
    const newest = await deps.events.newest(tenant, head);
    if (after !== undefined && after > newest) {
      return failAt('invalid-input', '/Last-Event-ID', `${after} is beyond the newest event, ${newest}`);
    }
    const start = after ?? (from === 'newest' ? newest : 0);
    for (let leftMs = waitMs; ; ) {
      const roundMs = deps.clock();
      const events = await deps.events.read(tenant, head, start, roundMs);
      if (events.length > 0 || leftMs <= 0) return succeed(followed(events, start, after));
      await deps.sleep(Math.min(POLL_MS, leftMs));
      // reads take time too; a clock that jumps back prolongs nothing
      leftMs -= Math.max(POLL_MS, deps.clock() - roundMs);
    }
  });
}

function followed(events: readonly PortfolioEvent[], start: number, after: number | undefined): FollowedEvents {
  const first = events[0]?.id ?? start + 1;
  const missed = after !== undefined && first > after + 1;
  return { events, position: events.at(-1)?.id ?? start, missedBefore: missed ? first : null };
}
