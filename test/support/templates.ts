import { beforeAll, expect } from 'vitest';
import { functionNames } from '../../infra/build.ts';
import { localAssembly } from '../../infra/local/local-assembly.ts';
import { readCloudAssembly, type TemplateResource } from '../../infra/local/template/cloud-assembly.ts';

let resources: readonly TemplateResource[] = [];

/** The templates, for the tests of a file. Synthesising runs cdk-nag: a finding that isn't accepted with its reason fails here. */
export function useTemplates(): void {
  beforeAll(async () => {
    resources = readCloudAssembly(await localAssembly()).resources;
  });
}

export function ofType(type: string): TemplateResource[] {
  return resources.filter((resource) => resource.type === type);
}

export function only(type: string): Readonly<Record<string, unknown>> {
  const found = ofType(type);
  expect(found, type).toHaveLength(1);
  return found[0]?.properties ?? {};
}

/** `BallastApi` names functions by their folder, the others by its capitalised form, behind that of a construct that holds them. */
export function functionName(logicalId: string): string {
  const start = logicalId.toLowerCase().replace(/(function|role).*$/, '');
  const names = functionNames().toSorted((a, b) => b.length - a.length);
  return names.find((name) => start.endsWith(name.replaceAll('-', ''))) ?? `unknown ${logicalId}`;
}

export function referred(value: unknown): string {
  return /"(?:Ref|Fn::GetAtt|Fn::ImportValue)":\[?"([^"]+)"/.exec(JSON.stringify(value))?.[1] ?? '';
}

export function queueOf(reference: unknown): TemplateResource | undefined {
  return ofType('AWS::SQS::Queue').find(({ logicalId }) => logicalId === referred(reference));
}

export type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

export function statementsOf(policy: TemplateResource): readonly Statement[] {
  return (policy.properties['PolicyDocument'] as { readonly Statement: readonly Statement[] }).Statement;
}

/** One line for each action that the function's role may take, with the partitions that it is limited to, calls that name none excluded. */
export function rightsOf(name: string): string[] {
  return ofType('AWS::IAM::Policy')
    .filter((policy) => functionName(policy.logicalId) === name)
    .flatMap(statementsOf)
    .flatMap(({ Action, Condition }) => {
      const text = JSON.stringify(Condition ?? {});
      const isNamed = text.includes('"Null":{"dynamodb:LeadingKeys":"false"}');
      const partitions = isNamed ? /"dynamodb:LeadingKeys":\["([^"]+)"\]/.exec(text)?.[1] : undefined;
      return [Action].flat().map((action) => (partitions === undefined ? action : `${action} ${partitions}`));
    });
}

export function mappingOf(name: string): Readonly<Record<string, unknown>> | undefined {
  const mappings = ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
  return mappings.find((properties) => functionName(referred(properties['FunctionName'])) === name);
}

export function rulesFor(detailType: string): TemplateResource[] {
  return ofType('AWS::Events::Rule').filter(({ properties }) =>
    JSON.stringify(properties['EventPattern'] ?? '').includes(detailType),
  );
}
