import type { Bench } from './bench-row.ts';

// A bench by itself: what another one made the compiler believe of the shared code would count against it.
const [url] = process.argv.slice(2);
const bench = (await import(url!)) as Bench;
const rows = await bench.run();
process.send!(rows);
process.disconnect();
