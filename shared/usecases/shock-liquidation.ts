import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod } from '../margin/index.ts';
import {
  type BreachedAccount,
  breachOrder,
  type Cascade,
  equityOfWorld,
  runCascade,
  worldsAfter,
} from '../pooling/index.ts';
import { type Book, readBook } from '../risk/index.ts';
import type { Scenario } from '../scenarios/index.ts';
import type { CommonShock, PoolingRequest } from './pooling-requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

/** What a common shock does to accounts that nobody pays into. */
export type ShockLiquidation = Cascade & {
  readonly equityBefore: number;
  /** after the shock, before anything is liquidated */
  readonly equityShocked: number;
  /** the first account to be liquidated; null where all of them bear the shock */
  readonly first: Pick<BreachedAccount, 'kind' | 'venue' | 'account'> | null;
  /** in the order in which they are liquidated as the shock grows */
  readonly order: readonly BreachedAccount[];
};

/**
 * The accounts in the order in which a growing shock liquidates them, each on its own, and the cascade once it has come in full. Lending
 * accounts stand apart from the margin accounts at their venue: each contract sees its own legs only.
 */
export function shockLiquidation(
  { portfolio, market }: ResolvedSubject,
  whole: Book,
  method: ChosenMethod,
  { shock, liquidation = {}, haircuts = [] }: PoolingRequest & { readonly shock: CommonShock },
): Outcome<ShockLiquidation> {
  const held = readBook({ ...portfolio, loans: [] }, market);
  if (!held.ok) return held;
  const book = { ...whole, lines: held.value.lines };
  const known = checkUnderlyings(book, { shock, liquidation });
  if (!known.ok) return known;
  const loans = portfolio.loans ?? [];
  const rules = { method, haircuts };
  const scenario: Scenario = { ...shock, id: 'shock', weight: 1 };
  const order = breachOrder(book, loans, scenario, rules);
  if (!order.ok) return order;
  const still: Scenario = { id: 'none', weight: 1, spotShockFraction: 0 };
  const [before, after] = worldsAfter(book, loans, [still, scenario]);
  const cascade = runCascade(after!, rules, liquidation);
  if (!cascade.ok) return cascade;
  const [first] = order.value;
  return succeed({
    ...cascade.value,
    equityBefore: equityOfWorld(before!),
    equityShocked: equityOfWorld(after!),
    first: first === undefined || first.breachFraction === null ? null : nameOf(first),
    order: order.value,
  });
}

function nameOf({ kind, venue, account }: BreachedAccount): NonNullable<ShockLiquidation['first']> {
  return { kind, venue, account };
}

/** A move or an impact of something that the market doesn't have would silently do nothing. */
function checkUnderlyings(
  { market }: Book,
  { shock, liquidation = {} }: Pick<PoolingRequest, 'liquidation'> & { readonly shock: CommonShock },
): Outcome<unknown> {
  const named = [
    ...Object.keys(shock.underlyings ?? {}).map((id) => [id, '/shock/underlyings'] as const),
    ...Object.keys(liquidation.impactPerUnit ?? {}).map((id) => [id, '/liquidation/impactPerUnit'] as const),
  ];
  const unknown = named.find(([id]) => !market.underlyings.has(id) && !market.contracts.has(id));
  if (unknown === undefined) return succeed(named);
  return failAt('invalid-input', `${unknown[1]}/${unknown[0]}`, `the market has no underlying ${unknown[0]}`);
}
