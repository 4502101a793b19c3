import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { FunctionInstance, type InstanceSettings } from './function-instance.ts';

const MAX_INSTANCES = Math.min(8, Math.max(2, availableParallelism()));

/** The synchronous limit of Lambda, for the event and for the answer. */
const PAYLOAD_BYTES = 6 * 1024 * 1024;

export type FunctionSettings = InstanceSettings & { readonly timeoutMs: number };

export type Invocation =
  | { readonly ok: true; readonly requestId: string; readonly payload: unknown }
  | { readonly ok: false; readonly requestId: string; readonly errorType: string; readonly errorMessage: string };

/**
 * A function and its instances. They start when they are needed, up to one per core, and each takes one invocation at a
 * time; further invocations wait in order.
 */
export class LocalFunction {
  readonly arn: string;
  readonly timeoutMs: number;
  readonly #settings: FunctionSettings;
  readonly #idle: FunctionInstance[] = [];
  readonly #all = new Set<FunctionInstance>();
  readonly #waiting: ((instance: FunctionInstance) => void)[] = [];
  #closed = false;

  constructor(settings: FunctionSettings) {
    this.#settings = settings;
    this.arn = settings.arn;
    this.timeoutMs = settings.timeoutMs;
  }

  async invoke(event: unknown): Promise<Invocation> {
    const requestId = randomUUID();
    const text = JSON.stringify(event);
    if (Buffer.byteLength(text) > PAYLOAD_BYTES) {
      return failure(requestId, 'RequestTooLargeException', 'the event is above 6 MB');
    }
    const instance = await this.#take();
    const answer = await instance.invoke({ requestId, event: text, deadlineMs: Date.now() + this.timeoutMs });
    this.#give(instance);
    if (!answer.ok) return failure(requestId, answer.errorType, answer.errorMessage);
    if (Buffer.byteLength(answer.payload) > PAYLOAD_BYTES) {
      return failure(requestId, 'Function.ResponseSizeTooLarge', 'the answer is above 6 MB');
    }
    return { ok: true, requestId, payload: JSON.parse(answer.payload) as unknown };
  }

  /** Stops every instance, and with it whatever it was doing. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((instance) => instance.close()));
  }

  #take(): FunctionInstance | Promise<FunctionInstance> {
    const idle = this.#idle.pop();
    if (idle !== undefined && !idle.dead) return idle;
    if (idle !== undefined) this.#all.delete(idle);
    if (this.#all.size < MAX_INSTANCES) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): FunctionInstance {
    const instance = new FunctionInstance(this.#settings);
    this.#all.add(instance);
    return instance;
  }

  #give(used: FunctionInstance): void {
    if (this.#closed) return;
    if (used.dead) this.#all.delete(used);
    const next = this.#waiting.shift();
    if (next !== undefined) next(used.dead ? this.#start() : used);
    else if (!used.dead) this.#idle.push(used);
  }
}

function failure(requestId: string, errorType: string, errorMessage: string): Invocation {
  return { ok: false, requestId, errorType, errorMessage };
}
