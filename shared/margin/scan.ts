import { type Expression, named, outcomes, worst } from '../requirement/index.ts';
import type { Book, Gains } from '../risk/index.ts';

/** The P&L by scenario of some lines and its worst case. */
export type Scan = { readonly pnl: Expression; readonly worst: Expression };

/** The scan of what is held, and of that with the open orders; one and the same where there is no order. */
export function scanOf(
  book: Book,
  pool: string,
  lines: readonly number[],
  gains: Gains,
): { readonly held: Scan; readonly withOrders: Scan } {
  const held = lines.filter((line) => book.lines[line]!.kind !== 'order');
  const scan = (id: string, chosen: readonly number[]): Scan => {
    const rows = chosen.map((line) => gains.rowOf.get(line)!);
    const pnl = named(`${pool}/${id}/pnl`, outcomes({ axis: gains.axis, lines: chosen, rows, matrix: gains.matrix }));
    return { pnl, worst: named(`${pool}/${id}`, worst(pnl)) };
  };
  const withOrders = scan('scan', lines);
  return { held: held.length === lines.length ? withOrders : scan('scan-held', held), withOrders };
}
