import { ensureThat } from '../../shared/foundation/index.ts';

/**
 * JSON of an answer. Every answer leaves through here, so none ever holds a NaN or an infinity in disguise.
 *
 * @throws DefectError naming the path of a number that isn't finite
 */
export function serialise(answer: unknown): string {
  ensureFinite(answer, '');
  return JSON.stringify(answer);
}

function ensureFinite(value: unknown, path: string): void {
  if (typeof value === 'number')
    ensureThat(Number.isFinite(value), 'every number of an answer is finite', { path, value });
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (typeof child === 'number' || typeof child === 'object') ensureFinite(child, `${path}/${key}`);
  }
}
