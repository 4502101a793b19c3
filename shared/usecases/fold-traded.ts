import {
  afterRefold,
  executionKey,
  type FoldedPosition,
  foldOnto,
  foldStates,
  isCheckpointDue,
  isLate,
  positionAt,
  settle,
  withNewest,
} from '../portfolio/index.ts';
import type { Traded } from './ledger-draft.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';

type Reads = Pick<PortfolioStore, 'checkpoints' | 'executions'>;

/**
 * A position after what it saw. Executions in order are folded onto it; where one is late or taken back, it is folded anew from the newest checkpoint before
 * that. With n executions behind the first such, at most 2·n + 160 are read and folded again.
 */
export async function foldTraded(
  portfolios: Reads,
  tenant: string,
  head: PortfolioHead,
  traded: Traded,
): Promise<FoldedPosition> {
  const { position, executions, reversed } = traded;
  const isNext = reversed.length === 0 && !isLate(position, executions);
  const folded = await (isNext ? foldNext : foldAnew)(portfolios, tenant, head, traded);
  const settlement = traded.settlement ?? position.settlement;
  return settlement === null ? folded : { ...folded, position: settle(folded.position, settlement) };
}

async function foldNext(
  portfolios: Reads,
  tenant: string,
  head: PortfolioHead,
  { position, executions }: Traded,
): Promise<FoldedPosition> {
  const next = foldOnto(position, executions);
  if (!isCheckpointDue(position, next)) return { position: next, checkpoints: null };
  return { position: next, checkpoints: withNewest(await portfolios.checkpoints(tenant, head, position), next) };
}

async function foldAnew(
  portfolios: Reads,
  tenant: string,
  head: PortfolioHead,
  { position, executions, reversed }: Traded,
): Promise<FoldedPosition> {
  const known = await portfolios.checkpoints(tenant, head, position);
  const changes = [...reversed, ...executions.map(executionKey)];
  const kept = known.filter(({ lastExecution }) => changes.every((change) => lastExecution < change));
  const start = kept.at(-1);
  const behind = await portfolios.executions(tenant, head, position, start?.lastExecution);
  const standing = behind.filter((execution) => !reversed.includes(executionKey(execution)));
  const from = positionAt(position, start);
  const states = foldStates(from, [...standing, ...executions]);
  const stays = kept.length === known.length ? null : kept;
  return { position: states.at(-1) ?? from, checkpoints: afterRefold(kept, states) ?? stays };
}
