import { importsOf } from './imports.ts';
import { isNode, lineOf, nameOf, type SourceFile, type SyntaxNode, walk } from './syntax.ts';

/** Clock, random, environment, network, timers, and what answers by locale. */
const IMPURE_GLOBALS = new Set([
  'process',
  'fetch',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'console',
  'globalThis',
  'require',
  'Intl',
  'WebSocket',
  'XMLHttpRequest',
]);
const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random']);
const LOCALE_METHODS = new Set(['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase']);
/** What ECMAScript defines exactly; `exp`, `log`, `pow`, `hypot`… are left to the implementation. */
const EXACT_MATH = new Set([
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
]);
/** Stands, on Node, for a portable one of the same answers. */
const NATIVE_TWIN = 'shared/foundation/sha256-native.ts';
const ASYNC_MODULES = new Set(['usecases', 'store']);

/** Everything in shared/ that makes an answer depend on more than the arguments. `store/` alone is exempt. */
export function purityViolations(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => path.startsWith('shared/') && !path.startsWith('shared/store/'))
    .flatMap(fileViolations);
}

function fileViolations(file: SourceFile): string[] {
  const declared = declaredNames(file);
  const mayWait = ASYNC_MODULES.has(file.path.split('/')[1] ?? '');
  const found = [...walk(file.program)].flatMap(({ node, parent, field }) => {
    const problem =
      globalProblem(node, parent, field, declared) ??
      memberProblem(node) ??
      dateProblem(node) ??
      powerProblem(node, mayWait) ??
      (mayWait ? null : asyncProblem(node));
    return problem === null ? [] : [`${file.path}:${lineOf(file, node.start)}: ${problem}`];
  });
  const builtIns = importsOf(file).filter((each) => each.specifier.startsWith('node:') && file.path !== NATIVE_TWIN);
  return [...found, ...builtIns.map((each) => `${file.path}: ${each.specifier}`)];
}

function globalProblem(
  node: SyntaxNode,
  parent: SyntaxNode | null,
  field: string,
  declared: ReadonlySet<string>,
): string | null {
  const name = nameOf(node);
  if (name === null || !IMPURE_GLOBALS.has(name) || declared.has(name)) return null;
  return parent !== null && isPlainName(parent, field) ? null : name;
}

/** `a.process`, `{ process: 1 }`, and names in types are not references. */
function isPlainName(parent: SyntaxNode, field: string): boolean {
  if (parent.type === 'MemberExpression') return field === 'property' && parent['computed'] === false;
  if (parent.type === 'Property')
    return field === 'key' && parent['computed'] === false && parent['shorthand'] === false;
  return parent.type.startsWith('TS') && field === 'key';
}

function memberProblem(node: SyntaxNode): string | null {
  if (node.type !== 'MemberExpression') return null;
  const [object, property] = [nameOf(node['object']), nameOf(node['property'])];
  const computed = node['computed'] === true;
  if (
    object === 'Math' &&
    (computed || property === null || !(EXACT_MATH.has(property) || property === 'random' || isConstant(property)))
  ) {
    return `Math.${computed ? '[…]' : property} is left to the implementation: use numerics/`;
  }
  if (IMPURE_MEMBERS.has(`${object}.${property}`)) return `${object}.${property}`;
  return property !== null && LOCALE_METHODS.has(property) ? `${property} answers by locale` : null;
}

function isConstant(property: string): boolean {
  return property === property.toUpperCase();
}

function dateProblem(node: SyntaxNode): string | null {
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
  if (!isCall || nameOf(node['callee']) !== 'Date') return null;
  const withArguments = (node['arguments'] as readonly unknown[]).length > 0;
  return node.type === 'NewExpression' && withArguments ? null : 'Date() without an argument is the clock';
}

/**
 * `2 ** n` is exact in every engine for a literal n; any other power is left to the implementation. Waiting times, which
 * no answer holds, may double.
 */
function powerProblem(node: SyntaxNode, mayWait: boolean): string | null {
  const isPower = (node.type === 'BinaryExpression' && node['operator'] === '**') || node['operator'] === '**=';
  if (!isPower) return null;
  const base = isNode(node['left']) ? node['left']['value'] : undefined;
  const exponent = node['right'];
  const literal = isNode(exponent) && (exponent.type === 'Literal' || exponent.type === 'UnaryExpression');
  return base === 2 && (literal || mayWait) ? null : '** is left to the implementation: multiply, or use numerics/';
}

function asyncProblem(node: SyntaxNode): string | null {
  if (node['async'] === true) return 'async: only usecases/ and store/ wait';
  if (node.type === 'AwaitExpression') return 'await: only usecases/ and store/ wait';
  return node.type === 'ImportExpression' ? 'a dynamic import' : null;
}

/** Names that the file itself declares or imports: they shadow the global. */
function declaredNames(file: SourceFile): Set<string> {
  const names = new Set<string>();
  for (const { node, parent, field } of walk(file.program)) {
    const name = nameOf(node);
    const declares =
      (parent?.type === 'VariableDeclarator' && field === 'id') ||
      (field === 'local' && parent?.type.startsWith('Import') === true) ||
      field === 'params' ||
      (parent?.type === 'FunctionDeclaration' && field === 'id');
    if (name !== null && declares) names.add(name);
  }
  return names;
}
