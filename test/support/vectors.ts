import { readFileSync } from 'node:fs';

/** The text of one of the repository's own vector files, below test/vectors. */
export function ownVectors(relativePath: string): string {
  return readFileSync(new URL(`../vectors/${relativePath}`, import.meta.url), 'utf8');
}
