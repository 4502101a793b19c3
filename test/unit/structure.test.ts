import { describe, expect, it } from 'vitest';
import { importCycles } from '../support/structure/cycles.ts';
import { importViolations, tableProblems } from '../support/structure/import-rules.ts';
import { MODULE_IMPORTS } from '../support/structure/import-table.ts';
import { missingIndexes, nameViolations, topLevelViolations } from '../support/structure/name-rules.ts';
import { purityViolations } from '../support/structure/purity-rules.ts';
import { repositoryFiles, topLevelFolders } from '../support/structure/repository.ts';
import { sizeViolations } from '../support/structure/size-rules.ts';
import { parseSource } from '../support/structure/syntax.ts';

const FILES = repositoryFiles();
const MODULES = [...new Set(FILES.flatMap(({ path }) => /^shared\/([^/]+)\//.exec(path)?.[1] ?? []))];

describe('the repository', () => {
  it('is being looked at', () => {
    console.log(`structure: ${FILES.length} files, ${MODULES.length} modules`);
    expect(FILES.length).toBeGreaterThan(100);
    expect(MODULES.length).toBeGreaterThanOrEqual(12);
  });

  it('has the plan’s folders and modules, each with its index', () => {
    expect(topLevelViolations(topLevelFolders())).toEqual([]);
    expect(tableProblems(MODULES)).toEqual([]);
    expect(missingIndexes(FILES)).toEqual([]);
  });

  it('imports only what the plan allows', () => expect(importViolations(FILES)).toEqual([]));
  it('has no import cycles', () => expect(importCycles(FILES)).toEqual([]));
  it('keeps shared/ pure', () => expect(purityViolations(FILES)).toEqual([]));
  it('keeps files and functions small', () => expect(sizeViolations(FILES)).toEqual([]));
  it('names things for what they are, and leaves nothing for later', () => expect(nameViolations(FILES)).toEqual([]));
});

function importing(path: string, specifier: string, ...others: string[]): string[] {
  const files = [
    parseSource(path, `import { a } from '${specifier}';`),
    ...others.map((other) => parseSource(other, '')),
  ];
  return importViolations(files);
}

describe('the import rules', () => {
  const forbidden: readonly (readonly [string, string, RegExp])[] = [
    ['shared/scenarios/shock.ts', '../pricing/index.ts', /scenarios may not import pricing/],
    ['shared/requirement/node.ts', '../market/index.ts', /requirement may not import market/],
    ['shared/optimise/problem.ts', '../instruments/index.ts', /optimise may not import instruments/],
    ['shared/foundation/digest.ts', '../store/index.ts', /foundation may not import store/],
    ['shared/margin/delta/requirement.ts', '../paradex-style/parameters.ts', /never import each other/],
    ['shared/risk/line.ts', '../pricing/black76.ts', /only through index/],
    ['functions/margin/handler.ts', '../../shared/store/table.ts', /only through index/],
    ['shared/usecases/fills.ts', '../../functions/http/reply.ts', /shared\/ may not import functions\//],
    ['shared/store/table.ts', '../../infra/app.ts', /shared\/ may not import infra\//],
    ['functions/http/reply.ts', '../../infra/app.ts', /may not import infra\//],
    ['infra/app.ts', '../functions/http/reply.ts', /does not import them/],
    ['infra/app.ts', '../test/support/mps.ts', /only tests/],
    ['shared/margin/method.ts', '@aws-sdk/client-dynamodb', /margin may not import the package/],
    ['shared/numerics/normal.ts', 'zod', /numerics may not import the package|import \* as z/],
    ['functions/http/read-body.ts', 'zod', /import \* as z/],
  ];

  it.each(forbidden)('%s may not import %s', (path, specifier, reason) => {
    expect(importing(path, specifier)).toEqual([expect.stringMatching(reason)]);
  });

  it('see functions that import each other', () => {
    const handlers = ['functions/margin/handler.ts', 'functions/fills/handler.ts'];
    expect(importing('functions/margin/read.ts', '../fills/handler.ts', ...handlers)).toHaveLength(1);
    expect(importing('functions/margin/read.ts', './handler.ts', ...handlers)).toEqual([]);
  });

  it('see type imports, re-exports, dynamic imports and import types', () => {
    for (const text of [
      "import type { A } from '../pricing/index.ts';",
      "export { a } from '../pricing/index.ts';",
      "export * from '../pricing/index.ts';",
      "const a = () => import('../pricing/index.ts');",
      "type A = import('../pricing/index.ts').A;",
    ]) {
      expect(importViolations([parseSource('shared/scenarios/a.ts', text)])).toHaveLength(1);
    }
  });

  it('let through what the table allows', () => {
    expect(importing('shared/risk/line.ts', '../pricing/index.ts')).toEqual([]);
    expect(importing('shared/margin/delta/requirement.ts', '../method.ts')).toEqual([]);
    expect(importing('functions/margin/handler.ts', '../http/reply.ts', 'functions/margin/handler.ts')).toEqual([]);
    expect(importing('test/unit/a.test.ts', '../../shared/pricing/black76.ts')).toEqual([]);
  });

  it('keep the table in the order of the plan', () => {
    expect(tableProblems(['foundation', 'extras'])).toEqual(['shared/extras is not in the import table']);
    for (const module of ['requirement', 'optimise']) {
      expect(['foundation', 'numerics', 'optimise']).toEqual(
        expect.arrayContaining([...(MODULE_IMPORTS[module] ?? ['?'])]),
      );
    }
    expect(MODULE_IMPORTS['scenarios']).not.toContain('pricing');
  });
});

describe('the cycle rule', () => {
  it('finds a cycle of three', () => {
    const files = [
      parseSource('shared/a/x.ts', "import { y } from './y.ts';"),
      parseSource('shared/a/y.ts', "import type { z } from './z.ts';"),
      parseSource('shared/a/z.ts', "export { x } from './x.ts';"),
    ];
    expect(importCycles(files)).toEqual(['shared/a/x.ts -> shared/a/y.ts -> shared/a/z.ts -> shared/a/x.ts']);
    expect(importCycles(files.slice(0, 2))).toEqual([]);
  });
});

describe('the purity rule', () => {
  const impure = [
    'Date.now();',
    'new Date();',
    'Date();',
    'Math.random();',
    'process.env;',
    'const f = () => fetch("x");',
    'crypto.randomUUID();',
    'performance.now();',
    'setTimeout(f, 1);',
    'console.log(1);',
    "import { readFileSync } from 'node:fs';",
    'Math.exp(1);',
    'Math.log(x);',
    'Math.pow(x, y);',
    'Math["exp"](x);',
    'x ** y;',
    'x **= 2;',
    'a.localeCompare(b);',
    'async function f() {}',
    'const o = { process };',
  ];

  it.each(impure)('refuses %s', (text) => {
    expect(purityViolations([parseSource('shared/pricing/a.ts', text)]).length).toBeGreaterThan(0);
  });

  const pure = [
    'new Date(ms).toISOString();',
    'Date.parse(text);',
    'Math.sqrt(Math.abs(Math.min(x, Math.PI)));',
    '2 ** -40;',
    'o.process;',
    'const o = { process: 1 };',
    'function f(performance: number) { return performance; }',
    'type T = { fetch: number };',
  ];

  it.each(pure)('lets %s through', (text) => {
    expect(purityViolations([parseSource('shared/pricing/a.ts', text)])).toEqual([]);
  });

  it('lets usecases/ wait but not look at the clock, and store/ do both', () => {
    const text = 'async function f() { await g(); Date.now(); }';
    expect(purityViolations([parseSource('shared/usecases/a.ts', text)])).toEqual([expect.stringMatching(/Date\.now/)]);
    expect(purityViolations([parseSource('shared/store/a.ts', text)])).toEqual([]);
  });
});

function lines(count: number): string {
  return 'a();\n'.repeat(count);
}

describe('the size rule', () => {
  it('measures files, but not data', () => {
    expect(sizeViolations([parseSource('shared/a/b.ts', lines(400))])).toEqual([]);
    expect(sizeViolations([parseSource('shared/a/b.ts', lines(401))])).toHaveLength(1);
    expect(sizeViolations([parseSource('shared/a/b.data.ts', lines(401))])).toEqual([]);
    expect(sizeViolations([parseSource('functions/margin/handler.ts', lines(61))])).toHaveLength(1);
    expect(sizeViolations([parseSource('infra/constructs/queue.ts', lines(151))])).toHaveLength(1);
  });

  it('measures functions of every form', () => {
    const body = lines(69);
    for (const text of [`function f() {\n${body}}`, `const f = () => {\n${body}};`, `class A { f() {\n${body}} }`]) {
      expect(sizeViolations([parseSource('shared/a/b.ts', text)])).toEqual([expect.stringMatching(/has 71 lines/)]);
      expect(sizeViolations([parseSource('shared/a/b.ts', text.replace('a();\n', ''))])).toEqual([]);
    }
  });
});

describe('the name rule', () => {
  it.each([
    'shared/market/utils.ts',
    'shared/common/a.ts',
    'infra/task-manager.ts',
    'shared/market/Market.ts',
    'test/unit/aB.test.ts',
  ])('refuses %s', (path) => expect(nameViolations([parseSource(path, '')])).toHaveLength(1));

  it('refuses work left for later', () => {
    expect(nameViolations([parseSource('shared/a/b.ts', '// TODO: finish')])).toHaveLength(1);
  });

  it('refuses a module without an index and a folder that the plan hasn’t', () => {
    expect(missingIndexes([parseSource('shared/a/b.ts', '')])).toEqual(['shared/a has no index.ts']);
    expect(topLevelViolations(['shared', 'src'])).toHaveLength(1);
  });
});
