import { SaxesParser } from 'saxes';
import { FILE_LIMITS } from './file-limits.ts';
import { FormatError } from './format-error.ts';

/** An element with what is kept of its children. */
export class XmlRecord {
  readonly name: string;
  readonly parent: XmlRecord | null;
  readonly #line: number;
  readonly #column: number;
  text = '';
  /** elements kept below it */
  size = 0;
  readonly #children = new Map<string, XmlRecord[]>();

  constructor(name: string, parent: XmlRecord | null, line: number, column: number) {
    this.name = name;
    this.parent = parent;
    this.#line = line;
    this.#column = column;
  }

  /** where it begins */
  get place(): string {
    return placeOf(this.#line, this.#column);
  }

  keep(child: XmlRecord): void {
    this.size += child.size + 1;
    const siblings = this.#children.get(child.name);
    if (siblings === undefined) this.#children.set(child.name, [child]);
    else siblings.push(child);
  }

  all(name: string): readonly XmlRecord[] {
    return this.#children.get(name) ?? [];
  }

  first(name: string): XmlRecord | null {
    return this.all(name)[0] ?? null;
  }

  /** Text of a child, '' where there is none. */
  value(name: string): string {
    return this.first(name)?.text ?? '';
  }

  required(name: string): string {
    const value = this.value(name);
    if (value === '') throw new FormatError(this.place, `<${this.name}> without <${name}>`);
    return value;
  }

  /** The number in a child, or `otherwise` where there is none. */
  number(name: string, otherwise: number): number {
    const child = this.first(name);
    return child === null || child.text === '' ? otherwise : child.asNumber();
  }

  asNumber(): number {
    if (!/^[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?$/.test(this.text)) {
      throw new FormatError(this.place, `<${this.name}> holds ${JSON.stringify(this.text)}, not a number`);
    }
    const number = Number(this.text);
    if (Math.abs(number) <= FILE_LIMITS.magnitude) return number;
    throw new FormatError(this.place, `<${this.name}> is beyond ${FILE_LIMITS.magnitude} in size`);
  }
}

/** What to do with an element once it is closed: keep it below its parent, or forget it. */
export type OnClose = (record: XmlRecord) => 'keep' | 'drop';

/** Characters given to the parser at once: between them the bounds are checked. */
const SLICE = 16_384;

/**
 * Elements of an XML text as they close. Depth, text length, the number of kept elements, and what stands between two
 * events are bounded, so that no text, however malformed, makes it need more memory.
 */
export class XmlRecords {
  readonly #parser = new SaxesParser({ position: true });
  readonly #onClose: OnClose;
  readonly #isWanted: (name: string, parent: XmlRecord | null) => boolean;
  #open: XmlRecord | null = null;
  #depth = 0;
  /** depth of an element that isn't wanted, with all below it; 0 for none */
  #skipped = 0;
  #kept = 0;
  #lastEvent = 0;
  #hasRoot = false;

  constructor(isWanted: (name: string, parent: XmlRecord | null) => boolean, onClose: OnClose) {
    this.#isWanted = isWanted;
    this.#onClose = onClose;
    this.#parser.on('error', (error) => {
      throw new FormatError(this.#place(), error.message.replace(/^\d+:\d+: /, ''));
    });
    this.#parser.on('opentag', ({ name }) => this.#opened(name));
    this.#parser.on('closetag', () => this.#closed());
    this.#parser.on('text', (text) => this.#addText(text));
    this.#parser.on('cdata', (text) => this.#addText(text));
    this.#parser.on('doctype', () => {
      throw new FormatError(this.#place(), 'a document type declaration is not read');
    });
  }

  /** @throws FormatError */
  push(text: string): void {
    for (let start = 0; start < text.length; start += SLICE) {
      this.#parser.write(text.slice(start, start + SLICE));
      if (this.#parser.position - this.#lastEvent > FILE_LIMITS.xmlGapCharacters) {
        throw new FormatError(
          this.#place(),
          `more than ${FILE_LIMITS.xmlGapCharacters} characters without a tag`,
          'limit-exceeded',
        );
      }
    }
  }

  /** @throws FormatError where the document isn't whole */
  finish(): void {
    this.#parser.close();
    if (!this.#hasRoot) throw new FormatError(this.#place(), 'no element');
  }

  #opened(name: string): void {
    this.#lastEvent = this.#parser.position;
    this.#hasRoot = true;
    this.#depth += 1;
    if (this.#depth > FILE_LIMITS.xmlDepth) {
      throw new FormatError(this.#place(), `deeper than ${FILE_LIMITS.xmlDepth} elements`, 'limit-exceeded');
    }
    if (this.#skipped > 0) return;
    if (!this.#isWanted(name, this.#open)) this.#skipped = this.#depth;
    else this.#open = new XmlRecord(name, this.#open, this.#parser.line, this.#parser.column);
  }

  #closed(): void {
    this.#lastEvent = this.#parser.position;
    this.#depth -= 1;
    if (this.#skipped > 0) {
      if (this.#depth < this.#skipped) this.#skipped = 0;
      return;
    }
    const record = this.#open!;
    this.#open = record.parent;
    record.text = record.text.trim();
    if (this.#onClose(record) === 'drop' || record.parent === null) {
      this.#kept -= record.size;
      return;
    }
    this.#kept += 1;
    if (this.#kept > FILE_LIMITS.xmlKept) {
      throw new FormatError(this.#place(), `more than ${FILE_LIMITS.xmlKept} elements`, 'limit-exceeded');
    }
    record.parent.keep(record);
  }

  #addText(text: string): void {
    this.#lastEvent = this.#parser.position;
    if (this.#open === null || this.#skipped > 0) return;
    this.#open.text += this.#open.text === '' ? text.trimStart() : text;
    if (this.#open.text.length > FILE_LIMITS.xmlTextCharacters) {
      throw new FormatError(
        this.#place(),
        `more than ${FILE_LIMITS.xmlTextCharacters} characters in <${this.#open.name}>`,
        'limit-exceeded',
      );
    }
  }

  #place(): string {
    return placeOf(this.#parser.line, this.#parser.column);
  }
}

function placeOf(line: number, column: number): string {
  return `line ${line}, column ${column}`;
}
