import type { Column, LinearProblem, Row } from '../../../shared/optimise/index.ts';

type Sense = 'N' | 'L' | 'G' | 'E';
type Bounds = { lower: number; upper: number };

/**
 * A linear problem from MPS text (free or fixed form without blanks in names), minimised. The first N row is the objective, further
 * N rows are dropped. RANGES and BOUNDS as in the CPLEX manual; the objective row has no right-hand side: readers differ on its sign.
 */
export function parseMps(text: string): LinearProblem {
  const senses = new Map<string, Sense>();
  const terms = new Map<string, Map<string, number>>();
  const columnIds: string[] = [];
  const bounds = new Map<string, Bounds>();
  const sides = new Map<string, number>();
  const ranges = new Map<string, number>();
  let section = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*') || line.trim() === '') continue;
    const fields = line.trim().split(/\s+/u);
    if (!line.startsWith(' ')) section = fields[0]!;
    else if (section === 'ROWS') senses.set(fields[1]!, fields[0]! as Sense);
    else if (section === 'COLUMNS') readColumn(fields, columnIds, bounds, terms);
    else if (section === 'RHS') readPairs(fields, sides);
    else if (section === 'RANGES') readPairs(fields, ranges);
    else if (section === 'BOUNDS') readBound(fields, bounds);
    else if (section !== 'ENDATA') throw new Error(`MPS section ${section}`);
  }
  const objective = [...senses].find(([, sense]) => sense === 'N')![0];
  const costs = terms.get(objective) ?? new Map<string, number>();
  const index = new Map(columnIds.map((id, j) => [id, j]));
  const columns = columnIds.map((id): Column => {
    const { lower, upper } = bounds.get(id)!;
    return { id, lower, upper, cost: costs.get(id) ?? 0 };
  });
  const rows = [...senses]
    .filter(([, sense]) => sense !== 'N')
    .map(([id, sense]): Row => {
      const entries = [...(terms.get(id) ?? [])].map(([column, a]) => [index.get(column)!, a] as const);
      entries.sort(([a], [b]) => a - b);
      const { lower, upper } = rowLimits(sense, sides.get(id) ?? 0, ranges.get(id));
      return { id, columns: entries.map(([j]) => j), coefficients: entries.map(([, a]) => a), lower, upper };
    });
  return { columns, rows, constant: 0 };
}

function readColumn(
  fields: string[],
  columnIds: string[],
  bounds: Map<string, Bounds>,
  terms: Map<string, Map<string, number>>,
): void {
  const id = fields[0]!;
  if (!bounds.has(id)) {
    columnIds.push(id);
    bounds.set(id, { lower: 0, upper: Infinity });
  }
  for (let k = 1; k + 1 < fields.length; k += 2) {
    const row = fields[k]!;
    const entries = terms.get(row) ?? new Map<string, number>();
    terms.set(row, entries.set(id, Number(fields[k + 1])));
  }
}

/** `set row value row value`, the set's name left out in some files. */
function readPairs(fields: string[], into: Map<string, number>): void {
  for (let k = fields.length % 2; k + 1 < fields.length; k += 2) into.set(fields[k]!, Number(fields[k + 1]));
}

function readBound(fields: string[], bounds: Map<string, Bounds>): void {
  const [kind] = fields as [string];
  const hasValue = kind === 'UP' || kind === 'LO' || kind === 'FX';
  const bound = bounds.get(fields.at(hasValue ? -2 : -1)!) ?? bounds.get(fields[2]!)!;
  const value = Number(fields.at(-1));
  if (kind === 'UP') bound.upper = value;
  else if (kind === 'LO') bound.lower = value;
  else if (kind === 'FX') bound.lower = bound.upper = value;
  else if (kind === 'FR') [bound.lower, bound.upper] = [-Infinity, Infinity];
  else if (kind === 'MI') bound.lower = -Infinity;
  else if (kind === 'PL') bound.upper = Infinity;
  else throw new Error(`MPS bound ${kind}`);
  if (kind === 'UP' && value < 0 && bound.lower === 0) bound.lower = -Infinity;
}

function rowLimits(sense: Sense, side: number, range: number | undefined): Bounds {
  const width = range === undefined ? Infinity : Math.abs(range);
  if (sense === 'L') return { lower: side - width, upper: side };
  if (sense === 'G') return { lower: side, upper: side + width };
  if (range === undefined) return { lower: side, upper: side };
  return range < 0 ? { lower: side - width, upper: side } : { lower: side, upper: side + width };
}
