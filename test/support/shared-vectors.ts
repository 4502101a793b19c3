import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const ROOT = new URL('../../../shared/vectors/', import.meta.url);

/** The text of a vector file beside the repository, un-gzipped where needed; null where the folder is absent. */
export function sharedVectors(relativePath: string): string | null {
  const url = new URL(relativePath, ROOT);
  if (!existsSync(url)) return null;
  const bytes = readFileSync(url);
  return (relativePath.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
