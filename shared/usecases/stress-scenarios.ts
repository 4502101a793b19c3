import { annualVol, type CloseOut, replayScenarios } from '../exposure/index.ts';
import { collect, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type Book, underlyingOf } from '../risk/index.ts';
import { type Scenario, type Shock, scenarioId, shockOf } from '../scenarios/index.ts';
import type { StalePrice, StressGrid, StressRequest, StressScenarioChoice } from './stress-requests.ts';

/** A scenario of the request. Where prices may be stale it stands for two, of which the worse counts. */
export type StressStep = {
  readonly id: string;
  readonly variants: readonly StressVariant[];
  readonly liquidity: CloseOut;
};

type StressVariant = {
  readonly scenario: Scenario;
  /** how far each underlying has moved on since its stale price; empty where prices aren't stale */
  readonly staleMoves: Readonly<Record<string, number>>;
};

const YEAR_DAYS = 365;

type Steps = { readonly steps: readonly StressStep[]; readonly warnings: readonly string[] };

/** The scenarios of a request in their order: single ones, the grid's row by row, then the days of the history. */
export function stressSteps(book: Book, request: StressRequest): Outcome<Steps> {
  const underlyings = heldUnderlyings(book);
  const single = (request.scenarios ?? []).map((choice, i) =>
    singleScenario(book, choice, `/scenarios/${i}`, underlyings),
  );
  const gridded = gridChoices(request.grid).map((choice) => singleScenario(book, choice, '/grid', underlyings));
  const chosen = collect([...single, ...gridded]);
  if (!chosen.ok) return chosen;
  const replayed =
    request.replay === undefined ? succeed(NO_DAYS) : replayScenarios(book.market, underlyings, request.replay);
  if (!replayed.ok) return replayed;
  const days = replayed.value.scenarios.map((scenario) => ({ scenario, choice: {}, pointer: '/replay' }));
  const all = [...chosen.value, ...days];
  const repeated = repeatedAt(all);
  if (repeated !== null) return repeated;
  const steps = collect(all.map((named) => stepOf(book, { ...named, underlyings, request })));
  return steps.ok ? succeed({ steps: steps.value, warnings: replayed.value.warnings }) : steps;
}

const NO_DAYS = { scenarios: [], warnings: [] };

type Named = {
  readonly scenario: Scenario;
  readonly choice: Pick<StressScenarioChoice, 'liquidity' | 'stalePrice'>;
  readonly pointer: string;
};

function repeatedAt(all: readonly Named[]): Outcome<never> | null {
  const seen = new Set<string>();
  for (const { scenario, pointer } of all) {
    if (seen.has(scenario.id)) return failAt('invalid-input', pointer, `two scenarios are called ${scenario.id}`);
    seen.add(scenario.id);
  }
  return null;
}

/** Whose moves matter to the book, in the order of its lines. */
export function heldUnderlyings(book: Book): string[] {
  return [...new Set(book.lines.flatMap((line) => underlyingOf(book, line) ?? []))];
}

function gridChoices(grid: StressGrid | undefined): StressScenarioChoice[] {
  if (grid === undefined) return [];
  const { spotShocks, volShocks = [0], daysForward } = grid;
  const days = daysForward === undefined ? {} : { daysForward };
  return spotShocks.flatMap((spotShockFraction) =>
    volShocks.map((volShockFraction) => ({ spotShockFraction, volShockFraction, ...days })),
  );
}

function singleScenario(
  book: Book,
  choice: StressScenarioChoice,
  pointer: string,
  underlyings: readonly string[],
): Outcome<Named> {
  const known = (id: string) => underlyings.includes(id) || book.market.underlyings.has(id);
  const stranger = Object.keys(choice.underlyings ?? {}).find((id) => !known(id));
  if (stranger !== undefined) {
    return failAt('invalid-input', `${pointer}/underlyings/${stranger}`, `there is no underlying ${stranger}`);
  }
  if (choice.lead !== undefined && !known(choice.lead)) {
    return failAt('invalid-input', `${pointer}/lead`, `there is no underlying ${choice.lead}`);
  }
  return succeed({ scenario: scenarioOf(choice, underlyings), choice, pointer });
}

type Step = Named & { readonly underlyings: readonly string[]; readonly request: StressRequest };

function stepOf(book: Book, step: Step): Outcome<StressStep> {
  const { choice, request, scenario } = step;
  const variants = staleVariants(book, step);
  if (!variants.ok) return variants;
  return succeed({ id: scenario.id, variants: variants.value, liquidity: choice.liquidity ?? request.liquidity ?? {} });
}

function scenarioOf(choice: StressScenarioChoice, held: readonly string[]): Scenario {
  const { id, underlyings = {}, correlation, lead = held[0], ...rest } = choice;
  const { spotShockFraction, volShockFraction, volShockPoints, daysForward } = rest;
  const shock: Shock = { spotShockFraction, volShockFraction, volShockPoints, daysForward };
  const followers = correlation === undefined ? [] : held.filter((each) => each !== lead);
  const following = followers.map((each): [string, Shock] => [
    each,
    { ...shock, spotShockFraction: spotShockFraction * correlation! },
  ]);
  const own = Object.entries(underlyings).map(([each, moved]): [string, Shock] => [each, { ...moved, daysForward }]);
  const all = Object.fromEntries([...following, ...own]);
  return {
    ...shock,
    id: id ?? nameOf(shock, choice),
    weight: 1,
    ...(Object.keys(all).length === 0 ? {} : { underlyings: all }),
  };
}

function nameOf(shock: Shock, { correlation, underlyings = {} }: StressScenarioChoice): string {
  const own = Object.entries(underlyings).map(([id, moved]) => `${id}:${scenarioId(moved)}`);
  return [scenarioId(shock), ...(correlation === undefined ? [] : [`correlation${correlation}`]), ...own].join('/');
}

/** The scenario on top of a price that has moved on by `±sigmas·σ·√delay` since, all underlyings the same way. */
function staleVariants(
  book: Book,
  { scenario, choice, pointer: at, request, underlyings }: Step,
): Outcome<StressVariant[]> {
  const stalePrice = choice.stalePrice ?? request.stalePrice;
  if (stalePrice === undefined || stalePrice.delayDays === 0) return succeed([{ scenario, staleMoves: {} }]);
  const pointer = choice.stalePrice === undefined ? '/stalePrice' : `${at}/stalePrice`;
  const moves = collect(underlyings.map((id) => staleMove(book, id, stalePrice, pointer)));
  if (!moves.ok) return moves;
  return succeed([-1, 1].map((direction) => staleVariant(scenario, moves.value, direction)));
}

function staleMove(
  book: Book,
  id: string,
  { delayDays, sigmas = 1 }: StalePrice,
  pointer: string,
): Outcome<[string, number]> {
  const vol = annualVol(book.market, id);
  if (vol === null) {
    return failAt(
      'missing-market-data',
      '/market/underlyings',
      `${id}: a stale price needs its volAnnual or a history`,
    );
  }
  const move = sigmas * vol * Math.sqrt(delayDays / YEAR_DAYS);
  return move < 1
    ? succeed([id, move])
    : failAt('invalid-input', pointer, `${id} would move by ${move} of its price: the delay is too long`);
}

function staleVariant(scenario: Scenario, moves: readonly [string, number][], direction: number): StressVariant {
  const shocks = moves.map(([id, move]): [string, Shock] => {
    const shock = shockOf(scenario, id);
    const { volShockFraction, volShockPoints, daysForward } = shock;
    const spotShockFraction = (1 + shock.spotShockFraction) * (1 + direction * move) - 1;
    return [id, { spotShockFraction, volShockFraction, volShockPoints, daysForward }];
  });
  return {
    scenario: { ...scenario, underlyings: { ...scenario.underlyings, ...Object.fromEntries(shocks) } },
    staleMoves: Object.fromEntries(moves.map(([id, move]) => [id, direction * move])),
  };
}
