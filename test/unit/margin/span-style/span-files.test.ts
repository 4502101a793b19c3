import { describe, expect, it } from 'vitest';
import { readSpanFile, SpanFileReader } from '../../../../shared/margin/span-style/files/read-span-file.ts';
import type { SpanFile } from '../../../../shared/margin/span-style/span-file.ts';
import { valueIn } from '../../../support/margins.ts';
import { sharedVectors } from '../../../support/shared-vectors.ts';
import { smallPa2 } from '../../../support/span/small-pa2.ts';
import { writeSpn } from '../../../support/span/write-spn.ts';

const VECTOR = sharedVectors('margin/span/span_synthetic.pa2');

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function readAll(text: string, products: readonly string[] | null = null): SpanFile {
  return valueIn(readSpanFile([bytes(text)], products === null ? null : new Set(products)));
}

function refusal(text: string): string {
  const read = readSpanFile([bytes(text)], null);
  if (read.ok) throw new Error('read');
  return `${read.failure.reason}: ${read.failure.detail}`;
}

/** The same but for what tells the formats apart. */
function rulesOf({ format, commodities, ...rest }: SpanFile) {
  expect(['pa2', 'spn']).toContain(format);
  const rules = [...commodities.values()].map((rule) => ({ ...rule, initialToMaintenance: null }));
  return {
    ...rest,
    rules,
    commodityOf: Object.fromEntries(rest.commodityOf),
    contracts: rest.contracts.toSorted(byName),
  };
}

function byName(a: SpanFile['contracts'][number], b: SpanFile['contracts'][number]): number {
  const nameOf = (each: typeof a) =>
    [each.type, each.product, each.ownPeriod, each.deltaPeriod, each.right, each.strike].join();
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

const SOURCES = [
  ['the small file', smallPa2()],
  ...(VECTOR === null ? [] : [['the synthetic file', VECTOR] as const]),
] as const;

describe.each(SOURCES)('%s', (_, pa2) => {
  const file = readAll(pa2);
  const spn = writeSpn(file);

  it('says the same in both formats, arrays to the bit', () => {
    expect(file.contracts.length).toBeGreaterThan(3);
    expect(rulesOf(readAll(spn))).toEqual(rulesOf(file));
  });

  it.each([
    ['pa2', pa2],
    ['spn', spn],
  ])('%s reads the same however it is cut', (format, text) => {
    const whole = bytes(text);
    const expected = readAll(text);
    for (const at of cutsOf(whole)) {
      const cut = valueIn(readSpanFile([whole.subarray(0, at), whole.subarray(at)], null));
      expect(cut).toEqual(expected);
    }
    const single = Array.from(whole, (_byte, k) => whole.subarray(k, k + 1));
    expect(valueIn(readSpanFile(single, null))).toEqual(expected);
    expect(expected.format).toBe(format);
  });

  it('keeps only the contracts of the products asked for, and all rules', () => {
    const futures = readAll(pa2, ['ZZ']);
    expect(new Set(futures.contracts.map(({ product }) => product))).toEqual(new Set(['ZZ']));
    expect(futures.commodities).toEqual(file.commodities);
    const options = readAll(spn, ['OZ']);
    const expected = file.contracts.filter(({ product }) => product === 'OZ');
    expect(options.contracts.toSorted(byName)).toEqual(expected.toSorted(byName));
  });
});

/** One cut of each class: at, after and inside each kind of byte, in the middle of a tag, a number, a line end, a character. */
function cutsOf(whole: Uint8Array): number[] {
  const classes = new Map<string, number>();
  for (let at = 1; at < whole.length; at++) {
    const key = `${classOf(whole[at - 2])}${classOf(whole[at - 1])}|${classOf(whole[at])}${classOf(whole[at + 1])}`;
    if (!classes.has(key)) classes.set(key, at);
  }
  console.log(`span files: ${classes.size} classes of cuts`);
  return [...classes.values()];
}

function classOf(byte: number | undefined): string {
  if (byte === undefined) return '.';
  if (byte >= 0xc0) return 'lead';
  if (byte >= 0x80) return 'tail';
  const character = String.fromCharCode(byte);
  if (/\d/.test(character)) return '0';
  if (/[A-Za-z]/.test(character)) return 'a';
  return character;
}

describe('a malformed fixed-width file', () => {
  const lines = smallPa2().split('\n');
  const at = (id: string) => lines.findIndex((line) => line.startsWith(id));
  const changed = (index: number, change: (line: string) => string) =>
    lines.map((line, k) => (k === index ? change(line) : line)).join('\n');

  it('names the line and the columns', () => {
    const first = at('81');
    expect(refusal(changed(first, (line) => `${line.slice(0, 54)}00x00${line.slice(59)}`))).toBe(
      `invalid-input: line ${first + 1}, columns 55-59: "00x00" is not a number`,
    );
    expect(refusal(changed(first, (line) => `${line.slice(0, 59)}?${line.slice(60)}`))).toBe(
      `invalid-input: line ${first + 1}, columns 55-59: the sign "?"`,
    );
    expect(refusal(changed(at('E '), (line) => line.replace('010000A', '010000Q')))).toMatch(/"Q" is none of A, B/);
    expect(refusal(changed(at('2 '), (line) => line.replace('FUT', 'FUX')))).toMatch(/"FUX" is none of FUT/);
  });

  it('needs its header, its pairs and its products', () => {
    expect(refusal('')).toBe('invalid-input: line 1: the file is empty');
    expect(refusal(lines.slice(1).join('\n'))).toMatch(/starts with a record "0 "/);
    expect(refusal(changed(0, (line) => line.replace('U2', 'UP')))).toMatch(/file format "UP"/);
    expect(refusal(changed(at('82'), () => ''))).toMatch(/record 81 of XYZ ZZ FUT 202512 0000000 without its 82/);
    expect(refusal(changed(at('81'), () => ''))).toMatch(/record 82 .* without its 81/);
    expect(refusal(changed(at('P '), () => ''))).toMatch(/no record P of ZZ FUT/);
    expect(refusal([...lines, lines[at('81')], lines[at('82')]].join('\n'))).toMatch(/stands twice/);
    expect(refusal(changed(at('2 '), () => ''))).toMatch(/record 3 of CC-ZZ before its record 2/);
  });

  it('is bounded in its lines and is UTF-8', () => {
    expect(refusal(`${smallPa2()}${'x'.repeat(1001)}`)).toMatch(/limit-exceeded: line \d+: longer than 1000/);
    const read = readSpanFile([bytes(smallPa2()), Uint8Array.of(0xff)], null);
    expect(!read.ok && read.failure.detail).toMatch(/not UTF-8/);
  });

  it('ignores what comes after a failure', () => {
    const reader = new SpanFileReader();
    reader.push(bytes('81'));
    reader.push(bytes('\n'));
    reader.push(bytes(smallPa2()));
    expect(reader.finish().ok).toBe(false);
  });
});

describe('a malformed XML file', () => {
  const spn = writeSpn(readAll(smallPa2()));

  it('names the place', () => {
    expect(refusal(spn.replace('<spanFile>', '<spamFile>').replace('</spanFile>', '</spamFile>'))).toMatch(
      /<spamFile>/,
    );
    expect(refusal(spn.replace('</ra>', '</rb>'))).toMatch(
      /^invalid-input: line \d+, column \d+: unexpected close tag/,
    );
    expect(refusal(spn.replace('<a>0</a>', '<a>none</a>'))).toMatch(/line \d+, column \d+: <a> holds "none"/);
    expect(refusal(spn.replace('<a>0</a>', ''))).toMatch(/15 array values, not 16/);
    expect(refusal(spn.slice(0, spn.length - 20))).toMatch(/^invalid-input/);
    expect(refusal(spn.replaceAll('<pairedPoint>2<', '<pairedPoint>99<'))).toMatch(/paired point/);
    expect(refusal(spn.replace('<rs>A</rs>', '<rs>C</rs>'))).toMatch(/<rs> holds "C"/);
  });

  it('is bounded: depth, text, what is between tags, and no entities of its own', () => {
    expect(refusal(`<spanFile>${'<pointInTime>'.repeat(40)}`)).toMatch(/limit-exceeded: .* deeper than 32/);
    expect(refusal(spn.replace('<ec>', `<ec>${'e'.repeat(2000)}`))).toMatch(
      /limit-exceeded: .* more than 1000 characters in <ec>/,
    );
    expect(refusal(spn.replace('<!--', `<!--${' '.repeat(100_000)}`))).toMatch(/limit-exceeded: .* without a tag/);
    expect(refusal(`<!DOCTYPE a [<!ENTITY b "c">]>${spn}`)).toMatch(/document type/);
    expect(refusal(spn.replace('<ec>', '<ec>&unknown;'))).toMatch(
      /invalid-input: line \d+, column \d+: undefined entity/,
    );
  });
});
