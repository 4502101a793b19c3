import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { madeOnce } from './made-once.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SWAGGER_UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'LICENSE', 'NOTICE'];

/** CommonJS packages inside an ES module still call `require`; the long name keeps clear of theirs. */
const REQUIRE_BANNER =
  "import{createRequire as __ballastRequire}from'node:module';const require=__ballastRequire(import.meta.url);";

/** One folder per function, exactly what is uploaded to Lambda and what the local runtime runs. */
export const FUNCTIONS_DIR: string = join(ROOT, '.build', 'functions');

/** The names of the folders under `functions/` that hold a `handler.ts`. */
export function functionNames(): string[] {
  const folders = readdirSync(join(ROOT, 'functions'), { withFileTypes: true });
  const named = folders.filter((entry) => entry.isDirectory() && existsSync(handlerPath(entry.name)));
  return named.map((entry) => entry.name).sort();
}

/** Makes `.build/functions`, unless the sources are still those of the last build, and prints the size of each bundle. */
export async function buildFunctions(): Promise<void> {
  await madeOnce({
    directory: FUNCTIONS_DIR,
    inputs: ['functions', 'shared', 'infra/build.ts', 'package.json', 'package-lock.json'].map((path) =>
      join(ROOT, path),
    ),
    make: async (directory) => {
      const metafile = await bundleFunctions(directory);
      copySwaggerUi(join(directory, 'service', 'assets'));
      printSizes(metafile);
    },
  });
}

function handlerPath(name: string): string {
  return join(ROOT, 'functions', name, 'handler.ts');
}

/** Bundles every `functions/<name>/handler.ts` into `<name>/index.mjs` in one esbuild run. The same sources give the same bytes. */
export async function bundleFunctions(outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: functionNames().map((name) => ({ in: handlerPath(name), out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE_BANNER },
    metafile: true,
    logLevel: 'warning',
  });
  copyWebAssembly(metafile);
  return metafile;
}

/** Beside each bundle with HiGHS in it, where its loader looks. */
function copyWebAssembly({ outputs }: Metafile): void {
  const source = fileURLToPath(import.meta.resolve('highs/runtime'));
  for (const [path, { inputs }] of Object.entries(outputs)) {
    const hasHighs = Object.keys(inputs).some((input) => input.includes('/highs/build/'));
    if (hasHighs) copyFileSync(source, join(ROOT, dirname(path), 'highs.wasm'));
  }
}

function copySwaggerUi(directory: string): void {
  const source = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  mkdirSync(directory, { recursive: true });
  for (const file of SWAGGER_UI_FILES) copyFileSync(join(source, file), join(directory, file));
}

function printSizes(metafile: Metafile): void {
  for (const [path, { bytes, entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined) continue;
    const kilobytes = (bytes / 1024).toFixed(0).padStart(6);
    process.stderr.write(`${kilobytes} KB  ${dirname(path).split('/').at(-1)}\n`);
  }
}

if (import.meta.main) await buildFunctions();
