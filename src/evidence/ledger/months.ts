/** The beginning of the names of all blobs of the ledger. */
export const ledgerPrefix = 'rows/';

/** Names a blob of the ledger: `rows/2026-12-001.jsonl`. A month has a further one where the first can hold no more. */
export function monthBlob(month: string, part: number): string {
  return `${ledgerPrefix}${month}-${String(part).padStart(3, '0')}.jsonl`;
}

/** `yyyy-mm` of an ISO 8601 time in UTC. */
export function monthOf(time: string): string {
  return time.slice(0, 7);
}

/** Returns the month of a blob of the ledger, `yyyy-mm`; empty for another name. */
export function monthOfBlob(name: string): string {
  return parseMonthBlob(name)?.month ?? '';
}

/** Reads month and part of a blob of the ledger; undefined for another name. */
export function parseMonthBlob(name: string): { readonly month: string; readonly part: number } | undefined {
  const [, month, part] = /^rows\/(\d{4}-\d{2})-(\d{3})\.jsonl$/.exec(name) ?? [];
  return month === undefined ? undefined : { month, part: Number(part) };
}
