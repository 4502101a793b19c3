/** Branches closer than this fraction of the gross scale are equal: far above rounding, far below any money. */
export const TIE_FRACTION = 2 ** -40;

/** The branches of one node, largest wins; scratch space that all the nodes of an evaluation use in turn. */
export type Branches = {
  readonly values: Float64Array;
  /** the scale that each value's rounding is relative to */
  readonly gross: Float64Array;
  /** written by `shareTies`: 0 … 1, together 1 */
  readonly shares: Float64Array;
};

export function branchSpace(count: number): Branches {
  return { values: new Float64Array(count), gross: new Float64Array(count), shares: new Float64Array(count) };
}

/**
 * Shares 1 equally among the first `count` branches that tie for the largest; a zero branch in the tie takes it all.
 *
 * @param zero the index of a branch that is 0 whatever the quantities, or −1
 * @returns the gross scale of the tie
 */
export function shareTies({ values, gross, shares }: Branches, count: number, zero: number): number {
  const best = largest(values, count);
  const [top, topGross] = [values[best]!, gross[best]!];
  let members = 0;
  let scale = 0;
  for (let j = 0; j < count; j++) {
    const tied = top - values[j]! <= TIE_FRACTION * Math.max(topGross, gross[j]!);
    shares[j] = tied ? 1 : 0;
    if (!tied) continue;
    members += 1;
    scale = Math.max(scale, gross[j]!);
  }
  if (members === 1) return scale;
  const zeroWins = zero >= 0 && shares[zero] === 1;
  for (let j = 0; j < count; j++) shares[j] = zeroWins ? Number(j === zero) : shares[j]! / members;
  return scale;
}

/** The branch that is the largest with none within its tie; −1 where some tie. */
export function winnerOf({ values, gross }: Branches, count: number): number {
  const best = largest(values, count);
  for (let j = 0; j < count; j++) {
    const isNear = values[best]! - values[j]! <= TIE_FRACTION * Math.max(gross[best]!, gross[j]!);
    if (j !== best && isNear) return -1;
  }
  return best;
}

function largest(values: Float64Array, count: number): number {
  let best = 0;
  for (let j = 1; j < count; j++) if (values[j]! > values[best]!) best = j;
  return best;
}
