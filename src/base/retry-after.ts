/**
 * Seconds to wait after a 429, from its header `Retry-After` in either form; `otherwise`: where it says nothing that can be read.
 * https://datatracker.ietf.org/doc/html/rfc9110#field.retry-after
 */
export function retryAfterSeconds(header: string | undefined, now: Date, otherwise: number): number {
  if (header === undefined) return otherwise;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - now.getTime()) / 1000);
  return Number.isNaN(seconds) ? otherwise : Math.max(seconds, 0);
}
