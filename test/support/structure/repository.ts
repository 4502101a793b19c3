import { readdirSync, readFileSync } from 'node:fs';
import { parseSource, type SourceFile } from './syntax.ts';

const ROOT = new URL('../../../', import.meta.url);
const NOT_OURS = new Set(['node_modules', 'cdk.out', 'coverage']);

/** Folders at the repository's root, but what tools make. */
export function topLevelFolders(): string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OURS.has(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** Every TypeScript file of ours, parsed, in path order. */
export function repositoryFiles(): SourceFile[] {
  return topLevelFolders()
    .flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path}`,
      ),
    )
    .filter((path) => path.endsWith('.ts') && !path.split('/').some((segment) => NOT_OURS.has(segment)))
    .sort()
    .map((path) => parseSource(path, readFileSync(new URL(path, ROOT), 'utf8')));
}
