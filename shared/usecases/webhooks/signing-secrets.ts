import type { SigningSecret } from './webhook-ports.ts';

const OVERLAP_MS = 24 * 60 * 60 * 1000;
/** However often it is rotated within a day. */
const MOST_SECRETS = 3;

/** Those that sign now, newest first. */
export function ofNow(secrets: readonly SigningSecret[], now: string): readonly SigningSecret[] {
  return secrets.filter(({ until }) => until === null || until > now);
}

/** With a new first one; the one that was first goes on for a day. */
export function rotated(secrets: readonly SigningSecret[], secret: string, now: string): readonly SigningSecret[] {
  const until = new Date(Date.parse(now) + OVERLAP_MS).toISOString();
  const older = secrets
    .filter((each) => each.secret !== secret)
    .map((each) => (each.until === null ? { ...each, until } : each));
  return [{ secret, createdAt: now, until: null }, ...older].slice(0, MOST_SECRETS);
}
