import { SaxesParser } from 'saxes';
import { failAt, type Outcome, succeed } from '../../foundation/index.ts';

/** An element without children: its name, its place among those of that name, from 0, and its attributes. */
export type FlexRow = {
  readonly name: string;
  readonly index: number;
  readonly attributes: Readonly<Record<string, string>>;
};

const DEPTH_MAX = 16;

/** Thrown out of the parser's handlers, and nowhere else. */
class MalformedXml extends Error {}

/**
 * The data of a Flex statement: its elements without children, in document order. Whatever their section, a statement
 * keeps data in attributes and uses elements with children as containers only.
 */
export function flexRows(xml: string, pointer: string, rowsMax: number): Outcome<FlexRow[]> {
  const parser = new SaxesParser<{ readonly position: true; readonly xmlns: false }>({ position: true, xmlns: false });
  const refuse = (message: string): never => {
    throw new MalformedXml(`line ${parser.line}: ${message}`);
  };
  const rows: FlexRow[] = [];
  const counts = new Map<string, number>();
  const parents: { hasChildren: boolean }[] = [];
  parser.on('error', (error) => refuse(error.message.replace(/^\d+:\d+: /, '')));
  parser.on('doctype', () => refuse('a document type declaration is not read'));
  parser.on('opentag', () => {
    const parent = parents.at(-1);
    if (parent !== undefined) parent.hasChildren = true;
    parents.push({ hasChildren: false });
    if (parents.length > DEPTH_MAX) refuse(`deeper than ${DEPTH_MAX} elements`);
  });
  parser.on('closetag', ({ name, attributes }) => {
    if (parents.pop()?.hasChildren === true || Object.keys(attributes).length === 0) return;
    const index = counts.get(name) ?? 0;
    counts.set(name, index + 1);
    rows.push({ name, index, attributes });
    if (rows.length > rowsMax) refuse(`more than ${rowsMax} rows`);
  });
  try {
    parser.write(xml).close();
    return rows.length === 0 ? failAt('invalid-input', pointer, 'holds no rows of a Flex statement') : succeed(rows);
  } catch (error) {
    if (error instanceof MalformedXml) return failAt('invalid-input', pointer, error.message);
    throw error;
  }
}
