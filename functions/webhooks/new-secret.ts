import { randomBytes } from 'node:crypto';

const KEY_BYTES = 32;

/** As Standard Webhooks writes a key for HMAC-SHA256. */
export function newSecret(): string {
  return `whsec_${randomBytes(KEY_BYTES).toString('base64')}`;
}
