import { isNode, lineOf, nameOf, type SourceFile, type SyntaxNode, walk } from './syntax.ts';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
/** Adapters and constructs are small by nature: past these they hold what belongs in shared/. */
const NARROWER: readonly { readonly path: RegExp; readonly linesMax: number }[] = [
  { path: /^functions\/[^/]+\/handler\.ts$/, linesMax: 60 },
  { path: /^infra\/constructs\//, linesMax: 150 },
];

export function sizeViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [...fileViolations(file), ...functionViolations(file)]);
}

function fileViolations({ path, text }: SourceFile): string[] {
  if (path.endsWith('.data.ts')) return [];
  const linesMax = NARROWER.find((each) => each.path.test(path))?.linesMax ?? FILE_LINES_MAX;
  const lines = text.trimEnd().split('\n').length;
  return lines > linesMax ? [`${path}: ${lines} lines, at most ${linesMax}`] : [];
}

/** A test's `describe` is a list, not a function: tests are measured by the file alone. */
function functionViolations(file: SourceFile): string[] {
  if (file.path.startsWith('test/')) return [];
  return [...walk(file.program)].flatMap(({ node, parent }) => {
    if (!isFunction(node)) return [];
    const lines = lineOf(file, node.end) - lineOf(file, node.start) + 1;
    return lines > FUNCTION_LINES_MAX
      ? [`${file.path}: ${functionName(node, parent)} has ${lines} lines, at most ${FUNCTION_LINES_MAX}`]
      : [];
  });
}

function isFunction(node: SyntaxNode): boolean {
  return (
    ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type) && isNode(node['body'])
  );
}

function functionName(node: SyntaxNode, parent: SyntaxNode | null): string {
  return nameOf(node['id']) ?? nameOf(parent?.['id']) ?? nameOf(parent?.['key']) ?? 'a function';
}
