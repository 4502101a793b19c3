/** What a reader holds at most, so that no file makes it need more. */
export const FILE_LIMITS = {
  /** of a fixed-width record; the format's own are below 200 */
  lineCharacters: 1_000,
  xmlDepth: 32,
  xmlTextCharacters: 1_000,
  /** XML elements held at once */
  xmlKept: 100_000,
  /** between two events of the XML parser: an unclosed tag or comment ends here */
  xmlGapCharacters: 65_536,
  commodities: 20_000,
  products: 100_000,
  /** spreads, tiers and rates together */
  rules: 500_000,
  contracts: 300_000,
  /** of any figure, so that none of them can overflow */
  magnitude: 1e15,
  /** deltas per spread */
  ratioMin: 1e-6,
  ratioMax: 1e6,
} as const;
