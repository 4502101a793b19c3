import type { Fault, FaultOf, SdkCall } from './faulty-endpoint.ts';

/** A dead invocation gets nothing done any more; what is started later is another. */
const DEAD_MS = 60;

/** Not an error that anything tries again after. */
const DEATH = { kind: 'refused', status: 400, error: 'AccessDeniedException' } as const;

/** A write, told by what it writes: `TransactWriteItems HEAD LEDGER POSITION`. */
export type WriteKind = string;

/** At the nth write of a kind. */
export type Kill = { readonly kind: WriteKind; readonly nth: number; readonly when: 'before' | 'after' };

type Writer = { writes: WriteKind[]; deadUntilMs: number; killedAt: Kill[] };

/** Kills whatever works on a thing, told by its name in the calls, at a write that names it: it is lost or the last one done, and nothing follows it. */
export class Killer {
  readonly #writers = new Map<string, Writer>();
  readonly #kills = new Map<string, readonly Kill[]>();
  readonly #names: RegExp;

  constructor(names: RegExp) {
    this.#names = names;
  }

  /** From now on. */
  plan(name: string, kills: readonly Kill[]): void {
    this.#kills.set(name, kills);
    this.#writers.delete(name);
  }

  readonly faultOf: FaultOf = (call) => {
    const names = [...new Set(call.body.match(this.#names) ?? [])];
    const faults = names.map((name) => this.#faultFor(name, call));
    return faults.find((fault) => fault !== null) ?? null;
  };

  /** The kinds of writes that name it, in order. */
  writesOf(name: string): readonly WriteKind[] {
    return this.#writer(name).writes;
  }

  killedAt(name: string): readonly Kill[] {
    return this.#writer(name).killedAt;
  }

  #faultFor(name: string, call: SdkCall): Fault | null {
    const writer = this.#writer(name);
    if (Date.now() < writer.deadUntilMs) return { ...DEATH, carriedOut: false };
    if (!isWrite(call)) return null;
    const kind = kindOf(call);
    writer.writes.push(kind);
    const nth = writer.writes.filter((each) => each === kind).length;
    const kill = this.#kills.get(name)?.find((each) => each.kind === kind && each.nth === nth);
    if (kill === undefined) return null;
    writer.killedAt.push(kill);
    writer.deadUntilMs = Date.now() + DEAD_MS;
    return { ...DEATH, carriedOut: kill.when === 'after' };
  }

  #writer(name: string): Writer {
    const writer = this.#writers.get(name) ?? { writes: [], deadUntilMs: 0, killedAt: [] };
    this.#writers.set(name, writer);
    return writer;
  }
}

function isWrite({ operation }: SdkCall): boolean {
  return /Write|Put|Update|Delete|Send/.test(operation);
}

/** The first words of the sort keys, without generations and numbers. */
function kindOf({ operation, body }: SdkCall): WriteKind {
  const sorts = [...body.matchAll(/"SK":\{"S":"([^"]*)"/g)].map(([, sort]) => sort!);
  const words = sorts.map((sort) => /[A-Z]{4,}/.exec(sort.replace(/^G#[^#]*#/, ''))?.[0] ?? sort);
  return [operation, ...new Set(words)].join(' ');
}
