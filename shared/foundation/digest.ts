import { sha256Hex } from '#sha256';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 in hexadecimal over the canonical JSON of `value`. */
export function digest(value: unknown): string {
  return digestText(canonicalJson(value));
}

/** SHA-256 in hexadecimal over the UTF-8 bytes of `text`. */
export function digestText(text: string): string {
  return sha256Hex(text);
}
