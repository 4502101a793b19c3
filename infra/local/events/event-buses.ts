import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../template/intrinsics.ts';

/** An event as its targets get it. */
export type BusEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
};

export type Rule = {
  readonly bus: string;
  readonly matches: (event: BusEvent) => boolean;
  readonly deliver: (event: BusEvent) => void;
};

export const DEFAULT_BUS = 'default';

/** Event buses by name, and the rules on them. */
export class EventBuses {
  readonly #names = new Set([DEFAULT_BUS]);
  readonly #rules: Rule[] = [];

  addBus(name: string): void {
    this.#names.add(name);
  }

  addRule(rule: Rule): void {
    this.#rules.push(rule);
  }

  has(bus: string): boolean {
    return this.#names.has(bus);
  }

  /** Hands the event to every rule that matches. */
  put(bus: string, event: BusEvent): void {
    for (const rule of this.#rules) {
      if (rule.bus === bus && rule.matches(event)) rule.deliver(event);
    }
  }
}

export function busEvent(
  source: string,
  detailType: string,
  detail: unknown,
  { resources = [], time = new Date() }: { readonly resources?: readonly string[]; readonly time?: Date } = {},
): BusEvent {
  const seconds = `${time.toISOString().slice(0, 19)}Z`;
  const where = { account: ACCOUNT, region: REGION };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    ...where,
    time: seconds,
    resources,
    detail,
  };
}
