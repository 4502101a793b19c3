import { describe, expect, it } from 'vitest';
import { fromJsonModel, type JsonModel, solved } from '../../support/optimise/problems.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Case = {
  readonly name: string;
  readonly model: JsonModel & { readonly integers?: unknown; readonly binaries?: unknown };
  readonly expected: { readonly status: string; readonly result?: number };
};

const text = sharedVectors('optimisation/yalps_lp_milp_cases.json');
const all = text === null ? [] : (JSON.parse(text) as Case[]);
const linear = all.filter(({ model }) => model.integers === undefined && model.binaries === undefined);

/** yalps says `cycled` here; the optimum is 1 (V. Chvátal, Linear Programming, 1983, p. 31). */
const CHVATAL = { status: 'optimal', result: 1 };

describe.skipIf(text === null)('linear cases of yalps', () => {
  it.each(linear)('$name', ({ name, model, expected }) => {
    const { status, result } = name === 'Chvatal Cycling' ? CHVATAL : expected;
    const { problem, sign } = fromJsonModel(model);
    const { termination, certificate } = solved(problem);
    expect(termination).toBe(status);
    if (status !== 'optimal') return;
    // printed to eight digits in some cases
    expect(Math.abs(sign * certificate!.objective - result!)).toBeLessThanOrEqual(
      1e-7 * Math.max(0.1, Math.abs(result!)),
    );
  });

  it('are 19', () => {
    console.log(`yalps: ${linear.length} linear cases of ${all.length}`);
    expect(linear).toHaveLength(19);
  });
});
