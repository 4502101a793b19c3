import { createHmac } from 'node:crypto';

type Content = { readonly messageId: string; readonly timestampSeconds: number; readonly body: string };

/**
 * The signature of Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`, keyed with the bytes behind
 * `whsec_`. Tested against the vector of that specification's own libraries.
 */
export function signatureOf(secret: string, { messageId, timestampSeconds, body }: Content): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = `${messageId}.${timestampSeconds}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}
