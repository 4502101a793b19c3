/**
 * A README with what a command makes between the markers of that name, `<!-- name:begin -->` and `<!-- name:end -->`.
 *
 * @throws Error when the markers aren't there in that order
 */
export function withBlock(readme: string, name: string, text: string): string {
  const [from, to] = blockSpan(readme, name);
  return `${readme.slice(0, from)}\n${text}\n${readme.slice(to)}`;
}

/** What is between the markers, without the line ends around it. */
export function blockOf(readme: string, name: string): string {
  return readme.slice(...blockSpan(readme, name)).trim();
}

function blockSpan(readme: string, name: string): readonly [number, number] {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the README has no ${begin} before ${end}`);
  return [from + begin.length, to];
}
