/** When the cases are valued: they state seconds to expiry, so any instant does. */
export const AS_OF = '2023-01-01T00:00:00Z';

export function after(seconds: number): string {
  return new Date(Date.parse(AS_OF) + seconds * 1000).toISOString();
}
