import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { allMethods, type Method } from '../margin/index.ts';
import type { Scenario } from '../scenarios/index.ts';

export type MethodDescription = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** what is approximated or left out of the rule */
  readonly approximations: readonly string[];
  /** oldest first */
  readonly versions: readonly {
    readonly version: string;
    readonly source: string;
    readonly parameters: unknown;
    readonly scenarios: readonly Scenario[];
  }[];
};

/** Every methodology with its parameters, versions, sources and scenarios. */
export function listMethods(): MethodDescription[] {
  return allMethods().map(describe);
}

export function describeMethod(id: string): Outcome<MethodDescription> {
  const method = allMethods().find((each) => each.id === id);
  return method === undefined ? fail('not-found', `no method ${id}`) : succeed(describe(method));
}

function describe(method: Method<unknown>): MethodDescription {
  return {
    id: method.id,
    title: method.title,
    description: method.description,
    approximations: method.approximations ?? [],
    versions: method.versions.map(({ version, source, parameters }) => ({
      version,
      source,
      parameters,
      scenarios: method.scenariosOf(parameters),
    })),
  };
}
