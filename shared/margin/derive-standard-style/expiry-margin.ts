import { constant, type Expression, local, named } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Component } from '../method.ts';
import { isolatedMargin, type Requirement } from './isolated-margin.ts';
import { largestLoss } from './largest-loss.ts';
import type { OptionLine } from './option-line.ts';
import type { StandardParameters } from './parameters.ts';

export type ExpiryOptions = { readonly expiryMs: number; readonly options: readonly OptionLine[] };

/** In order of expiry. */
export function byExpiry(options: readonly OptionLine[]): ExpiryOptions[] {
  const groups = Map.groupBy(options, ({ option }) => option.expiryMs);
  return [...groups.entries()].toSorted(([a], [b]) => a - b).map(([expiryMs, group]) => ({ expiryMs, options: group }));
}

/** The lesser of isolated margin and largest loss, one expiry of one underlying. */
export function expiryMargin(
  book: Book,
  pool: string,
  { expiryMs, options }: ExpiryOptions,
  parameters: StandardParameters,
): Component {
  const date = new Date(expiryMs).toISOString();
  const id = `options/${date}`;
  const { unpairedInitialFactor, unpairedMaintenanceFactor } = parameters;
  const margin = (requirement: Requirement, unpairedFactor: number) =>
    named(
      `${pool}/${id}/${requirement}`,
      lesser(isolatedMargin(book, options, requirement, parameters), largestLoss(options, unpairedFactor)),
    );
  return {
    id,
    label: `Options to ${date}: isolated margin, or the largest loss where that is less`,
    initial: margin('initial', unpairedInitialFactor),
    maintenance: margin('maintenance', unpairedMaintenanceFactor),
  };
}

/** A choice of the lesser is not convex; all that is proven of it in a program is that it is never negative. */
function lesser(a: Expression, b: Expression): Expression {
  return local({
    children: [a, b],
    homogeneous: true,
    below: [constant(0)],
    fn: (x) => (x[0]! <= x[1]! ? { value: x[0]!, partials: [1, 0] } : { value: x[1]!, partials: [0, 1] }),
  });
}
