import { readdirSync } from 'node:fs';
import type { Bench, BenchRow } from './bench-row.ts';
import { formatTable } from './format-table.ts';

/** Runs every `*.bench.ts` of this folder, one after the other, and prints what each measured. */
async function main(): Promise<void> {
  const wanted = process.argv[2] ?? '';
  const names = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.bench.ts') && name.includes(wanted))
    .sort();
  if (names.length === 0) throw new Error(`no bench is called ${wanted}`);
  const rows: BenchRow[] = [];
  for (const name of names) {
    console.error(`running ${name}`);
    const bench = (await import(new URL(name, import.meta.url).href)) as Bench;
    rows.push(...(await bench.run()));
  }
  console.log(formatTable(rows));
}

await main();
