import serialise from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/foundation/index.ts';

const text = fc.string({ unit: 'binary', maxLength: 6 });
const key = fc.oneof(text, fc.constantFrom('1', '10', '9', '-1', '01', '1e3', '__proto__', 'constructor', ''));
const leaf = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 1e21, 1e-7, 5e-324, Number.MAX_VALUE),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { maxLength: 4 }), object(tie('tree'))),
}));
const json = fc.oneof(fc.array(tree, { maxLength: 4 }), object(tree));

function object(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const entries = fc.uniqueArray(fc.tuple(key, values), { maxLength: 5, selector: ([name]) => name });
  return entries.map((all) => {
    const made: Record<string, unknown> = {};
    for (const [name, value] of all) Object.defineProperty(made, name, { value, enumerable: true });
    return made;
  });
}

describe('canonical JSON', () => {
  it('is what the library of RFC 8785 writes', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(serialise(value));
      }),
    );
  });

  it.each([
    [{ 10: 'b', 9: 'a', a: 1 }, '{"10":"b","9":"a","a":1}'],
    [{ b: [{ d: 1, c: -0 }], a: undefined }, '{"b":[{"c":0,"d":1}]}'],
    [{ at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ])('%j', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it.each([NaN, Infinity, '\ud800', { '\udc00': 1 }, undefined])('refuses %j', (value) => {
    expect(() => canonicalJson(value)).toThrow();
    if (value !== undefined) expect(() => canonicalJson([value])).toThrow();
  });
});
