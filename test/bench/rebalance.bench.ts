import { digest } from '../../shared/foundation/index.ts';
import type { LargeSolver } from '../../shared/optimise/index.ts';
import { formulateRebalance } from '../../shared/rebalance/index.ts';
import { calculateMargin, calculateRebalance, type RebalanceRequest } from '../../shared/usecases/index.ts';
import { rebalanceTask } from '../../shared/usecases/rebalance-model.ts';
import { marketOf } from '../support/markets.ts';
import { loadedHighs } from '../support/optimise/highs.ts';
import type { BenchRow } from './bench-row.ts';
import { optionBook, optionMarket } from './option-market.ts';
import { leastMs } from './timing.ts';

const SIZES = [20, 60, 120, 200];
const METHOD = 'paradex-style';

const SNAPSHOT = optionMarket(5000);
const MARKET = marketOf(SNAPSHOT);
const MARKET_DIGEST = digest(SNAPSHOT);

/**
 * Least margin plus cost of a book whose every option may be traded, delta unchanged, as `POST /v1/rebalance` answers it with
 * its certificate. The baseline is the margin of that book under the same method, which the answer holds twice.
 */
export async function run(): Promise<BenchRow[]> {
  const large = await loadedHighs();
  return [...SIZES.flatMap(measure), ...SIZES.map((nTradables) => measureLots(nTradables, large))];
}

/** The same in whole lots with delta in a band, to a gap of 1 %: search, certificate and branching tree. */
function measureLots(nTradables: number, large: LargeSolver): BenchRow {
  const portfolio = optionBook(SNAPSHOT, nTradables);
  const subject = { portfolio, market: MARKET, marketDigest: MARKET_DIGEST };
  const request: RebalanceRequest = {
    portfolio,
    objective: { minimise: 'margin', method: METHOD },
    lots: 'integer',
    constraints: { greeks: [{ underlying: 'BTC', greek: 'delta', min: -1, max: 1 }] },
    costs: { halfSpread: 0.02 },
    limits: { gapFraction: 0.01 },
  };
  const answer = calculateRebalance(subject, request, large);
  if (!answer.ok) throw new Error(answer.failure.detail);
  const { status, certificate, trades } = answer.value;
  const leaves = certificate?.integer?.tree.filter((node) => 'duals' in node).length;
  const value = leastMs(5, () => calculateRebalance(unpriced(subject), request, large));
  const ending = `${trades.length} trade, ${status.termination}, proven gap ${certificate?.gapFraction.toExponential(1)}, ${leaves} leaves`;
  return { name: `rebalance: ${nTradables} tradables in whole lots`, value, unit: `ms (${ending})` };
}

function measure(nTradables: number): BenchRow[] {
  const portfolio = optionBook(SNAPSHOT, nTradables);
  const subject = { portfolio, market: MARKET, marketDigest: MARKET_DIGEST };
  const request: RebalanceRequest = {
    portfolio,
    objective: { minimise: 'margin', method: METHOD },
    constraints: { greeks: [{ underlying: 'BTC', greek: 'delta', unchanged: true }] },
    costs: { halfSpread: 0.02 },
  };
  const margin = { portfolio, methods: [{ id: METHOD }] };

  const [rows, columns] = sizeOf(subject, request);
  const answer = calculateRebalance(subject, request);
  if (!answer.ok) throw new Error(answer.failure.detail);
  const { status, work, trades } = answer.value;
  if (status.termination !== 'optimal') throw new Error(`${nTradables} tradables: ${status.termination}`);

  const repeats = Math.ceil(600 / nTradables);
  const value = leastMs(repeats, () => calculateRebalance(unpriced(subject), request));
  const plain = leastMs(repeats, () => calculateMargin(unpriced(subject), margin));
  const name = `rebalance: ${nTradables} tradables`;
  const baseline = `the margin alone, ${plain.toFixed(2)} ms`;
  return [
    { name: `${name}, ${rows} rows × ${columns} columns`, value, unit: 'ms', baseline, ratio: value / plain },
    { name: `${name}, of which ${trades.length} trade, pivots`, value: work.pivots, unit: 'pivots' },
  ];
}

/** Prices are kept with a market: a copy has none yet. */
function unpriced<T extends { readonly market: typeof MARKET }>(subject: T): T {
  return { ...subject, market: { ...subject.market } };
}

function sizeOf(subject: Parameters<typeof rebalanceTask>[0], request: RebalanceRequest): readonly [number, number] {
  const task = rebalanceTask(subject, request);
  if (!task.ok) throw new Error(task.failure.detail);
  const formulated = formulateRebalance(task.value.model);
  if (!formulated.ok) throw new Error(formulated.failure.detail);
  const { rows, columns } = formulated.value.problem;
  return [rows.length, columns.length];
}
