import { digest } from '../../shared/foundation/index.ts';
import type { LargeSolver } from '../../shared/optimise/index.ts';
import { calculateMargin, calculateRebalance, type RebalanceRequest } from '../../shared/usecases/index.ts';
import { historyBook } from '../support/history-book.ts';
import { marketOf } from '../support/markets.ts';
import { loadedHighs } from '../support/optimise/highs.ts';
import { Random } from '../support/random.ts';
import type { BenchRow } from './bench-row.ts';
import { leastMs } from './timing.ts';

const SHORTFALL = 'expected-shortfall-historical';
const PRICED: RebalanceRequest['costs'] = { halfSpread: 0.0005, impact: { kind: 'three-halves', coefficient: 0.05 } };

type Task = {
  readonly name: string;
  readonly nNames: number;
  readonly nDays: number;
  readonly objective: RebalanceRequest['objective'];
  readonly costs?: RebalanceRequest['costs'];
};

const TASKS: readonly Task[] = [
  { name: 'expected shortfall', nNames: 40, nDays: 1_000, objective: { minimise: 'margin', method: SHORTFALL } },
  { name: 'expected shortfall', nNames: 100, nDays: 2_500, objective: { minimise: 'margin', method: SHORTFALL } },
  {
    name: 'expected shortfall, 3/2-power impact',
    nNames: 40,
    nDays: 1_000,
    objective: { minimise: 'margin', method: SHORTFALL },
    costs: PRICED,
  },
  {
    name: 'expected shortfall, 3/2-power impact',
    nNames: 100,
    nDays: 1_000,
    objective: { minimise: 'margin', method: SHORTFALL },
    costs: PRICED,
  },
  {
    name: 'expected shortfall, quadratic impact',
    nNames: 100,
    nDays: 1_000,
    objective: { minimise: 'margin', method: SHORTFALL },
    costs: { halfSpread: 0.0005, impact: { kind: 'quadratic', coefficient: 0.05 } },
  },
  {
    name: 'value at risk',
    nNames: 40,
    nDays: 1_000,
    objective: { minimise: 'margin', method: 'value-at-risk-historical' },
  },
  {
    name: 'mean-variance, 3/2-power impact',
    nNames: 100,
    nDays: 500,
    objective: { minimise: 'mean-variance', riskAversion: 4 },
    costs: PRICED,
  },
];

/** Least risk of a book with a history, as `POST /v1/rebalance` answers it with its certificate, beside the margin of that book alone. */
export async function run(): Promise<BenchRow[]> {
  const large = await loadedHighs();
  return TASKS.flatMap((task) => measure(task, large));
}

function measure({ name, nNames, nDays, objective, costs }: Task, large: LargeSolver): BenchRow[] {
  const { portfolio, market } = bookOf(nNames, nDays);
  const subject = { portfolio, market: marketOf(market), marketDigest: digest(market) };
  const request: RebalanceRequest = {
    portfolio,
    objective,
    universe: portfolio.positions.map(({ instrument }) => ({ instrument, minTrade: '-30000', maxTrade: '30000' })),
    costs: costs ?? { halfSpread: 0.0005 },
  };
  const unpriced = () => ({ ...subject, market: { ...subject.market } });
  const answer = calculateRebalance(subject, request, large);
  if (!answer.ok) throw new Error(answer.failure.detail);
  const { status, work } = answer.value;
  const value = leastMs(3, () => calculateRebalance(unpriced(), request, large));
  const plain = leastMs(3, () => calculateMargin(unpriced(), { portfolio, methods: [{ id: SHORTFALL }] }));
  const full = `rebalance: ${name}, ${nNames} names × ${nDays} days`;
  return [
    {
      name: full,
      value,
      unit: `ms (${status.termination})`,
      baseline: `its margin by expected shortfall alone, ${plain.toFixed(1)} ms`,
      ratio: value / plain,
    },
    { name: `${full}, pivots`, value: work.pivots, unit: 'pivots' },
  ];
}

/** Names with a common factor, long and short, none of them closed by one trade in full. */
function bookOf(nNames: number, nDays: number) {
  const random = new Random(7);
  const betas = Array.from({ length: nNames }, () => random.between(0, 1.5));
  const returns = Array.from({ length: nDays }, () => {
    const common = random.between(-0.03, 0.03);
    return betas.map((beta) => beta * common + random.between(-0.02, 0.02));
  });
  const { market, portfolio } = historyBook(
    betas.map(() => Math.round(random.between(-50_000, 60_000))),
    returns,
  );
  return { portfolio, market: { ...market, underlyings: market.underlyings.map((each) => ({ ...each, adv: 1e6 })) } };
}
