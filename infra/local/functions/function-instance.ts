import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerRequest, WorkerSettings } from './worker-messages.ts';

const ENTRY = new URL('./function-worker.ts', import.meta.url);

export type InstanceSettings = WorkerSettings & {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: (text: string) => void;
};

/** One execution environment of a function: one worker thread, one invocation at a time. */
export class FunctionInstance {
  readonly #worker: Worker;
  #settle: ((answer: WorkerAnswer) => void) | null = null;
  #dead = false;

  constructor({ environment, log, ...settings }: InstanceSettings) {
    this.#worker = new Worker(ENTRY, {
      workerData: settings,
      env: { ...environment },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb },
      stdout: true,
      stderr: true,
    });
    this.#worker.stdout.on('data', (bytes: Buffer) => log(bytes.toString('utf8')));
    this.#worker.stderr.on('data', (bytes: Buffer) => log(bytes.toString('utf8')));
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle?.(answer));
    this.#worker.on('error', (error: Error) => {
      log(`${error.stack ?? error.message}\n`);
      this.#end({ ok: false, errorType: error.name, errorMessage: error.message });
    });
    this.#worker.on('exit', (code) => {
      this.#end({ ok: false, errorType: 'Runtime.ExitError', errorMessage: `the process exited with code ${code}` });
    });
  }

  /** A dead instance takes no further invocation. */
  get dead(): boolean {
    return this.#dead;
  }

  /** Runs the handler; a handler that overruns its deadline is stopped with its thread. */
  async invoke(request: WorkerRequest): Promise<WorkerAnswer> {
    const { promise, resolve } = Promise.withResolvers<WorkerAnswer>();
    this.#settle = resolve;
    const timer = setTimeout(() => this.#overrun(), Math.max(0, request.deadlineMs - Date.now()));
    this.#worker.postMessage(request, []);
    const answer = await promise;
    clearTimeout(timer);
    this.#settle = null;
    return answer;
  }

  async close(): Promise<void> {
    if (this.#dead) return;
    const exited = once(this.#worker, 'exit');
    await this.#worker.terminate();
    await exited;
  }

  #overrun(): void {
    this.#end({ ok: false, errorType: 'Sandbox.Timedout', errorMessage: 'the function overran its timeout' });
    void this.#worker.terminate();
  }

  #end(answer: WorkerAnswer): void {
    this.#dead = true;
    this.#settle?.(answer);
  }
}
