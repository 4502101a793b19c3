/**
 * Acerbi and Székely's second statistic, `Z2 = Σ X_t·I_t / (T·(1 − c)·ES_t) + 1` with gains X and exceptions I: 0 where the shortfall
 * figures are right, negative where losses beyond are larger or more frequent.
 *
 * Source: Acerbi and Székely, "Back-testing expected shortfall" (2014).
 *
 * @returns null where a shortfall isn't positive, so that nothing can be measured by it
 */
export function acerbiSzekely(
  days: readonly { readonly gain: number; readonly figure: number; readonly shortfall: number }[],
  confidence: number,
): number | null {
  if (days.some(({ shortfall }) => !(shortfall > 0))) return null;
  const expected = days.length * (1 - confidence);
  const sum = days.reduce((total, { gain, figure, shortfall }) => total + (-gain > figure ? gain / shortfall : 0), 0);
  return sum / expected + 1;
}
