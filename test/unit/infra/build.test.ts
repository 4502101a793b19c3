import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildFunctions, bundleFunctions, FUNCTIONS_DIR, functionNames } from '../../../infra/build.ts';

/**
 * Every function that margins carries all methods (about 300 KB) beside zod, the DynamoDB client and ml-matrix (380 KB), and each carries
 * the schemas of all 56 routes. `rebalance` has the optimisers besides.
 */
const LARGEST_BUNDLE_BYTES = 1_400_000;

function digests(directory: string): Record<string, string> {
  const files = functionNames().flatMap((name) => readdirSync(join(directory, name)).map((file) => join(name, file)));
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(directory, file)))
        .digest('hex'),
    ]),
  );
}

test('the same sources give the same bytes', async () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'ballast-bundles-')));
  const outputs = await Promise.all(folders.map((folder) => bundleFunctions(folder)));
  const [first, second] = folders.map(digests);
  const withHighs = Object.keys(first ?? {}).filter((file) => file.endsWith('highs.wasm'));
  expect(withHighs).toEqual(['rebalance/highs.wasm']);
  expect(Object.keys(first ?? {})).toHaveLength(2 * functionNames().length + withHighs.length);
  expect(second).toEqual(first);
  for (const output of Object.values(outputs[0]?.outputs ?? {})) {
    if (output.entryPoint !== undefined) expect(output.bytes, output.entryPoint).toBeLessThan(LARGEST_BUNDLE_BYTES);
  }
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('a bundle stands alone, has a source map without sources, and the page has its files', async () => {
  await buildFunctions();
  expect(readdirSync(join(FUNCTIONS_DIR, 'margin')).sort()).toEqual(['index.mjs', 'index.mjs.map']);
  const map = JSON.parse(readFileSync(join(FUNCTIONS_DIR, 'margin', 'index.mjs.map'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(map).not.toHaveProperty('sourcesContent');
  const external = [...readFileSync(join(FUNCTIONS_DIR, 'margin', 'index.mjs'), 'utf8').matchAll(/\bfrom"([^"]+)"/g)];
  expect(external.map(([, name]) => name).filter((name) => !isBuiltin(name ?? ''))).toEqual([]);
  expect(readdirSync(join(FUNCTIONS_DIR, 'service', 'assets')).sort()).toEqual([
    'LICENSE',
    'NOTICE',
    'swagger-ui-bundle.js',
    'swagger-ui.css',
  ]);
});
