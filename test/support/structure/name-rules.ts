import type { SourceFile } from './syntax.ts';

const TOP_LEVEL = new Set(['infra', 'functions', 'shared', 'test']);
const VAGUE = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'misc']);
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SUFFIX = /(\.(test|bench|data|config|d))?\.ts$/;
const UNFINISHED = /\b(TODO|FIXME|XXX|HACK)\b/;

/** Names that say nothing or break the house style, and work left for later. */
export function nameViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, comments }) => {
    const segments = path.replace(SUFFIX, '').split('/');
    const odd = segments
      .filter((segment) => !KEBAB.test(segment))
      .map((segment) => `${path}: ${segment} is not kebab-case`);
    const vague = segments
      .filter((segment) => segment.split('-').some((word) => VAGUE.has(word)))
      .map((segment) => `${path}: ${segment} says nothing`);
    const unfinished = comments
      .filter((text) => UNFINISHED.test(text))
      .map((text) => `${path}: unfinished: ${text.trim()}`);
    return [...odd, ...vague, ...unfinished];
  });
}

/** Folders at the top that the plan doesn't have. */
export function topLevelViolations(folders: readonly string[]): string[] {
  return folders
    .filter((folder) => !TOP_LEVEL.has(folder))
    .map((folder) => `${folder}/ is not in the plan's top level`);
}

/** Modules of shared/ that others could not import. */
export function missingIndexes(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const modules = new Set([...paths].flatMap((path) => /^shared\/([^/]+)\/.+/.exec(path)?.[1] ?? []));
  return [...modules]
    .filter((name) => !paths.has(`shared/${name}/index.ts`))
    .map((name) => `shared/${name} has no index.ts`);
}
