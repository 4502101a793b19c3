import { type Outcome, succeed } from '../../foundation/index.ts';
import type { ParameterFile } from '../method.ts';
import { readSpanFile } from './files/read-span-file.ts';

/** What a risk-parameter file is of. Its rules are read, its arrays only when a book asks for them. */
export function describeParameterFile({ chunks }: ParameterFile): Outcome<{
  readonly format: 'pa2' | 'spn';
  readonly complex: string;
  readonly businessDate: string;
  readonly commodities: number;
}> {
  const file = readSpanFile(chunks(), new Set());
  if (!file.ok) return file;
  const { format, complex, businessDate, commodities } = file.value;
  return succeed({ format, complex, businessDate, commodities: commodities.size });
}
