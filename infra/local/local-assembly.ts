import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions } from '../build.ts';
import { madeOnce } from '../made-once.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What decides the templates; the bundles don't, because their assets are the built folders themselves. */
const INPUTS = [
  'infra/app.ts',
  'infra/stacks',
  'infra/constructs',
  'shared/contract',
  'shared/store/table-definition.ts',
  'package-lock.json',
];

const CONTEXT = { 'aws:cdk:disable-asset-staging': true };

/**
 * Builds the functions and synthesises the app into `.build/cdk.out`, each only when its inputs have changed. The CDK runs in
 * a process of its own: it is large, and needed for two seconds.
 *
 * @returns the folder of the assembly
 */
export async function localAssembly(): Promise<string> {
  const directory = join(ROOT, '.build', 'cdk.out');
  await buildFunctions();
  await madeOnce({ directory, inputs: INPUTS.map((path) => join(ROOT, path)), make: synthesise });
  return directory;
}

async function synthesise(directory: string): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'infra', 'app.ts')], {
    cwd: ROOT,
    // `npm run synth` validates the templates; doing it at every start would cost three seconds
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify(CONTEXT),
      CDK_VALIDATION: 'false',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the CDK app ended with code ${code}`);
}
