import { parseSync } from 'oxc-parser';

/** A node of the syntax tree, read by its type and fields. */
export type SyntaxNode = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>;

export type SourceFile = {
  /** from the repository's root, with forward slashes */
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly string[];
};

/** @throws Error when the text is not TypeScript */
export function parseSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text, { lang: 'ts', sourceType: 'module' });
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const comments = parsed.comments.map((comment) => comment.value);
  return { path, text, program: parsed.program as unknown as SyntaxNode, comments };
}

/** Every node below `root`, itself first, each with its parent and the field of the parent that it stands in. */
export function* walk(
  root: SyntaxNode,
  parent: SyntaxNode | null = null,
  field = '',
): Generator<{ node: SyntaxNode; parent: SyntaxNode | null; field: string }> {
  yield { node: root, parent, field };
  for (const [key, value] of Object.entries(root)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child, root, key);
  }
}

export function lineOf(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** The name, where the node is an identifier. */
export function nameOf(value: unknown): string | null {
  return isNode(value) && value.type === 'Identifier' ? String(value['name']) : null;
}
