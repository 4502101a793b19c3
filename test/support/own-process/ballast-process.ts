import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answering } from '../send-until-answered.ts';

const CHILD = fileURLToPath(new URL('./ballast-child.ts', import.meta.url));

/** What can be said of a system in another process: at its start, what waited in its queues still. */
export type Reachable = Answering & { readonly deadLetters: readonly unknown[] };

/** The whole system in a process of its own, on data that outlives it. */
export class BallastProcess {
  readonly dataDir: string;
  #child: ChildProcess | null = null;

  constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  async start(): Promise<Reachable> {
    const child = spawn(process.execPath, [CHILD, this.dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    const [said] = (await once(lines, 'line')) as [string];
    return JSON.parse(said) as Reachable;
  }

  /** What it holds in memory now, functions and stores together. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8');
    return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  }

  /** SIGKILL: nothing of it gets another step done. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }
}
