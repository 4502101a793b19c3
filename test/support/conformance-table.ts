import type { ConformanceRecord } from './conformance-record.ts';
import { blockOf, withBlock } from './readme-block.ts';

const BLOCK = 'conformance';
const HEAD = ['method', 'cases', 'largest error', 'tolerance', 'source', 'known deviations'];

/** The rows of the table in a README, without its head: the cells of each. */
export function conformanceRows(readme: string): string[][] {
  const lines = blockOf(readme, BLOCK).split('\n').slice(2);
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/**
 * The README with its table made anew from what the tests recorded.
 *
 * @throws Error when a row of the table has no record any more: its cases were skipped, or it is to be deleted by hand
 */
export function withConformanceTable(readme: string, records: readonly ConformanceRecord[]): string {
  const rows = records.map(cellsOf).toSorted(([a], [b]) => (a! < b! ? -1 : a! > b! ? 1 : 0));
  const recorded = new Set(rows.map(([first]) => first));
  const lost = conformanceRows(readme).filter(([first]) => !recorded.has(first));
  if (lost.length > 0) throw new Error(`no record of ${lost.map(([first]) => first).join('; ')}`);
  const lines = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return withBlock(readme, BLOCK, lines.join('\n'));
}

function cellsOf({ method, set, cases, largestError, unit, tolerance, source, deviations = [] }: ConformanceRecord) {
  const error = `${largestError.toPrecision(2)} ${unit}`;
  const cells = [
    `\`${method}\`: ${set}`,
    cases.toLocaleString('en-US'),
    error,
    tolerance,
    source,
    deviations.join('; '),
  ];
  return cells.map((cell) => cell.replaceAll('|', '\\|'));
}
