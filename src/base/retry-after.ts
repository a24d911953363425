/** Where the service does not say: about the window by which Resource Manager fills its buckets again. */
const usualSeconds = 30;

/**
 * Seconds to wait after a 429, from its header `Retry-After` in either form.
 * https://datatracker.ietf.org/doc/html/rfc9110#field.retry-after
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number {
  if (header === undefined) return usualSeconds;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - now.getTime()) / 1000);
  return Number.isNaN(seconds) ? usualSeconds : Math.max(seconds, 0);
}
