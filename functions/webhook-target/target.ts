import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopback, isPublic } from './addresses.ts';

const RESOLVE_MS = 2_000;

/** Why nothing is sent to what a URL names, in words for its owner. */
export class RefusedTarget extends Error {
  override readonly name = 'RefusedTarget';
}

/** Whether an address may be connected to, for a URL of this protocol: plain HTTP only ever goes to this machine. */
export function isAllowed(address: string, protocol: string): boolean {
  if (isLoopbackAllowed() && isLoopback(address)) return true;
  return protocol === 'https:' && isPublic(address);
}

/**
 * The URL of a target, as far as it can be judged without asking for its addresses.
 *
 * @throws RefusedTarget saying why not
 */
export function targetOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new RefusedTarget('is no URL');
  if (url.protocol !== 'https:' && !(isLoopbackAllowed() && url.protocol === 'http:')) {
    throw new RefusedTarget('has to be https');
  }
  if (url.username !== '' || url.password !== '') throw new RefusedTarget('holds a user name or password');
  if (url.hash !== '') throw new RefusedTarget('has a fragment, which is never sent');
  const literal = literalOf(url);
  if (literal !== null && !isAllowed(literal, url.protocol))
    throw new RefusedTarget(refusalOfAddress(literal, url.protocol));
  return url;
}

/**
 * Why a URL can't be that of a webhook; null where it can. A name that doesn't resolve now may do so later: every delivery asks anew.
 */
export async function refusalOf(text: string): Promise<string | null> {
  try {
    const url = targetOf(text);
    return literalOf(url) === null ? await refusalOfName(url) : null;
  } catch (error) {
    if (error instanceof RefusedTarget) return error.message;
    throw error;
  }
}

async function refusalOfName({ hostname, protocol }: URL): Promise<string | null> {
  const found = await Promise.race([addressesOf(hostname), sleep(RESOLVE_MS, [], { ref: false })]);
  const forbidden = found.find((each) => !isAllowed(each, protocol));
  if (forbidden !== undefined) return refusalOfAddress(forbidden, protocol);
  return found.length === 0 && protocol !== 'https:' ? `has to be https: ${hostname} is not this machine` : null;
}

/** The local runtime alone says so: no template does. */
function isLoopbackAllowed(): boolean {
  return process.env['BALLAST_LOOPBACK_WEBHOOKS'] === 'allowed';
}

function literalOf({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? null : bare;
}

async function addressesOf(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

/** In words, of an address that isn't allowed. */
export function refusalOfAddress(address: string, protocol: string): string {
  return protocol === 'https:'
    ? `leads to ${address}, which is not a public address`
    : `leads to ${address} without https`;
}
