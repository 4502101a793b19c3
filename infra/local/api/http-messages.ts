/** A request as it came over the wire, before the gateway looks at it. */
export type HttpRequest = {
  readonly method: string;
  /** path and query, still percent-encoded */
  readonly target: string;
  /** names and values in turn, in the caller's spelling */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  readonly sourceIp: string;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | string;
};

/** Every value of every header, names in the caller's spelling. */
export function headerValues(rawHeaders: readonly string[]): Record<string, string[]> {
  const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []));
  return allValues(pairs);
}

/** Groups by name; made by `fromEntries`, so that a name like `__proto__` is a name like any other. */
export function allValues(pairs: Iterable<readonly [string, string]>): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

export function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  const at = rawHeaders.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name);
  return at === -1 ? undefined : rawHeaders[at + 1];
}
