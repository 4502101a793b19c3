/** How a requirement moved over a history, as multiples and fractions of itself. */
export type Procyclicality = {
  /** the largest requirement over the smallest */
  readonly peakToTrough: number | null;
  /** the largest rise over 5 and 30 days, as a fraction */
  readonly worstRise5Days: number | null;
  readonly worstRise30Days: number | null;
  /** share of days on which it rose by more than 10 % */
  readonly daysAboveTenPercent: number;
};

const LARGE_RISE_FRACTION = 0.1;

/**
 * The measures of how a margin rises in a crisis that a supervisor asks for. Null where a requirement of 0 leaves no multiple, or where
 * the history is shorter than the period.
 *
 * Source: tradfi-margin.md §6.2; ESMA guidelines on anti-procyclicality (2018).
 */
export function procyclicality(requirements: readonly number[]): Procyclicality {
  const lowest = Math.min(...requirements);
  const rises = requirements.slice(1).filter((each, t) => each > requirements[t]! * (1 + LARGE_RISE_FRACTION));
  return {
    peakToTrough: lowest > 0 ? Math.max(...requirements) / lowest : null,
    worstRise5Days: worstRise(requirements, 5),
    worstRise30Days: worstRise(requirements, 30),
    daysAboveTenPercent: requirements.length < 2 ? 0 : rises.length / (requirements.length - 1),
  };
}

/** The largest rise from any day to one at most `days` later. */
function worstRise(requirements: readonly number[], days: number): number | null {
  if (requirements.length <= days || requirements.some((each) => !(each > 0))) return null;
  let worst = 0;
  for (let t = 1; t < requirements.length; t++) {
    const before = Math.min(...requirements.slice(Math.max(0, t - days), t));
    worst = Math.max(worst, requirements[t]! / before - 1);
  }
  return worst;
}
