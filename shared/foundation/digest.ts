import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import serialise from 'canonicalize';
import { ensureThat } from './require.ts';

/** JSON in the one form of RFC 8785: sorted keys, shortest numbers, no white space. Equal values give equal text. */
export function canonicalJson(value: unknown): string {
  const text = serialise(value);
  ensureThat(text !== undefined, 'value has a canonical JSON form');
  return text;
}

/** SHA-256 in hexadecimal over the canonical JSON of `value`. */
export function digest(value: unknown): string {
  return digestText(canonicalJson(value));
}

/** SHA-256 in hexadecimal over the UTF-8 bytes of `text`. */
export function digestText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
