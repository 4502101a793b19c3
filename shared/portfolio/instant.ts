import { requireThat } from '../foundation/index.ts';

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** The one way to write an instant, so that equal instants are equal texts: `…:47Z`, `…:47.5Z`. */
export function canonicalInstant(text: string): string {
  const { second, fraction } = split(text);
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? `${second}Z` : `${second}.${digits}Z`;
}

/** The instant with all nine decimals of the second: text order is time order. */
export function sortableInstant(text: string): string {
  const { second, fraction } = split(text);
  return `${second}.${fraction.padEnd(9, '0')}Z`;
}

function split(text: string): { second: string; fraction: string } {
  const match = FORM.exec(text);
  requireThat(match?.[1] !== undefined, 'an ISO-8601 instant in UTC', { text });
  return { second: match[1], fraction: match[2] ?? '' };
}
