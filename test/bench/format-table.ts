import type { BenchRow } from './bench-row.ts';

const HEADER = ['what', 'value', 'unit', 'against', 'ratio'] as const;

/** The rows as a table of aligned columns, figures to the right. */
export function formatTable(rows: readonly BenchRow[]): string {
  const cells = [HEADER, ...rows.map(cellsOf)];
  const widths = HEADER.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  return cells
    .map((row) => row.map((cell, i) => (isFigure(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function cellsOf({ name, value, unit, baseline, ratio }: BenchRow): string[] {
  return [name, figure(value, 4), unit, baseline ?? '', ratio === undefined ? '' : figure(ratio, 3)];
}

/** So many digits of a measure; a count or a large measure in full. */
function figure(value: number, digits: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(digits);
}

function isFigure(column: number): boolean {
  return HEADER[column] === 'value' || HEADER[column] === 'ratio';
}
