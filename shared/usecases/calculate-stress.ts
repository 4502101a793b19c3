import {
  closeOutCost,
  type HedgeFeedback,
  type HedgeImpact,
  type HoldingStress,
  hedgeFeedback,
  type StressedBook,
  stressBook,
} from '../exposure/index.ts';
import { collect, ensureThat, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, type Requirement, requirementOf } from '../margin/index.ts';
import { type Book, equityOf, readBook } from '../risk/index.ts';
import { freshnessWarnings } from './freshness.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { chooseStressMethod } from './stress-method.ts';
import type { StressRequest } from './stress-requests.ts';
import { heldUnderlyings, type StressStep, stressSteps } from './stress-scenarios.ts';

/** What a book needs in one state of the world, beside what it is worth there. */
export type Solvency = Requirement & {
  /** equity is below maintenance */
  readonly breached: boolean;
  /** what has to be paid in after a breach to meet the initial requirement; 0 without one */
  readonly marginCall: number;
};

export type StressOutcome = {
  readonly id: string;
  readonly spotShockFraction: number;
  readonly volShockFraction?: number | undefined;
  readonly volShockPoints?: number | undefined;
  readonly daysForward?: number | undefined;
  readonly underlyings?: StressedBook['scenario']['underlyings'];
  readonly staleMoves?: Readonly<Record<string, number>> | undefined;
  readonly pnl: number;
  readonly approximation: number;
  /** pnl − approximation */
  readonly gap: number;
  readonly closeOutCost: number;
  /** of the book's own hedge; where an impact was asked for */
  readonly feedback?: HedgeFeedback | undefined;
  /** after P&L, close-out cost and feedback */
  readonly equity: number;
  readonly requirement?: Solvency | undefined;
  readonly holdings?: readonly (HoldingStress & { readonly gap: number })[] | undefined;
};

export type StressAnswer = {
  readonly currency: string;
  readonly equity: number;
  /** before any scenario; absent where no method was asked for */
  readonly requirement?: Solvency | undefined;
  readonly scenarios: readonly StressOutcome[];
  readonly worst: { readonly id: string; readonly equity: number };
  /** the first scenario in order whose equity is below maintenance */
  readonly failingStep: { readonly index: number; readonly id: string } | null;
  readonly warnings: readonly string[];
  readonly provenance: Provenance;
};

const HOLDING_ROWS_MAX = 30_000;

/** What the book gains in each scenario, what leaving it would cost, and whether it still meets its margin there. */
export function calculateStress(subject: ResolvedSubject, request: StressRequest): Outcome<StressAnswer> {
  const method = request.method === undefined ? succeed(null) : chooseStressMethod(request.method);
  if (!method.ok) return method;
  const read = readBook(subject.portfolio, subject.market);
  if (!read.ok) return read;
  const book = read.value;
  const steps = stressSteps(book, request);
  if (!steps.ok) return steps;
  const rows = book.lines.length * steps.value.steps.length;
  const feedback = feedbackOf(book, request.impact, rows);
  if (!feedback.ok) return feedback;
  const listed = request.holdings ?? true;
  if (listed && rows > HOLDING_ROWS_MAX) return tooManyRows();
  const requirement =
    method.value === null ? succeed(undefined) : solvencyOf(book, method.value, equityOf(book).amount);
  if (!requirement.ok) return requirement;
  const outcomes = stressEach(book, steps.value.steps, { method: method.value, listed, feedback: feedback.value });
  if (!outcomes.ok) return outcomes;
  const answer = {
    currency: book.baseCurrency,
    equity: equityOf(book).amount,
    ...(requirement.value === undefined ? {} : { requirement: requirement.value }),
    ...summaryOf(outcomes.value),
    warnings: [...book.warnings, ...steps.value.warnings, ...freshnessWarnings(subject.market, request.freshness)],
  };
  const parameterDigests = method.value === null ? [] : [method.value.parameterDigest];
  return succeed(withProvenance(subject, questionOf(request), parameterDigests, answer));
}

function tooManyRows(): Outcome<never> {
  const detail = `positions times scenarios exceed ${HOLDING_ROWS_MAX} rows: send "holdings": false for the totals alone`;
  return failAt('limit-exceeded', '/holdings', detail);
}

/** @param equity after what isn't part of the book, as close-out costs */
export function solvencyOf(book: Book, method: ChosenMethod, equity: number): Outcome<Solvency> {
  const required = requirementOf(book, method);
  if (!required.ok) return required;
  const { initial, maintenance } = required.value;
  const breached = equity < maintenance;
  return succeed({
    initial,
    maintenance,
    breached,
    marginCall: breached ? Math.max(initial, maintenance) - equity : 0,
  });
}

type Asked = {
  readonly method: ChosenMethod | null;
  readonly listed: boolean;
  readonly feedback: (scenario: StressedBook['scenario']) => HedgeFeedback | null;
};

const NO_FEEDBACK: Asked['feedback'] = () => null;
const FEEDBACK_ROWS_MAX = 20_000;

/** Hedge feedback under the impact that was asked for; every underlying that is held then needs its volume. */
function feedbackOf(book: Book, impact: HedgeImpact | undefined, rows: number): Outcome<Asked['feedback']> {
  if (impact === undefined) return succeed(NO_FEEDBACK);
  if (rows > FEEDBACK_ROWS_MAX) {
    return failAt('limit-exceeded', '/impact', `positions times scenarios exceed ${FEEDBACK_ROWS_MAX} with an impact`);
  }
  const advOf = (id: string) => book.market.underlyings.get(id)?.adv;
  const missing = heldUnderlyings(book).find((id) => advOf(id) === undefined || advOf(id) === 0);
  if (missing !== undefined) {
    return failAt(
      'missing-market-data',
      '/market/underlyings',
      `${missing}: an impact needs its adv, the volume of a day`,
    );
  }
  return succeed((scenario) => hedgeFeedback(book, scenario, impact, (id) => advOf(id)!));
}

function stressEach(book: Book, steps: readonly StressStep[], asked: Asked): Outcome<StressOutcome[]> {
  const scenarios = steps.flatMap(({ variants }) => variants.map(({ scenario }) => scenario));
  const stressed = stressBook(book, scenarios);
  const outcomes: StressOutcome[] = [];
  for (const step of steps) {
    const variants = step.variants.map((variant) => {
      const next = stressed.next();
      ensureThat(next.done !== true, 'a stressed book per scenario');
      return outcomeOf(step, { ...variant, stressed: next.value, asked });
    });
    const all = collect(variants);
    if (!all.ok) return fail(all.failure.reason, `scenario ${step.id}: ${all.failure.detail}`, all.failure.errors);
    outcomes.push(all.value.reduce((worst, each) => (each.equity < worst.equity ? each : worst)));
  }
  return succeed(outcomes);
}

type Variant = StressStep['variants'][number] & {
  readonly stressed: StressedBook;
  readonly asked: Asked;
};

function outcomeOf({ id, liquidity }: StressStep, { stressed, asked, staleMoves }: Variant): Outcome<StressOutcome> {
  const { method, listed } = asked;
  const { scenario, pnl, approximation, holdings, after } = stressed;
  const cost = closeOutCost(after, liquidity);
  if (!cost.ok) return cost;
  const feedback = asked.feedback(scenario);
  const equity = equityOf(after).amount - cost.value - (feedback?.loss ?? 0);
  const requirement = method === null ? succeed(undefined) : solvencyOf(after, method, equity);
  if (!requirement.ok) return requirement;
  const { weight: _, ...shock } = scenario;
  return succeed({
    ...shock,
    id,
    ...(Object.keys(staleMoves).length === 0 ? {} : { staleMoves }),
    pnl,
    approximation,
    gap: pnl - approximation,
    closeOutCost: cost.value,
    ...(feedback === null ? {} : { feedback }),
    equity,
    ...(requirement.value === undefined ? {} : { requirement: requirement.value }),
    ...(listed ? { holdings: holdings.map((each) => ({ ...each, gap: each.pnl - each.approximation })) } : {}),
  });
}

function summaryOf(scenarios: readonly StressOutcome[]): Pick<StressAnswer, 'scenarios' | 'worst' | 'failingStep'> {
  const { id, equity } = scenarios.reduce((worst, each) => (each.equity < worst.equity ? each : worst));
  const index = scenarios.findIndex(({ requirement }) => requirement?.breached === true);
  return {
    scenarios,
    worst: { id, equity },
    failingStep: index < 0 ? null : { index, id: scenarios[index]!.id },
  };
}
