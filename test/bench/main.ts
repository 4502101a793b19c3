import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { BenchRow } from './bench-row.ts';
import { formatTable } from './format-table.ts';

const BENCH_PROCESS = new URL('./bench-process.ts', import.meta.url);

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
    rows.push(...(await runAlone(name)));
  }
  console.log(formatTable(rows));
}

/** The rows of one bench, in a process of its own. */
async function runAlone(name: string): Promise<readonly BenchRow[]> {
  const child = fork(BENCH_PROCESS, [new URL(name, import.meta.url).href]);
  let rows: readonly BenchRow[] | null = null;
  child.on('message', (message) => {
    rows = message as unknown as readonly BenchRow[];
  });
  await Promise.all([once(child, 'disconnect'), once(child, 'exit')]);
  if (rows === null) throw new Error(`${name} failed`);
  return rows;
}

await main();
