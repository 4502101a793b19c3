import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { blockOf } from '../../support/readme-block.ts';
import { exampleText } from './example-text.ts';
import { type WorkedExample, workedExample } from './worked-example.ts';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

let example: WorkedExample;
beforeAll(async () => {
  example = await workedExample();
});

describe('the worked example', () => {
  it('stands in the README as `npm run example` writes it', () => {
    expect(blockOf(README, 'example')).toBe(exampleText(example));
  });

  it('ends in proven trades in lots, futures among them, that need less margin', () => {
    const { answer, verified } = example;
    expect(answer.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    expect(verified).toMatchObject({ valid: true, refuted: [], unproven: [] });
    expect(answer.trades.some(({ instrument }) => /^BTC-\d+[A-Z]+\d+$/.test(instrument))).toBe(true);
    for (const { lots, lotSize, quantity } of answer.trades)
      expect(lots! * Number(lotSize)).toBeCloseTo(Number(quantity), 9);
    expect(answer.after[0]!.initial).toBeLessThan(0.5 * answer.before[0]!.initial);
  });

  it('orders its legs to the lowest peak, and gains by every limit that is dropped', () => {
    const { answer, without } = example;
    const legOrder = answer.legOrder!;
    expect(legOrder.exactness).toBe('exact');
    expect(legOrder.peak).toBeLessThanOrEqual(legOrder.peakAsSent);
    expect(legOrder.path.at(-1)).toBeCloseTo(answer.after[0]!.initial, 6);
    for (const { objective } of without) expect(objective).toBeLessThanOrEqual(answer.certificate!.objective + 1e-6);
    expect(without.filter(({ objective }) => objective < answer.certificate!.objective - 1).length).toBeGreaterThan(2);
  });
});
