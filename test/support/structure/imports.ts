import { posix } from 'node:path';
import { isNode, type SourceFile, type SyntaxNode, walk } from './syntax.ts';

/** One import, re-export, dynamic import or import type. */
export type Import = {
  readonly from: string;
  readonly specifier: string;
  /** the file of the repository, null for a package */
  readonly file: string | null;
  /** the package's name, null for a file */
  readonly packageName: string | null;
  readonly node: SyntaxNode;
};

const SOURCES = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

export function importsOf(file: SourceFile): Import[] {
  return [...walk(file.program)].flatMap(({ node }) => {
    const source = SOURCES.has(node.type) ? node['source'] : null;
    return isNode(source) && typeof source['value'] === 'string' ? [describe(file, node, source['value'])] : [];
  });
}

function describe(file: SourceFile, node: SyntaxNode, specifier: string): Import {
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file.path), specifier));
    return { from: file.path, specifier, file: target, packageName: null, node };
  }
  const parts = specifier.split('/');
  const packageName = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
  return { from: file.path, specifier, file: null, packageName, node };
}
