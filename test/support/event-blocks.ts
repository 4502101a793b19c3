/** One block of a `text/event-stream`, by HTML's living standard; comments are left out. */
export type EventBlock = {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly retry?: string;
};

/** @throws Error where a block isn't ended by an empty line */
export function eventBlocks(text: string): EventBlock[] {
  if (!text.endsWith('\n\n')) throw new Error(`not ended: ${text.slice(-80)}`);
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => Object.fromEntries(block.split('\n').filter(isField).map(fieldOf)) as EventBlock);
}

function isField(line: string): boolean {
  return !line.startsWith(':');
}

function fieldOf(line: string): [name: string, value: string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')];
}
