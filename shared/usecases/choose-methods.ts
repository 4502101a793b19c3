import { collect, type FailureReason, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import {
  allMethods,
  type ChosenMethod,
  chooseMethod,
  type MarginResult,
  marginOf,
  type ParameterFile,
} from '../margin/index.ts';
import type { Book } from '../risk/index.ts';
import type { MethodChoice } from './requests.ts';

export type NotApplicable = { readonly method: string; readonly reason: string; readonly detail: string };

/** The methods asked for, else every method at its newest version; a parameter file is for those that take one. */
export function chooseMethods(
  asked: readonly MethodChoice[] | undefined,
  file: ParameterFile | null = null,
): Outcome<ChosenMethod[]> {
  const selections = asked ?? allMethods().map(({ id }) => ({ id }));
  const chosen = collect(selections.map((selection, i) => chooseMethod(selection, `/methods/${i}`, file)));
  return chosen.ok && file !== null ? withFileTaken(chosen.value) : chosen;
}

/** Refuses methods of which none takes the parameter file that came with them. */
export function withFileTaken(methods: ChosenMethod[]): Outcome<ChosenMethod[]> {
  if (methods.some(({ takesParameterFile }) => takesParameterFile)) return succeed(methods);
  return failAt('invalid-input', '/parameterFileId', 'none of the methods asked for takes a parameter file');
}

export type Margins = { readonly margins: readonly MarginResult[]; readonly notApplicable: readonly NotApplicable[] };

/**
 * Refuses a request in which sensitivities were sent and a method asked for by name would look at nothing, or no method
 * would look at them.
 */
export function checkInputs(book: Book, methods: readonly ChosenMethod[]): Outcome<unknown> {
  if (book.sensitivities.length === 0) return succeed(methods);
  const idle = methods.findIndex((method) => readsNothing(book, method));
  if (idle >= 0) {
    const detail = `${methods[idle]!.id} reads what a portfolio holds, and only sensitivities were sent`;
    return failAt('not-applicable', `/methods/${idle}/id`, detail);
  }
  if (methods.some(({ reads }) => reads === 'sensitivities')) return succeed(methods);
  return failAt(
    'invalid-input',
    '/sensitivities',
    'none of the methods asked for reads sensitivities: ask for simm-style',
  );
}

/** Why a method can't answer for a book that others can: its rule, its parameters or what it needs of the market. */
const OF_THE_METHOD: ReadonlySet<FailureReason> = new Set([
  'not-applicable',
  'unsupported',
  'missing-market-data',
  'limit-exceeded',
]);

/**
 * Margin under each method. A method that was asked for by name and can't answer fails the whole; where all were meant, it
 * is listed with its reason.
 */
export function marginsOf(book: Book, methods: readonly ChosenMethod[], askedByName: boolean): Outcome<Margins> {
  const margins: MarginResult[] = [];
  const notApplicable: NotApplicable[] = [];
  for (const method of methods) {
    const margin = readsNothing(book, method) ? NOTHING_HELD : marginOf(book, method);
    if (margin.ok) margins.push(margin.value);
    else if (askedByName || !OF_THE_METHOD.has(margin.failure.reason)) return margin;
    else notApplicable.push({ method: method.id, reason: margin.failure.reason, detail: margin.failure.detail });
  }
  return succeed({ margins, notApplicable });
}

const NOTHING_HELD = fail(
  'not-applicable',
  'only sensitivities were sent, and this method reads what a portfolio holds',
);

function readsNothing({ lines, sensitivities }: Book, { reads }: ChosenMethod): boolean {
  return reads === 'holdings' && lines.length === 0 && sensitivities.length > 0;
}
