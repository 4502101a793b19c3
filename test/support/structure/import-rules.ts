import { MODULE_IMPORTS, MODULE_PACKAGES } from './import-table.ts';
import { type Import, importsOf } from './imports.ts';
import type { SourceFile } from './syntax.ts';

/** Every import that the plan forbids, one sentence each. */
export function importViolations(files: readonly SourceFile[]): string[] {
  const handlers = new Set(files.flatMap(({ path }) => /^functions\/([^/]+)\/handler\.ts$/.exec(path)?.[1] ?? []));
  return files
    .filter(({ path }) => !path.startsWith('test/'))
    .flatMap((file) => importsOf(file))
    .flatMap((each) => {
      const problem = each.file === null ? packageProblem(each) : fileProblem(each, each.file, handlers);
      return problem === null ? [] : [`${each.from} imports ${each.specifier}: ${problem}`];
    });
}

/** Modules of shared/ that the table doesn't know, and edges of the table that point downwards. */
export function tableProblems(moduleNames: readonly string[]): string[] {
  const order = Object.keys(MODULE_IMPORTS);
  const unknown = moduleNames
    .filter((name) => !order.includes(name))
    .map((name) => `shared/${name} is not in the import table`);
  const downward = order.flatMap((name, i) =>
    (MODULE_IMPORTS[name] ?? [])
      .filter((target) => order.indexOf(target) >= i)
      .map((target) => `${name} -> ${target} points down`),
  );
  return [...unknown, ...downward];
}

function fileProblem(each: Import, target: string, handlers: ReadonlySet<string>): string | null {
  const [fromTop, fromFolder = ''] = each.from.split('/');
  const [toTop = '', toFolder = ''] = target.split('/');
  if (toTop === 'test') return 'only tests import test/';
  if (
    toTop === 'shared' &&
    (fromTop !== 'shared' || fromFolder !== toFolder) &&
    target !== `shared/${toFolder}/index.ts`
  ) {
    return 'across modules only through index.ts';
  }
  if (fromTop === 'shared') return sharedProblem(each, fromFolder, toTop, toFolder, target);
  if (fromTop === 'functions' && toTop === 'infra') return 'functions/ may not import infra/';
  if (fromTop === 'infra' && toTop === 'functions') return 'infra/ builds functions/, it does not import them';
  if (toTop === 'functions' && handlers.has(toFolder) && fromFolder !== toFolder)
    return 'functions never import each other';
  return null;
}

function sharedProblem(each: Import, module: string, toTop: string, toModule: string, target: string): string | null {
  if (toTop !== 'shared') return `shared/ may not import ${toTop}/`;
  if (module === toModule) return methodProblem(each.from, target);
  return (MODULE_IMPORTS[module] ?? []).includes(toModule) ? null : `${module} may not import ${toModule}`;
}

const METHOD = /^shared\/margin\/([^/]+)\//;

function methodProblem(from: string, target: string): string | null {
  const [fromMethod, toMethod] = [METHOD.exec(from)?.[1], METHOD.exec(target)?.[1]];
  const different = fromMethod !== undefined && toMethod !== undefined && fromMethod !== toMethod;
  return different ? 'margin methods never import each other' : null;
}

function packageProblem({ from, packageName, specifier, node }: Import): string | null {
  if (packageName === 'zod' && node['importKind'] === 'value' && !isNamespaceImport(node)) {
    return 'only `import * as z` lets the bundler drop the rest of zod';
  }
  const [top, module = ''] = from.split('/');
  const name = packageName?.startsWith('node:') === true ? specifier : (packageName ?? '');
  if (top !== 'shared' || (MODULE_PACKAGES[module] ?? []).includes(name)) return null;
  return `${module} may not import the package ${name}`;
}

function isNamespaceImport(node: Import['node']): boolean {
  const specifiers = node['specifiers'] as readonly { readonly type: string }[] | undefined;
  return specifiers?.every((each) => each.type === 'ImportNamespaceSpecifier') === true;
}
