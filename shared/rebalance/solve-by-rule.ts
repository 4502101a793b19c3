import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { type Bounded, certifiedAt } from './best-found.ts';
import { CERTIFICATE_TOLERANCE } from './certificate.ts';
import { LocalSearch, type SolveStep } from './local-search.ts';
import type { RebalanceModel } from './model.ts';
import { isAllowed, keepsChargeLimits } from './objective.ts';
import type { RebalanceResult } from './result.ts';
import { scannedTrades } from './scan-trades.ts';
import { tailModel } from './step-model.ts';

/**
 * Trades under charges that a program has only bounds of: what is best for the bounds where the charges are equal to them there, else the
 * best by the charges themselves that convex steps from several starts come by, never worse than none where none are allowed. Starts: what
 * is best for the bounds, no trades, what is best for the means beyond the quantiles, every position closed, each trade at the best of a
 * few sizes, and, of few trades, one at an end; all of them near to what is held first, and what that leads to in wider and wider ranges.
 *
 * @param task with a bound from below in place of a part of a charge
 * @returns `local-optimum` with the bound's certificate, unless that proves it; `work-limit` where a step's work ended first or no step could
 *   be solved at all; the failure of the steps only where no trades are known
 */
export function solveByRule(task: Bounded, solve: SolveStep): Outcome<RebalanceResult> {
  const { model, found } = task;
  if (found !== null && (isProvenByRule(model, found) || found.termination === 'infeasible')) return succeed(found);
  const ofBound = found?.trades ?? null;
  const spent = workOf(task);
  const search = searched(model, ofBound, (step, steps) =>
    solve(step, { pivots: spent.pivots + steps.pivots, nodes: spent.nodes + steps.nodes }),
  );
  const work = {
    pivots: spent.pivots + search.pivots,
    nodes: spent.nodes + search.nodes,
    reproducible: spent.reproducible && search.reproducible,
  };
  const { best, failure } = search;
  if (best === null && failure !== null) return { ok: false, failure };
  const cutShort = search.cutShort ?? (failure === null ? null : 'work-limit');
  if (best === null && cutShort === null) return fail('unsupported', NONE_FOUND);
  if (best === null) return succeed({ termination: cutShort!, trades: null, ...work });
  const ended = cutShort ?? 'local-optimum';
  if (found !== null && found.trades === best.trades)
    return succeed({ ...found, ...work, termination: ended, exactness: 'approximate' });
  const certified = certifiedAt(task, best.trades);
  if (certified === null) return succeed({ termination: 'numerical-trouble', trades: null, ...work });
  const isProven = certified.exactness === 'exact' && certified.certificate.gapFraction <= CERTIFICATE_TOLERANCE;
  const exactness = isProven ? 'exact' : 'approximate';
  return succeed({ termination: isProven ? 'optimal' : ended, ...certified, exactness, prices: best.prices, ...work });
}

/** Before any step. */
function workOf({ relaxation, found }: Bounded) {
  const { pivots, nodes, reproducible } = found ?? { ...relaxation, nodes: 0 };
  return { pivots, nodes, reproducible };
}

/** The bounds are the charges themselves there. */
function isProvenByRule(model: RebalanceModel, result: RebalanceResult): boolean {
  return result.trades !== null && result.exactness === 'exact' && keepsChargeLimits(model, result.trades);
}

const NONE_FOUND =
  'under rules that are not convex no trades were found that keep every limit, and none are proven not to exist';

function searched(model: RebalanceModel, ofBound: readonly number[] | null, solve: SolveStep): LocalSearch {
  const search = new LocalSearch(model, solve);
  for (let multiple = 1; ; multiple *= WIDENING) {
    const near = nearHeld(model, multiple);
    if (near === null) break;
    if (multiple === 1) explore(search, near, null);
    else if (search.best !== null) search.walk(near, search.best.trades, search.best.objective);
  }
  if (search.best !== null) search.walk(model, search.best.trades, search.best.objective);
  explore(search, model, ofBound);
  return search;
}

/** By how much a range grows until it is the whole. */
const WIDENING = 4;

/** @param range the model, or a narrower one */
function explore(search: LocalSearch, range: RebalanceModel, ofBound: readonly number[] | null): void {
  const least = leastTrades(range);
  if (ofBound !== null) search.walk(range, ofBound, search.consider(ofBound));
  search.walk(range, least, isAllowed(range, least) ? search.consider(least) : Infinity);
  const ofTails = tailModel(range);
  if (ofTails !== null) search.walkFrom(range, ofTails);
  search.walk(range, closing(range), Infinity);
  for (const start of startsAtEnds(range, least)) search.walk(range, start, Infinity);
  for (const start of new Set([least, search.best?.trades ?? least])) {
    const scanned = scannedTrades(range, start);
    if (scanned !== null) search.walk(range, scanned, search.consider(scanned));
  }
}

/**
 * The model with no trade beyond a multiple of what is held, as in a range much wider first-order steps lead far away. Null where no range is
 * wider than that.
 */
function nearHeld(model: RebalanceModel, multiple: number): RebalanceModel | null {
  const trades = model.trades.map((trade) => {
    const held = multiple * Math.abs(model.quantities[trade.line]!);
    const [minTrade, maxTrade] = [Math.max(trade.minTrade, -held), Math.min(trade.maxTrade, held)];
    const isOpen = held > 0 && trade.sizes.lotSize === null && trade.sizes.ticket === null && minTrade <= maxTrade;
    const isNarrower = minTrade > trade.minTrade || maxTrade < trade.maxTrade;
    return isOpen && isNarrower ? { ...trade, minTrade, maxTrade } : trade;
  });
  return trades.every((trade, j) => trade === model.trades[j]) ? null : { ...model, trades };
}

/** Of so few trades, each is begun at both of its ends. */
const FEW_TRADES = 8;

function startsAtEnds({ trades }: RebalanceModel, least: readonly number[]): number[][] {
  if (trades.length > FEW_TRADES) return [];
  return trades.flatMap(({ minTrade, maxTrade }, j) => [least.with(j, minTrade), least.with(j, maxTrade)]);
}

/** None, where none must be made. */
function leastTrades({ trades }: RebalanceModel): number[] {
  return trades.map(({ minTrade, maxTrade }) => Math.min(maxTrade, Math.max(minTrade, 0)));
}

/** Every position closed as far as its trade may go. */
function closing({ trades, quantities }: RebalanceModel): number[] {
  return trades.map(({ line, minTrade, maxTrade }) => Math.min(maxTrade, Math.max(minTrade, -quantities[line]!)));
}
