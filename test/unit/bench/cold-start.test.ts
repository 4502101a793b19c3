import { expect, it } from 'vitest';
import { coldStart } from '../../bench/cold-start.ts';

const module = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

it('a fresh process imports the module, answers the event, and sees no other environment', async () => {
  const entry = module(`
    console.log('a log line is no answer');
    export const handler = async ({ n }) => ({ twice: 2 * n, name: process.env.NAME, home: process.env.HOME ?? null });
  `);
  const { answer, importedMs, answeredMs } = await coldStart(entry, { n: 21 }, { NAME: 'bench' });
  expect(answer).toEqual({ twice: 42, name: 'bench', home: null });
  expect(importedMs).toBeGreaterThan(0);
  expect(answeredMs).toBeGreaterThanOrEqual(importedMs);
});

it('a handler that fails is no figure', async () => {
  const entry = module('export const handler = () => process.exit(3);');
  await expect(coldStart(entry, {}, {})).rejects.toThrow('ended with code 3');
});
