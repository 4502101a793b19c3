import { describe, expect, it } from 'vitest';
import { digest, digestText } from '../../../shared/foundation/index.ts';
import { sha256Hex } from '../../../shared/foundation/sha256-portable.ts';

describe('digests', () => {
  // FIPS 180-4, examples of SHA-256
  it.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('SHA-256 of %s', (text, expected) => {
    expect(digestText(text)).toBe(expected);
    expect(sha256Hex(text)).toBe(expected);
  });

  it('are the same where there is no Node', () => {
    for (const text of ['', 'é', '𝄞', 'x'.repeat(100_000)]) expect(sha256Hex(text)).toBe(digestText(text));
  });

  it('do not depend on the order of keys', () => {
    expect(digest({ a: 1, b: 2 })).toBe(digest({ b: 2, a: 1 }));
    expect(digest({ a: 1 })).not.toBe(digest({ a: 2 }));
  });
});
