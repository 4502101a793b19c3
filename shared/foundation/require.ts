/** A defect: our own code broke one of its promises. Never caught to continue; alarms fire on it. */
export class DefectError extends Error {
  override readonly name = 'DefectError';
}

type Values = Readonly<Record<string, unknown>>;

/**
 * A caller's promise: argument ranges, shapes, order of calls. Write the condition positively, so that NaN fails it.
 *
 * @throws DefectError with the values in its message
 */
export function requireThat(condition: boolean, message: string, values?: Values): asserts condition {
  if (!condition) throw new DefectError(describe(message, values));
}

/**
 * Our own promise about a result, checked before it leaves.
 *
 * @throws DefectError with the values in its message
 */
export function ensureThat(condition: boolean, message: string, values?: Values): asserts condition {
  if (!condition) throw new DefectError(describe(`broken promise: ${message}`, values));
}

function describe(message: string, values?: Values): string {
  if (values === undefined) return message;
  const shown = Object.entries(values).map(([key, value]) => `${key} = ${String(value)}`);
  return `${message} (${shown.join(', ')})`;
}
