import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TERMS, termFileName, termOf } from '../../support/terms.ts';
import { termLines } from '../../support/terms-reporter.ts';

const FILES = readdirSync(new URL('../../terms/', import.meta.url));
const REFERENCE = new URL('../../../../shared/reference/terms.md', import.meta.url);
const PASSED = { state: 'passed', skipped: false } as const;

describe('the 23 terms', () => {
  it('have a test file each, named after them', () => {
    expect(FILES.toSorted()).toEqual(TERMS.map(termFileName));
  });

  it.skipIf(!existsSync(REFERENCE))('are those of the reference', () => {
    const headings = [...readFileSync(REFERENCE, 'utf8').matchAll(/^\*\*(\d+) (.+)\*\*/gm)];
    expect(headings.map(([, number, name]) => ({ number: Number(number), name }))).toEqual(
      TERMS.map(({ number, name }) => ({ number, name })),
    );
  });

  it('are told by the path of a test file', () => {
    expect(termOf('/a/test/terms/06-portfolio-var-calculation.test.ts')?.name).toBe('Portfolio VaR Calculation');
    expect(termOf('/a/test/unit/support/terms.test.ts')).toBeNull();
    expect(termOf('/a/test/terms/24-other.test.ts')).toBeNull();
  });
});

describe('the list after a run', () => {
  it('has every term with what its file came to', () => {
    const lines = termLines([
      { moduleId: '/a/test/terms/01-a.test.ts', ...PASSED },
      { moduleId: '/a/test/terms/02-b.test.ts', ...PASSED, state: 'failed' },
      { moduleId: '/a/test/terms/03-c.test.ts', ...PASSED, skipped: true },
    ]);
    expect(lines).toHaveLength(23);
    expect(lines.slice(0, 4).map((line) => line.slice(43))).toEqual(['pass', 'fail', 'not run', 'not run']);
  });
});
