import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { madeOnce } from '../../../infra/made-once.ts';

let root: string;
let made: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ballast-made-'));
  made = 0;
  mkdirSync(join(root, 'sources', 'deep'), { recursive: true });
  writeFileSync(join(root, 'sources', 'deep', 'a'), 'one');
});

afterEach(() => rmSync(root, { recursive: true }));

function run(make = copySource): Promise<boolean> {
  return madeOnce({ directory: join(root, 'out'), inputs: [join(root, 'sources')], make });
}

async function copySource(directory: string): Promise<void> {
  made++;
  await sleep(20);
  writeFileSync(join(directory, String(made)), readFileSync(join(root, 'sources', 'deep', 'a')));
}

test('makes once, and again when an input changes, appears or is renamed', async () => {
  expect([await run(), await run()]).toEqual([true, false]);
  writeFileSync(join(root, 'sources', 'deep', 'a'), 'two');
  expect([await run(), await run()]).toEqual([true, false]);
  writeFileSync(join(root, 'sources', 'b'), '');
  expect([await run(), await run()]).toEqual([true, false]);
  expect(made).toBe(3);
  expect(readFileSync(join(root, 'out', '3'), 'utf8')).toBe('two');
  expect(existsSync(join(root, 'out', '1'))).toBe(false);
});

test('makes again what was removed', async () => {
  await run();
  rmSync(join(root, 'out'), { recursive: true });
  expect(await run()).toBe(true);
});

test('of many at the same time one makes and all find it made', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => run()));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(made).toBe(1);
});

test('a failure leaves what was there and the next call makes', async () => {
  await run();
  writeFileSync(join(root, 'sources', 'deep', 'a'), 'two');
  await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readFileSync(join(root, 'out', '1'), 'utf8')).toBe('one');
  expect(await run()).toBe(true);
  expect(readFileSync(join(root, 'out', '2'), 'utf8')).toBe('two');
});
