/** One of the 23 things that Ballast must be; it has exactly one test file, `test/terms/NN-name.test.ts`. */
export type Term = { readonly number: number; readonly name: string };

/** The terms of `../shared/reference/terms.md`, in its order. */
export const TERMS: readonly Term[] = [
  { number: 1, name: 'Portfolio Gamma Exposure' },
  { number: 2, name: 'Portfolio Delta' },
  { number: 3, name: 'Greeks Based Portfolio Margin' },
  { number: 4, name: 'Cross-Margin Portfolio Systems' },
  { number: 5, name: 'Off-Chain Portfolio Management' },
  { number: 6, name: 'Portfolio VaR Calculation' },
  { number: 7, name: 'Real-Time Portfolio Re-Evaluation' },
  { number: 8, name: 'Non-Linear Portfolio Sensitivities' },
  { number: 9, name: 'Portfolio Delta Aggregation' },
  { number: 10, name: 'Synthetic Portfolio Stress Testing' },
  { number: 11, name: 'Portfolio Risk Exposure Calculation' },
  { number: 12, name: 'Non-Linear Portfolio Risk' },
  { number: 13, name: 'Real-Time Portfolio Rebalancing' },
  { number: 14, name: 'Portfolio Rebalancing Cost' },
  { number: 15, name: 'Real-Time Portfolio Analysis' },
  { number: 16, name: 'Portfolio Risk-Based Margin' },
  { number: 17, name: 'Risk-Based Portfolio Margin' },
  { number: 18, name: 'Cross Protocol Portfolio Margin' },
  { number: 19, name: 'Inter-Protocol Portfolio Margin' },
  { number: 20, name: 'Portfolio Margin Optimization' },
  { number: 21, name: 'Markowitz Portfolio Theory' },
  { number: 22, name: 'Portfolio-Based Margin' },
  { number: 23, name: 'Portfolio Delta Margin' },
];

/** The term that a test file is of; null for any other file. */
export function termOf(path: string): Term | null {
  const [, number] = /test\/terms\/(\d\d)-[a-z-]+\.test\.ts$/.exec(path) ?? [];
  return TERMS.find((term) => term.number === Number(number)) ?? null;
}

/** `01-portfolio-gamma-exposure.test.ts`. */
export function termFileName({ number, name }: Term): string {
  const words = name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return `${String(number).padStart(2, '0')}-${words}.test.ts`;
}
