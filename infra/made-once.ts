import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STALE_LOCK_MS = 60_000;
const LOCK_POLL_MS = 50;

type Making = {
  /** What is made. Replaced as a whole, so that a reader sees the old one or the new one. */
  readonly directory: string;
  /** Files and folders whose bytes decide what is made. */
  readonly inputs: readonly string[];
  /** Fills the empty folder that it is given. */
  readonly make: (directory: string) => Promise<void>;
};

/**
 * Makes a directory from its inputs unless it was already made from exactly these. Tests and `npm start` may call it at
 * the same time from several threads and processes: one makes, the others wait.
 *
 * @returns whether it had to be made
 */
export async function madeOnce({ directory, inputs, make }: Making): Promise<boolean> {
  const wanted = inputsDigest(directory, inputs);
  if (stampOf(directory) === wanted) return false;
  mkdirSync(dirname(directory), { recursive: true });
  const release = await lock(`${directory}.lock`);
  try {
    if (stampOf(directory) === wanted) return false;
    const next = `${directory}.next`;
    rmSync(next, { recursive: true, force: true });
    mkdirSync(next, { recursive: true });
    await make(next);
    swap(directory, next);
    writeFileSync(stampPath(directory), wanted);
    return true;
  } finally {
    release();
  }
}

function swap(directory: string, next: string): void {
  const old = `${directory}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(directory)) renameSync(directory, old);
  renameSync(next, directory);
  rmSync(old, { recursive: true, force: true });
}

function stampPath(directory: string): string {
  return `${directory}.stamp`;
}

/** The digest of the inputs that it was made from; null when it isn't there. */
function stampOf(directory: string): string | null {
  if (!existsSync(directory) || !existsSync(stampPath(directory))) return null;
  return readFileSync(stampPath(directory), 'utf8');
}

async function lock(path: string): Promise<() => void> {
  while (!tryToMake(path)) {
    const held = statSync(path, { throwIfNoEntry: false });
    if (held !== undefined && Date.now() - held.mtimeMs > STALE_LOCK_MS) rmSync(path, { recursive: true, force: true });
    await sleep(LOCK_POLL_MS);
  }
  return () => rmSync(path, { recursive: true, force: true });
}

function tryToMake(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function inputsDigest(directory: string, inputs: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap(filesUnder).sort()) {
    hash.update(relative(directory, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
