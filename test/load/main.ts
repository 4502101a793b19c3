import type { BenchRow } from '../bench/bench-row.ts';
import { formatTable } from '../bench/format-table.ts';
import { LoadSystem } from './load-system.ts';
import { measureMoves } from './market-moves.ts';
import { measureFills } from './sustained-fills.ts';

/** `npm run load -- 100 1000 10000`: markets with so many portfolios each; the fills go to the one of 1,000, else to the largest. */
const SIZES = (process.argv.length > 2 ? process.argv.slice(2) : ['100', '1000', '10000']).map(Number);
const FILLED = SIZES.includes(1000) ? 1000 : Math.max(...SIZES);
const SECONDS = 30;
/** Of what a move of the market shows to be the most margins a second: a steady rate has to leave room. */
const STEADY_FRACTION = 0.25;

/** Moves of one market after the other, the others' portfolios being stored already, the first once more at the end; then fills. */
async function main(): Promise<void> {
  const system = await LoadSystem.start();
  const rows: BenchRow[] = [];
  const note = (more: readonly BenchRow[]): void => {
    rows.push(...more);
    console.error(formatTable(more));
  };
  try {
    let stored = 0;
    for (const size of SIZES) {
      await system.open(`m${size}`, size);
      note(await measureMoves(system, `m${size}`, size, stored));
      stored += size;
    }
    const [first] = SIZES;
    if (stored > first!) note(await measureMoves(system, `m${first}`, first!, stored - first!));
    const each = rows.findLast(
      ({ name }) => name.startsWith(`market move over ${FILLED} `) && name.endsWith(', each'),
    )!;
    const perSecond = Math.max(1, Math.round((STEADY_FRACTION * 1000) / each.value));
    note(await measureFills(system, `m${FILLED}`, FILLED, { seconds: SECONDS, perSecond }));
    note(await measureFills(system, `m${FILLED}`, FILLED, { seconds: SECONDS }));
  } finally {
    await system.close();
  }
  console.log(formatTable(rows));
}

await main();
