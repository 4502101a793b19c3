import { digest, type FieldError, fail, type Outcome, pointerTo, succeed } from '../foundation/index.ts';
import type { Book } from '../risk/index.ts';
import type { Scenario } from '../scenarios/index.ts';
import { deltaMethod } from './delta/index.ts';
import { deribitStyle } from './deribit-style/index.ts';
import { derivePmrmStyle } from './derive-pmrm-style/index.ts';
import { deriveStandardStyle } from './derive-standard-style/index.ts';
import { greeksMethod } from './greeks/index.ts';
import { isolated } from './isolated/index.ts';
import type { Formulation, Method, ParameterFile } from './method.ts';
import { okxStyle } from './okx-style/index.ts';
import { paradexStyle } from './paradex-style/index.ts';
import { scenarioGrid } from './scenario-grid/index.ts';
import { simmStyle } from './simm-style/index.ts';
import { spanStyle } from './span-style/index.ts';
import { strategyMethod } from './strategy/index.ts';
import { timsStyle } from './tims-style/index.ts';
import {
  deltaGammaMethods,
  deltaNormalMethods,
  filteredMethods,
  historicalMethods,
  monteCarloMethods,
} from './value-at-risk/index.ts';

/** What a caller asks for: a method, one of its versions, and single parameters to replace. */
export type MethodSelection = {
  readonly id: string;
  readonly version?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
};

/** A method with its parameters settled: the same for every book. */
export type ChosenMethod = {
  readonly id: string;
  readonly version: string;
  readonly parameterDigest: string;
  readonly scenarios: readonly Scenario[];
  readonly reads: 'holdings' | 'sensitivities';
  readonly takesParameterFile: boolean;
  readonly formulate: (book: Book) => Outcome<Formulation>;
  /** what the figure rests on beside quantities; '' for most */
  readonly basisOf: (book: Book) => string;
};

type Registered = {
  readonly method: Method<unknown>;
  readonly choose: (selection: MethodSelection, pointer: string, file: ParameterFile | null) => Outcome<ChosenMethod>;
};

const REGISTERED: readonly Registered[] = [
  register(deltaMethod),
  register(deribitStyle),
  register(derivePmrmStyle),
  register(deriveStandardStyle),
  register(greeksMethod),
  register(isolated),
  register(okxStyle),
  register(paradexStyle),
  register(scenarioGrid),
  register(simmStyle),
  register(spanStyle),
  register(strategyMethod),
  register(timsStyle),
  ...deltaGammaMethods.map((each) => register(each)),
  ...deltaNormalMethods.map((each) => register(each)),
  ...filteredMethods.map((each) => register(each)),
  ...historicalMethods.map((each) => register(each)),
  ...monteCarloMethods.map((each) => register(each)),
].toSorted((a, b) => (a.method.id < b.method.id ? -1 : 1));

/** Every methodology, in alphabetical order of ids. */
export function allMethods(): readonly Method<unknown>[] {
  return REGISTERED.map((each) => each.method);
}

/**
 * Settles a method's version (the newest unless one is named) and parameters (the version's own, with the caller's in place
 * of single ones, checked by the method's schema).
 *
 * @param pointer of the selection in the request
 * @param file for the methods that take one
 */
export function chooseMethod(
  selection: MethodSelection,
  pointer: string,
  file: ParameterFile | null = null,
): Outcome<ChosenMethod> {
  const registered = REGISTERED.find((each) => each.method.id === selection.id);
  if (registered !== undefined) return registered.choose(selection, pointer, file);
  const known = REGISTERED.map((each) => each.method.id).join(', ');
  const detail = `no method ${selection.id}; there are ${known}`;
  return fail('invalid-input', detail, [{ pointer: `${pointer}/id`, detail }]);
}

function register<P>(method: Method<P>): Registered {
  return {
    method: method as Method<unknown>,
    choose: (selection, pointer, file) => choose(method, selection, pointer, file),
  };
}

function choose<P>(
  method: Method<P>,
  selection: MethodSelection,
  pointer: string,
  given: ParameterFile | null,
): Outcome<ChosenMethod> {
  const dated =
    selection.version === undefined
      ? method.versions.at(-1)
      : method.versions.find((each) => each.version === selection.version);
  if (dated === undefined) {
    const detail = `${method.id} has no version ${selection.version}; it has ${method.versions.map((each) => each.version).join(', ')}`;
    return fail('invalid-input', detail, [{ pointer: `${pointer}/version`, detail }]);
  }
  const parsed = method.schema.safeParse({ ...dated.parameters, ...selection.parameters });
  if (!parsed.success)
    return fail('invalid-input', `parameters of ${method.id}`, issuesAt(`${pointer}/parameters`, parsed.error));
  const parameters = parsed.data;
  const file = method.takesParameterFile === true ? given : null;
  const settled = { method: method.id, version: dated.version, parameters };
  return succeed({
    id: method.id,
    version: dated.version,
    parameterDigest: digest(file === null ? settled : { ...settled, file: file.digest }),
    scenarios: method.scenariosOf(parameters),
    reads: method.reads ?? 'holdings',
    takesParameterFile: method.takesParameterFile === true,
    formulate: method.formulate(parameters, file),
    basisOf: method.basisOf ?? (() => ''),
  });
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function issuesAt(pointer: string, error: { readonly issues: readonly Issue[] }): FieldError[] {
  return error.issues.map((issue) => ({
    pointer: pointerTo(pointer, issue.path),
    detail: issue.message,
  }));
}
