import { readFileSync, writeFileSync } from 'node:fs';
import { readConformance } from '../support/conformance-record.ts';
import { withConformanceTable } from '../support/conformance-table.ts';

const README = new URL('../../README.md', import.meta.url);

/** Writes what the conformance tests last recorded into the README's table. */
const records = readConformance();
writeFileSync(README, withConformanceTable(readFileSync(README, 'utf8'), records));
console.log(`conformance table: ${records.length} sets`);
