import type { Failure } from '../foundation/index.ts';
import type { LedgerEntry } from '../portfolio/index.ts';

/** The refusal of a repeat that says something else, which names the fields. */
export function conflictBetween(
  what: string,
  entry: LedgerEntry,
  recorded: Readonly<Record<string, unknown>>,
  sent: Readonly<Record<string, unknown>>,
  pointer: string,
): Failure | null {
  const fields = Object.keys(recorded).filter((field) => recorded[field] !== sent[field]);
  const [first] = fields;
  if (first === undefined) return null;
  const detail = `${what} was recorded at revision ${entry.revision} with ${first} ${String(recorded[first])}, not ${String(sent[first])}`;
  const errors = fields.map((field) => ({
    pointer: `${pointer}/${field}`,
    detail: `recorded as ${String(recorded[field])}`,
  }));
  return { reason: 'conflict', detail, errors };
}
