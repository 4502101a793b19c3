import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** How a method did on one set of cases that this project did not compute. */
export type ConformanceRecord = {
  /** id of the method */
  readonly method: string;
  /** what the cases are, in a few words; one record per method and set */
  readonly set: string;
  readonly cases: number;
  readonly largestError: number;
  /** of the error: `USD`, `relative`, … */
  readonly unit: string;
  /** within which the cases pass, with its reason where it isn't rounding */
  readonly tolerance: string;
  readonly source: string;
  /** known differences from the rule or its source; none unless stated */
  readonly deviations?: readonly string[];
};

const FOLDER = new URL('../../.build/conformance/', import.meta.url);

/**
 * Prints `<method>: <n> cases, largest error <e> (<unit>)` and keeps the record for the README's table, in place of an earlier
 * one of the same method and set. To be called once all cases have run, and only where they have.
 *
 * @throws Error when there were no cases, or the error isn't a number
 */
export function recordConformance(record: ConformanceRecord): void {
  const { method, set, cases, largestError, unit } = record;
  if (!(cases > 0 && Number.isFinite(largestError))) throw new Error(`nothing to record: ${JSON.stringify(record)}`);
  console.log(`${method}: ${cases} cases, largest error ${largestError.toPrecision(2)} (${unit}), ${set}`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(fileName(record), FOLDER), `${JSON.stringify(record)}\n`);
}

/** What the last runs recorded, by method and set; empty where none ran. */
export function readConformance(): ConformanceRecord[] {
  mkdirSync(FOLDER, { recursive: true });
  return readdirSync(FOLDER)
    .sort()
    .map((name): ConformanceRecord => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));
}

function fileName({ method, set }: ConformanceRecord): string {
  return `${method}--${set.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.json`;
}
