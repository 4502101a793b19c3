import { digest } from '../../shared/foundation/index.ts';
import { type MarketSnapshot, timeToExpiryYears } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { type Black76Option, black76Value } from '../../shared/pricing/index.ts';
import { calculateMargin, type MarginAnswer } from '../../shared/usecases/index.ts';
import { marketOf } from '../support/markets.ts';
import type { BenchRow } from './bench-row.ts';
import { optionBook, optionMarket, SPOT } from './option-market.ts';
import { leastMs } from './timing.ts';

const N_INSTRUMENTS = 5000;
const SIZES = [10, 100, 1000, 2000];
const PNL_TOLERANCE = 1e-9;

const SNAPSHOT = optionMarket(N_INSTRUMENTS);
const MARKET = marketOf(SNAPSHOT);
const MARKET_DIGEST = digest(SNAPSHOT);

type Held = { readonly option: Black76Option; readonly quantity: number };
type Scenario = { readonly spotShockFraction: number; readonly volShockFraction: number };

/**
 * Margin of one book under every method, as `POST /v1/margin` answers it: digests, attribution and standalone margins
 * included. The baseline only reprices: `black76Value` for each position in each of the same scenarios, no margin of it.
 */
export function run(): BenchRow[] {
  return SIZES.flatMap(measure);
}

function measure(nPositions: number): BenchRow[] {
  const portfolio = optionBook(SNAPSHOT, nPositions);
  const answer = margin(portfolio);
  const scenarios = answer.margins.flatMap((each) => each.scenarios);
  const held = heldOptions(SNAPSHOT, portfolio);
  checkBaseline(answer, held);

  const repeats = Math.ceil(2000 / nPositions) + 4;
  const value = leastMs(repeats, () => margin(portfolio));
  const plain = leastMs(repeats, () => reprice(held, scenarios));
  const name = `margin: ${nPositions} positions, ${answer.margins.length} methods`;
  const baseline = `black76Value per position and scenario, ${plain.toFixed(2)} ms`;
  return [
    { name, value, unit: 'ms', baseline, ratio: value / plain },
    { name: `${name}, per position`, value: (value * 1000) / nPositions, unit: 'µs' },
    { name: `${name}, scenario prices`, value: nPositions * scenarios.length, unit: 'prices' },
  ];
}

/** On a market that no book was priced on: prices are kept with a market. */
function margin(portfolio: Portfolio): MarginAnswer {
  const answer = calculateMargin({ portfolio, market: { ...MARKET }, marketDigest: MARKET_DIGEST }, { portfolio });
  if (!answer.ok) throw new Error(answer.failure.detail);
  return answer.value;
}

function heldOptions({ instruments }: MarketSnapshot, { positions }: Portfolio): Held[] {
  const quoted = new Map(instruments.map((each) => [each.id, each]));
  return positions.map(({ instrument, quantity }) => {
    const { strike, right, expiry, impliedVol } = quoted.get(instrument)!;
    const timeYears = timeToExpiryYears(MARKET, Date.parse(expiry!));
    const option = { type: right!, forward: SPOT, strike: strike!, timeYears, volAnnual: impliedVol!, discount: 1 };
    return { option, quantity: Number(quantity) };
  });
}

/** The book's gain in each scenario. */
function reprice(held: readonly Held[], scenarios: readonly Scenario[]): Float64Array {
  const gains = new Float64Array(scenarios.length);
  for (const { option, quantity } of held) {
    const before = black76Value(option);
    for (const [k, { spotShockFraction, volShockFraction }] of scenarios.entries()) {
      const forward = option.forward * (1 + spotShockFraction);
      const volAnnual = option.volAnnual * (1 + volShockFraction);
      gains[k]! += quantity * (black76Value({ ...option, forward, volAnnual }) - before);
    }
  }
  return gains;
}

/** The baseline does the work that it is said to do: its gains are those of the method whose vol shocks are flat. */
function checkBaseline({ margins }: MarginAnswer, held: readonly Held[]): void {
  const { scenarios } = margins.find((each) => each.method === 'scenario-grid')!;
  const gains = reprice(held, scenarios);
  const scale = Math.max(...gains.map(Math.abs));
  const error = Math.max(...scenarios.map(({ pnl }, k) => Math.abs(pnl - gains[k]!)));
  if (!(error <= PNL_TOLERANCE * scale)) throw new Error(`the baseline is off by ${error}`);
}
