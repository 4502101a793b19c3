import { type Outcome, succeed } from '../../foundation/index.ts';
import { absolute, line, named, scale } from '../../requirement/index.ts';
import { type Book, deltaOfLine, underlyingOf, underlyingPrice } from '../../risk/index.ts';
import type { Formulation, Pool } from '../method.ts';
import { addPools, linesWhere, underlyingsOf } from '../pools.ts';
import type { DeltaParameters } from './parameters.ts';

/**
 * Per underlying `|Σ δ_i·q_i| · S · shock`, summed over underlyings; `maintenance = fraction · initial`. Collateral in coin
 * counts with its delta; open orders don't count.
 *
 * It sees the first order only: a delta-neutral straddle needs nothing here, so a book with options carries the warning
 * `convexity-not-captured`.
 */
export function formulateDelta(parameters: DeltaParameters): (book: Book) => Outcome<Formulation> {
  return (book) => formulateBook(book, parameters);
}

function formulateBook(book: Book, parameters: DeltaParameters): Outcome<Formulation> {
  const hasOptions = book.lines.some((each) => each.kind !== 'asset' && each.contract.instrument.kind === 'option');
  const pools = underlyingsOf(book).map((id) => deltaPool(book, id, parameters));
  const warnings = hasOptions ? ['convexity-not-captured'] : [];
  if (book.lines.some((each) => each.kind === 'order')) warnings.push('orders-not-counted');
  return succeed({ ...addPools(pools), scenarios: [], warnings, isAlone: () => true });
}

function deltaPool(book: Book, id: string, parameters: DeltaParameters): Pool {
  const lines = linesWhere(book, (each) => each.kind !== 'order' && underlyingOf(book, each) === id);
  const { shockFractions, defaultShockFraction } = parameters;
  const shockFraction = Object.hasOwn(shockFractions, id) ? shockFractions[id]! : defaultShockFraction;
  const cashPerDelta = underlyingPrice(book, id) * shockFraction;
  const netDelta = line(
    lines,
    lines.map((index) => deltaOfLine(book, book.lines[index]!) * cashPerDelta),
  );
  const initial = named(`${id}/net-delta`, absolute(netDelta));
  const maintenance = scale(parameters.maintenanceFraction, initial);
  const label = `Net delta times a ${shockFraction} move`;
  return { id, initial, maintenance, components: [{ id: 'net-delta', label, initial, maintenance }], scan: null };
}
