import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleFunctions, functionNames } from '../../infra/build.ts';
import type { BenchRow } from './bench-row.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KILOBYTE = 1024;

/** Size of each function's code as it is uploaded, without its source map: gzipped, against the bundle itself. */
export async function run(): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ballast-bundles-'));
  try {
    const { outputs } = await bundleFunctions(directory);
    const modules = new Map(Object.entries(outputs).map(([path, { inputs }]) => [resolve(ROOT, path), inputs]));
    return functionNames().map((name) => {
      const path = join(directory, name, 'index.mjs');
      return sizeRow(name, readFileSync(path), Object.keys(modules.get(path)!).length);
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function sizeRow(name: string, code: Uint8Array, nModules: number): BenchRow {
  const [packed, plain] = [gzipSync(code).length, code.length];
  return {
    name: `bundle: ${name}, ${nModules} modules, gzip`,
    value: packed / KILOBYTE,
    unit: 'KB',
    baseline: `the bundle, ${(plain / KILOBYTE).toFixed(1)} KB`,
    ratio: packed / plain,
  };
}
