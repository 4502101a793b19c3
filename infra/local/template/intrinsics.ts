import { requireThat } from '../../../shared/foundation/index.ts';
import type { CloudAssembly, TemplateResource } from './cloud-assembly.ts';

/** What `Ref` and `Fn::GetAtt` of a resource give once it exists locally. */
export type Physical = { readonly ref: string; readonly attributes?: Readonly<Record<string, string>> };

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

type Scope = {
  readonly assembly: CloudAssembly;
  readonly physical: ReadonlyMap<string, Physical>;
  readonly stack: string;
};
type Arguments = readonly unknown[];

/** A resource's name across stacks. */
export function addressOf({ stack, logicalId }: Pick<TemplateResource, 'stack' | 'logicalId'>): string {
  return `${stack}.${logicalId}`;
}

/**
 * Resolves Ref, Fn::GetAtt, Join, Sub, Select, Split and ImportValue anywhere inside `value`.
 *
 * @throws DefectError for another intrinsic function and for a resource that doesn't exist locally: a template that can't
 * be honoured must not start
 */
export function resolveIntrinsics(scope: Scope, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => resolveIntrinsics(scope, each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    return callIntrinsic(scope, first[0], first[1]);
  }
  return Object.fromEntries(entries.map(([name, each]) => [name, resolveIntrinsics(scope, each)]));
}

function callIntrinsic(scope: Scope, name: string, argument: unknown): unknown {
  switch (name) {
    case 'Ref':
      return ref(scope, String(argument));
    case 'Fn::GetAtt':
      return attribute(scope, String((argument as Arguments)[0]), String((argument as Arguments)[1]));
    case 'Fn::ImportValue':
      return importValue(scope, String(resolveIntrinsics(scope, argument)));
    case 'Fn::Sub':
      return substitute(scope, String(argument));
    default:
      return callListFunction(name, resolveIntrinsics(scope, argument) as Arguments);
  }
}

function callListFunction(name: string, [first, second]: Arguments): unknown {
  switch (name) {
    case 'Fn::Join':
      return (second as string[]).join(String(first));
    case 'Fn::Split':
      return String(second).split(String(first));
    case 'Fn::Select':
      return (second as unknown[])[Number(first)];
    default:
      requireThat(false, 'an intrinsic function that the local runtime knows', { name });
  }
}

function ref(scope: Scope, logicalId: string): string {
  return PSEUDO[logicalId] ?? physicalOf(scope, logicalId).ref;
}

function attribute(scope: Scope, logicalId: string, name: string): string {
  const value = physicalOf(scope, logicalId).attributes?.[name];
  requireThat(value !== undefined, 'an attribute that the local runtime knows', { logicalId, name });
  return value;
}

function physicalOf(scope: Scope, logicalId: string): Physical {
  const physical = scope.physical.get(addressOf({ stack: scope.stack, logicalId }));
  requireThat(physical !== undefined, 'a resource that exists locally', { logicalId });
  return physical;
}

function importValue(scope: Scope, name: string): unknown {
  const exported = scope.assembly.exports.get(name);
  requireThat(exported !== undefined, 'an export of another stack', { name });
  return resolveIntrinsics({ ...scope, stack: exported.stack }, exported.value);
}

function substitute(scope: Scope, text: string): string {
  return text.replaceAll(/\$\{([^}!]+)\}/g, (_, name: string) => {
    const [logicalId = '', attributeName] = name.split('.', 2);
    return attributeName === undefined ? ref(scope, logicalId) : attribute(scope, logicalId, attributeName);
  });
}
