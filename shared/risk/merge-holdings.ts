import type { Line, PositionLine } from './line.ts';

/** One line for each instrument and each asset at a venue, where it first stands: they net. Orders stay apart. */
export function mergeHoldings(lines: readonly Line[]): Line[] {
  const merged = new Map<string, Line>();
  for (const [index, line] of lines.entries()) {
    const key = keyOf(line, index);
    const before = merged.get(key);
    merged.set(key, before === undefined ? line : merge(before, line));
  }
  return [...merged.values()];
}

function keyOf(line: Line, index: number): string {
  switch (line.kind) {
    case 'position':
      return `position|${line.contract.instrument.id}|${line.venue}`;
    case 'order':
      return `order|${index}`;
    case 'asset':
      return `asset|${line.asset}|${line.venue}`;
  }
}

function merge(before: Line, line: Line): Line {
  if (before.kind === 'position' && line.kind === 'position') return mergePositions(before, line);
  return { ...before, quantity: before.quantity + line.quantity };
}

function mergePositions(before: PositionLine, line: PositionLine): PositionLine {
  return {
    ...before,
    quantity: before.quantity + line.quantity,
    gainSinceEntry: before.gainSinceEntry + line.gainSinceEntry,
    entryKnown: before.entryKnown && line.entryKnown,
  };
}
