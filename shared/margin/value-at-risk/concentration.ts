import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { absolute, type Expression, floor, line, local, named } from '../../requirement/index.ts';
import { type Book, deltaOfLine, underlyingOf } from '../../risk/index.ts';
import type { Component } from '../method.ts';
import { linesWhere, underlyingsOf } from '../pools.ts';
import type { CommonParameters } from './parameters.ts';

type FigureOf = (id: string, lines: readonly number[]) => Expression;

/**
 * A charge on what can't be traded within the horizon: per underlying `max(0, own figure)·(√(days/horizon) − 1)⁺`,
 * `days = |delta| / (participation·adv)`. One component, or none where the caller doesn't ask for it.
 *
 * @returns `missing-market-data` where an underlying states no daily volume
 */
export function concentrationCharge(
  book: Book,
  held: readonly number[],
  { concentration, horizonDays }: CommonParameters,
  figureOf: FigureOf,
): Outcome<Component[]> {
  if (concentration === undefined) return succeed([]);
  const isHeld = new Set(held);
  const parts: Component[] = [];
  for (const id of underlyingsOf(book)) {
    const adv = book.market.underlyings.get(id)?.adv;
    if (adv === undefined || adv === 0) {
      return failAt('missing-market-data', '/market/underlyings', `${id} states no daily volume adv`);
    }
    const lines = linesWhere(book, (each) => underlyingOf(book, each) === id).filter((index) => isHeld.has(index));
    const delta = line(
      lines,
      lines.map((index) => deltaOfLine(book, book.lines[index]!)),
    );
    const withinHorizon = concentration.participationFraction * adv * horizonDays;
    const own = floor(0, figureOf(`concentration/${id}/figure`, lines));
    const charge = named(`concentration/${id}`, beyondHorizon(own, absolute(delta), withinHorizon));
    parts.push({ id: `concentration/${id}`, label: `Concentration in ${id}`, initial: charge, maintenance: charge });
  }
  return succeed(parts);
}

/** `f·(√(x/within) − 1)⁺`; not convex: a size charge on a charge. */
function beyondHorizon(figure: Expression, size: Expression, within: number): Expression {
  return local({
    children: [figure, size],
    fn: ([f, x]) => {
      const root = Math.sqrt(x! / within);
      return root <= 1
        ? { value: 0, partials: [0, 0] }
        : { value: f! * (root - 1), partials: [root - 1, (f! * root) / (2 * x!)] };
    },
  });
}
