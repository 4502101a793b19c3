import { allMethods } from '../margin/index.ts';
import type { MarginLimit } from '../rebalance/index.ts';
import type { Policy, PolicyGreekBand } from './policy-terms.ts';
import type { RebalanceRequest } from './requests.ts';
import { type Bounds, tightened, type Violation, type WatchedState } from './violations.ts';

/** Of `/rebalance`, beside the book. */
export type Asked = Omit<RebalanceRequest, 'portfolio' | 'market'>;

/** A recomputation waits for it: enough for some hundreds of instruments. */
const MOST_PIVOTS = 2_000;

/** Ends for the day when so little work takes long: ten portfolios at once, each through all its rounds, stay below the function's timeout. */
const WALL_MS = { ofRound: 1_500, ofLeastMargin: 5_000 };

/** Of a limit: what a solver may be beside it, so that its trades hold what they are asked to. */
const ROUNDING = 1e-8;

/** What trading costs where nothing says what: a fraction of the notional, so that the least cost is the least size. */
const SIZE_FRACTION = 1e-4;

/** The requirement that a cure lowers. */
export type Measured = { readonly method: string; readonly requirement: 'initial' | 'maintenance' };

/** Of the method that is outside, else of the first. */
export function measuredOf(answering: readonly string[], violations: readonly Violation[]): Measured {
  const outside = violations.find(({ method }) => method !== null);
  return { method: outside?.method ?? answering[0]!, requirement: outside?.requirement ?? 'initial' };
}

/** The least margin within the bands of the Greeks. */
export function leastMargin(
  policy: Policy,
  answering: readonly string[],
  state: WatchedState,
  violations: readonly Violation[],
): Asked {
  const { method, requirement } = measuredOf(answering, violations);
  return {
    objective: { minimise: 'margin', method, ...settingsOf(policy, method), requirement },
    ...termsOf(policy, [method]),
    limits: { pivots: MOST_PIVOTS, wallMs: WALL_MS.ofLeastMargin },
    constraints: { ...constraintsOf(policy), greeks: bandsOf(policy, state) },
    costs: tradingCosts(policy),
  };
}

/** The least cost within limits on margins and the bands of the Greeks; the least notional where nothing costs anything. */
export function leastCost(policy: Policy, state: WatchedState, limits: readonly MarginLimit[], isFree: boolean): Asked {
  const { costBudget, ...constraints } = constraintsOf(policy);
  const greeks = bandsOf(policy, state).map((band) => ({ ...band, ...insideOf(band, valueOf(band, state)) }));
  return {
    objective: { minimise: 'cost' },
    ...termsOf(
      policy,
      limits.map(({ method }) => method),
    ),
    limits: { pivots: MOST_PIVOTS, wallMs: WALL_MS.ofRound },
    constraints: {
      ...constraints,
      greeks,
      ...(limits.length === 0 ? {} : { marginLimit: limits }),
      ...(isFree ? {} : { costBudget }),
    },
    costs: isFree ? { ...tradingCosts(policy), feeFraction: SIZE_FRACTION } : tradingCosts(policy),
  };
}

/** What the margins that are outside may be for a book of this equity to be inside, by the hysteresis. */
export function marginLimits(
  policy: Policy,
  { equity }: WatchedState,
  violations: readonly Violation[],
): MarginLimit[] {
  return violations.flatMap(({ kind, method, requirement, max }) => {
    if (method === null || requirement === null || max === null) return [];
    const { max: inside } = tightened({ max }, policy.hysteresisFraction);
    const amount = inside! * (kind === 'utilisation' ? equity : 1);
    return [{ method, ...settingsOf(policy, method), requirement, amount: amount - ROUNDING * Math.abs(amount) }];
  });
}

function settingsOf({ methods }: Policy, id: string) {
  const { version, parameters } = methods.find((each) => each.id === id)!;
  return { version, parameters };
}

function termsOf({ sizes = {}, parameterFileId }: Policy, methods: readonly string[]) {
  const takesFile = allMethods().some(
    ({ id, takesParameterFile = false }) => takesParameterFile && methods.includes(id),
  );
  return {
    lots: sizes.lots,
    parameterFileId: takesFile ? parameterFileId : undefined,
  };
}

function constraintsOf({ costs: { costBudget, turnoverBudget }, sizes: { minTicket, maxTrades } = {} }: Policy) {
  return { costBudget, turnoverBudget, minTicket, maxTrades };
}

/** The book is outside: what it takes to come back is not weighed against what margin costs. */
export function tradingCosts({ costs: { halfSpread, feeFraction } }: Policy) {
  return { halfSpread, feeFraction };
}

function bandsOf({ bands, hysteresisFraction }: Policy, { greeks }: WatchedState) {
  return bands.greeks
    .filter(({ underlying }) => greeks.some((each) => each.underlying === underlying))
    .map((band) => ({ ...band, ...tightened(band, hysteresisFraction) }));
}

function valueOf({ underlying, greek }: PolicyGreekBand, { greeks }: WatchedState): number {
  return greeks.find((each) => each.underlying === underlying)?.[greek] ?? 0;
}

/** A band that is narrower by rounding, unless it is no wider than that. */
function insideOf({ min, max }: Bounds, value: number): Bounds {
  const slack = ROUNDING * Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0), Math.abs(value));
  const inside = { min: min === undefined ? min : min + slack, max: max === undefined ? max : max - slack };
  return (inside.min ?? -Infinity) <= (inside.max ?? Infinity) ? inside : { min, max };
}
