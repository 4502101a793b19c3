import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./cold-start-child.mjs', import.meta.url));

export type ColdStart = {
  /** from the start of the process until the module was imported */
  readonly importedMs: number;
  /** until it had answered its first event */
  readonly answeredMs: number;
  readonly answer: unknown;
};

/** Lets a fresh process import a module, by its URL, and its `handler` answer one event. */
export async function coldStart(
  entry: string,
  event: unknown,
  environment: Readonly<Record<string, string>>,
): Promise<ColdStart> {
  const child = spawn(process.execPath, [CHILD, entry, JSON.stringify(event)], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const exited = once(child, 'exit');
  const answer = await text(child.stdio[3] as Readable);
  const [code] = (await exited) as [number | null];
  if (code !== 0 || answer === '') throw new Error(`${entry} ended with code ${code}`);
  return JSON.parse(answer) as ColdStart;
}
