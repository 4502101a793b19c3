import { gross, named } from '../../requirement/index.ts';
import { type Book, baseRate, type Line } from '../../risk/index.ts';
import type { Component } from '../method.ts';

/** Half of the quoted spread on everything held, `Σ ½·(ask − bid)·m·|q|`: what crossing the market once would cost. */
export function halfSpreadCharge(book: Book, held: readonly number[]): Component {
  const charge = named(
    'half-spreads',
    gross(
      held,
      held.map((index) => halfSpread(book, book.lines[index]!) ?? 0),
    ),
  );
  return { id: 'half-spreads', label: 'Half of the quoted spreads', initial: charge, maintenance: charge };
}

/** The contracts whose market states no two-sided quote, whose spread therefore isn't counted. */
export function spreadWarnings(book: Book, held: readonly number[]): string[] {
  return held.flatMap((index) => {
    const line = book.lines[index]!;
    return line.kind === 'position' && halfSpread(book, line) === null
      ? [`spread-not-counted: ${line.contract.instrument.id} has no bid and ask`]
      : [];
  });
}

function halfSpread(book: Book, line: Line): number | null {
  if (line.kind !== 'position') return 0;
  const { instrument, quoted } = line.contract;
  const { bid, ask } = quoted;
  if (typeof bid !== 'number' || typeof ask !== 'number') return null;
  const rate = baseRate(book, instrument.settlementCurrency);
  const width = instrument.payoff === 'inverse' && instrument.kind !== 'option' ? (ask - bid) / (bid * ask) : ask - bid;
  return 0.5 * Math.max(0, width) * instrument.multiplier * rate;
}
