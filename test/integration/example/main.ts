import { readFileSync, writeFileSync } from 'node:fs';
import { withBlock } from '../../support/readme-block.ts';
import { exampleText } from './example-text.ts';
import { workedExample } from './worked-example.ts';

const README = new URL('../../../README.md', import.meta.url);

/** Runs the worked example through the handlers, prints it and writes it into the README. */
const text = exampleText(await workedExample());
writeFileSync(README, withBlock(readFileSync(README, 'utf8'), 'example', text));
console.log(text);
