import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allMethods } from '../../shared/margin/index.ts';
import { conformanceRows } from '../support/conformance-table.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const ROWS = conformanceRows(README);

describe("the README's conformance table", () => {
  it.each(allMethods().map(({ id }) => id))('has a row with cases and an error for %s', (id) => {
    const rows = ROWS.filter(([first]) => first!.startsWith(`\`${id}\`:`));
    expect(rows.length).toBeGreaterThan(0);
    for (const [, cases, error] of rows) {
      expect(Number(cases!.replaceAll(',', ''))).toBeGreaterThan(0);
      expect(Number.isFinite(Number.parseFloat(error!))).toBe(true);
    }
  });

  it('names no method that is not registered', () => {
    const ids = new Set(allMethods().map(({ id }) => id));
    expect(ROWS.map(([first]) => /^`([^`]+)`: /.exec(first!)?.[1]).filter((id) => !ids.has(id ?? ''))).toEqual([]);
  });
});
