import { describe, expect, it } from 'vitest';
import { allMethods, chooseMethod } from '../../../shared/margin/index.ts';
import { valueIn } from '../../support/margins.ts';

type Leaf = { readonly path: readonly (string | number)[]; readonly value: number | boolean };

/** The numbers and switches of some parameters, in order. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): Leaf[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, each]) => leavesOf(each, [...path, key]));
}

function changed(parameters: object, { path, value }: Leaf): Record<string, unknown> {
  const copy = JSON.parse(JSON.stringify(parameters)) as Record<string, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[path.at(-1)!] = typeof value === 'boolean' ? !value : value * 0.96875;
  return { [path[0]!]: copy[path[0]!] };
}

describe.each(allMethods().map((method) => [method.id, method] as const))('the parameters of %s', (id, method) => {
  const digestOf = (selection: { version?: string; parameters?: Record<string, unknown> } = {}) =>
    valueIn(chooseMethod({ id, ...selection }, '/methods/0')).parameterDigest;

  it('have a digest that is the same when they are sent as they are', () => {
    for (const { version, parameters } of method.versions) {
      expect(digestOf({ version, parameters: parameters as Record<string, unknown> })).toBe(digestOf({ version }));
    }
  });

  it('have another digest in every version, in the order of their dates', () => {
    const digests = method.versions.map(({ version }) => digestOf({ version }));
    expect(new Set(digests).size).toBe(digests.length);
    expect(digestOf()).toBe(digests.at(-1));
    const names = method.versions.map(({ version }) => version);
    expect(names).toEqual(names.toSorted());
  });

  it('have another digest when one of them is replaced', () => {
    const { parameters } = method.versions.at(-1)!;
    const plain = digestOf();
    const leaves = leavesOf(parameters).filter(({ value }) => value !== 0);
    const digests = leaves.slice(0, 40).flatMap((leaf) => {
      const chosen = chooseMethod({ id, parameters: changed(parameters as object, leaf) }, '/methods/0');
      return chosen.ok ? [chosen.value.parameterDigest] : [];
    });
    expect(digests.length).toBeGreaterThan(0);
    expect(new Set([plain, ...digests]).size).toBe(digests.length + 1);
  });
});
