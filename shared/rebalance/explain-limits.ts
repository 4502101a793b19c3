import { chain, type Outcome, succeed } from '../foundation/index.ts';
import {
  explainInfeasible,
  explainWholeInfeasible,
  type InfeasibilityReason,
  type IntegerLimits,
  type LargeSolver,
  type SolveLimits,
} from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';

/** Which of the client's limits contradict each other, and the least change of them that helps. */
export type LimitConflict = {
  /** each needed for the contradiction; `lots` where trades need not be whole otherwise */
  readonly conflict: readonly string[];
  /** no fewer limits contradict each other */
  readonly isSmallest: boolean;
  /** the least total change that makes a feasible trade, each limit in its own unit */
  readonly smallestRelaxation: Readonly<Record<string, number>>;
  /** per limit of the conflict what it would have to give if it were the only one, in its own unit; without those that can't help */
  readonly relaxationAlone: Readonly<Record<string, number>>;
};

/** A prefix of the rows that are a limit of the client's, and of those that are sizes with a name of their own. */
const NAMED = /^(?:limit:|size:(?=minTicket\/|closeOnly\/))/;

/** The client's name of a limit; null for rows of the margin rule itself, and for what makes a size a size. */
function nameOf(id: string): string | null {
  return NAMED.test(id) ? id.replace(NAMED, '') : null;
}

/** Of a program that has no point even where trades need not be whole; proven by its multipliers. */
export function explainLimits(
  { relaxed }: FormulatedRebalance,
  limits: SolveLimits,
  large: LargeSolver | null,
): Outcome<LimitConflict> {
  return chain(
    explainInfeasible(relaxed, limits, (row) => nameOf(row.id), large),
    (reason) => succeed(inClientWords(reason)),
  );
}

/** Of a program that has points, but none in whole lots and with whole tickets. `lots` in the conflict is that trades are in lots. */
export function explainSizes(
  { problem, sizes }: FormulatedRebalance,
  limits: IntegerLimits,
  large: LargeSolver | null,
): Outcome<LimitConflict> {
  const asked = { name: 'lots', columns: sizes.lots.filter((column) => column !== null) };
  return chain(
    explainWholeInfeasible({ problem, whole: sizes.whole, asked }, limits, (row) => nameOf(row.id), large),
    (reason) => succeed(inClientWords(reason)),
  );
}

function inClientWords({ conflict, isSmallest, relaxation, alone }: InfeasibilityReason): LimitConflict {
  const amounts = relaxation.map(({ id, amount }) => [nameOf(id) ?? id, amount] as const);
  return {
    conflict,
    isSmallest,
    smallestRelaxation: Object.fromEntries(amounts),
    relaxationAlone: Object.fromEntries(alone.map(({ id, amount }) => [id, amount])),
  };
}
