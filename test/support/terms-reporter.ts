import type { Reporter, TestModule, TestModuleState } from 'vitest/node';
import { TERMS, termOf } from './terms.ts';

export type TermVerdict = 'pass' | 'fail' | 'not run';

type Ran = { readonly moduleId: string; readonly state: TestModuleState; readonly skipped: boolean };

/** Each of the 23 terms after a run, by its test file. */
export function termLines(modules: readonly Ran[]): string[] {
  return TERMS.map((term) => {
    const ran = modules.filter(({ moduleId }) => termOf(moduleId) === term);
    return `${String(term.number).padStart(4)} ${term.name.padEnd(38)}${verdictOf(ran)}`;
  });
}

/** A file that skipped any of its tests shows nothing: its term has not passed. */
function verdictOf(ran: readonly Ran[]): TermVerdict {
  if (ran.length === 0) return 'not run';
  if (ran.some((each) => each.state === 'failed')) return 'fail';
  return ran.every((each) => each.state === 'passed' && !each.skipped) ? 'pass' : 'not run';
}

/** Prints the terms at the end of a run that tested any of them. */
export class TermsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const ran = modules.map((module) => ({
      moduleId: module.moduleId,
      state: module.state(),
      skipped: [...module.children.allTests('skipped')].length > 0,
    }));
    if (ran.every(({ moduleId }) => termOf(moduleId) === null)) return;
    process.stdout.write(`\n The 23 terms\n${termLines(ran).join('\n')}\n\n`);
  }
}
