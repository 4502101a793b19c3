/** ACT/365 */
export const YEAR_MS = 365 * 86_400_000;
