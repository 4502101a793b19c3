/** `fractions[w][v]`: how much of what venue w sends reaches venue v, in [0, 1]. */
export type Transferability = readonly (readonly number[])[];

/** An extreme ray and the constraints that hold with equality on it. */
type Ray = { readonly weights: readonly number[]; readonly tight: ReadonlySet<number> };

/** Relative to a largest weight of 1: below it a combination is on the constraint. */
const ZERO = 1e-12;

/**
 * The extreme rays of the prices that venues may put on a unit of money, `λ ≥ 0, λ_w ≥ τ_wv·λ_v`, each scaled to a largest weight of 1: no
 * transfer may gain. They are the single venues for τ = 0, all venues alike for τ = 1, and the subsets at 1 with the rest at τ between.
 *
 * By the double description method (Motzkin 1953; Fukuda and Prodon 1996): half-spaces are cut in one by one, and each pair of adjacent rays
 * on two sides of it gives a new one.
 *
 * @returns null where the rays on the way are more than `raysMax`
 */
export function extremeWeights(fractions: Transferability, raysMax: number): number[][] | null {
  const size = fractions.length;
  let rays: Ray[] = fractions.map((_, v) => ({
    weights: fractions.map((__, w) => (w === v ? 1 : 0)),
    tight: new Set([...fractions.keys()].filter((w) => w !== v)),
  }));
  for (let w = 0; w < size; w++) {
    for (let v = 0; v < size; v++) {
      const fraction = fractions[w]![v]!;
      if (w === v || fraction === 0) continue;
      rays = cut(rays, size * (w + 1) + v, (weights) => weights[w]! - fraction * weights[v]!);
      if (rays.length > raysMax) return null;
    }
  }
  return rays.map(({ weights }) => [...weights]);
}

function cut(rays: readonly Ray[], constraint: number, slackOf: (weights: readonly number[]) => number): Ray[] {
  const placed = rays.map((ray) => {
    const slack = slackOf(ray.weights);
    return Math.abs(slack) <= ZERO
      ? { slack: 0, ray: { weights: ray.weights, tight: new Set([...ray.tight, constraint]) } }
      : { slack, ray };
  });
  const kept = placed.filter(({ slack }) => slack >= 0).map(({ ray }) => ray);
  const above = placed.filter(({ slack }) => slack > 0);
  const below = placed.filter(({ slack }) => slack < 0);
  const all = placed.map(({ ray }) => ray);
  const made = above.flatMap((inside) =>
    below
      .filter((outside) => areAdjacent(all, inside.ray, outside.ray))
      .map((outside): Ray => {
        const weights = inside.ray.weights.map(
          (weight, v) => weight * -outside.slack + outside.ray.weights[v]! * inside.slack,
        );
        return { weights: scaled(weights), tight: new Set([...common(inside.ray, outside.ray), constraint]) };
      }),
  );
  return [...kept, ...made];
}

/** No other ray is tight wherever these two both are. */
function areAdjacent(rays: readonly Ray[], one: Ray, other: Ray): boolean {
  const shared = common(one, other);
  return rays.every(
    (each) => each === one || each === other || shared.some((constraint) => !each.tight.has(constraint)),
  );
}

function common(one: Ray, other: Ray): number[] {
  return [...one.tight].filter((constraint) => other.tight.has(constraint));
}

function scaled(weights: readonly number[]): number[] {
  const largest = Math.max(...weights);
  return weights.map((weight) => weight / largest);
}
