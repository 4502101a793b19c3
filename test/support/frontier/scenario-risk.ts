import type { LinearProblem, Row } from '../../../shared/optimise/index.ts';

type Returns = readonly (readonly number[])[];

/** The mean of the worst α of the losses, of n weights: Rockafellar and Uryasev's `min ζ + Σ_t max(0, −r_t·w − ζ)/(α·T)`. */
export function expectedShortfallProgram(returns: Returns, tailFraction: number): LinearProblem {
  const n = returns[0]!.length;
  return {
    columns: [
      ...weightColumns(n),
      { id: 'threshold', lower: -Infinity, upper: Infinity, cost: 1 },
      ...returns.map((_, t) => ({
        id: `over${t}`,
        lower: 0,
        upper: Infinity,
        cost: 1 / (tailFraction * returns.length),
      })),
    ],
    rows: [
      budgetRow(n),
      ...returns.map((row, t) => ({
        id: `t${t}`,
        columns: [...row.keys(), n, n + 1 + t],
        coefficients: [...row, 1, 1],
        lower: 0,
        upper: Infinity,
      })),
    ],
    constant: 0,
  };
}

/** The mean absolute deviation: twice the mean of what lies below the mean. */
export function absoluteDeviationProgram(returns: Returns): LinearProblem {
  const n = returns[0]!.length;
  const means = returns[0]!.map((_, i) => returns.reduce((sum, row) => sum + row[i]!, 0) / returns.length);
  return {
    columns: [
      ...weightColumns(n),
      ...returns.map((_, t) => ({ id: `below${t}`, lower: 0, upper: Infinity, cost: 2 / returns.length })),
    ],
    rows: [
      budgetRow(n),
      ...returns.map((row, t) => ({
        id: `t${t}`,
        columns: [...row.keys(), n + t],
        coefficients: [...row.map((value, i) => value - means[i]!), 1],
        lower: 0,
        upper: Infinity,
      })),
    ],
    constant: 0,
  };
}

/** The loss of the worst date. */
export function worstLossProgram(returns: Returns): LinearProblem {
  const n = returns[0]!.length;
  return {
    columns: [...weightColumns(n), { id: 'worst', lower: -Infinity, upper: Infinity, cost: 1 }],
    rows: [
      budgetRow(n),
      ...returns.map((row, t) => ({
        id: `t${t}`,
        columns: [...row.keys(), n],
        coefficients: [...row, 1],
        lower: 0,
        upper: Infinity,
      })),
    ],
    constant: 0,
  };
}

function weightColumns(n: number) {
  return Array.from({ length: n }, (_, i) => ({ id: `w${i}`, lower: 0, upper: 1, cost: 0 }));
}

function budgetRow(n: number): Row {
  const indices = Array.from({ length: n }, (_, i) => i);
  return { id: 'budget', columns: indices, coefficients: indices.map(() => 1), lower: 1, upper: 1 };
}
