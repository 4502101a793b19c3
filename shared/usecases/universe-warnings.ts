import type { ChosenMethod } from '../margin/index.ts';
import { type Book, movingUnderlyings, readBook } from '../risk/index.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import type { SettledTrades } from './settle-trades.ts';
import { tradedRequirement } from './traded-requirement.ts';

/** Relative, beside what the costs of the trades, which are none in `/what-if`, can move. */
const SAME_WITHIN = 1e-9;

/**
 * Where a method by history requires another amount of the trades alone, as `/what-if` says it, than on the days for which every underlying of the
 * universe has a close: those are what the whole program looks at.
 *
 * @param book with room for the universe; one of what is held alone has nothing to be told of
 */
export function universeWarnings(
  subject: ResolvedSubject,
  book: Book,
  methods: readonly ChosenMethod[],
  { trades, after, cost }: SettledTrades,
): string[] {
  const held = readBook(subject.portfolio, subject.market);
  if (!held.ok || countMoving(held.value) === countMoving(book)) return [];
  const legs = trades.map(({ midPrice, ...trade }, i) => ({ ...trade, price: midPrice, pointer: `/trades/${i}` }));
  return methods.flatMap((method, i) => {
    const alone = tradedRequirement(subject, legs, method);
    if (!alone.ok) return [];
    const [initial, claimed] = [alone.value.initialAfter([...legs.keys()]), after[i]!.initial];
    if (Math.abs(initial - claimed) <= cost.total + SAME_WITHIN * Math.max(1, Math.abs(claimed))) return [];
    return [
      `universe-days: ${method.id} requires ${initial} of these trades without the rest of the universe, whose histories share fewer days`,
    ];
  });
}

function countMoving(book: Book): number {
  const moving = movingUnderlyings(book);
  return moving.ok ? moving.value.length : 0;
}
