import type { RecordVersion } from '../../model/index.ts';

/** Says whether a record is for an organization: one that names none is for all. */
export function isFor(value: { readonly organization?: string }, organization: string | undefined): boolean {
  return value.organization === undefined || value.organization === organization;
}

/** Returns the last of the records that concern something; those that name the organization go before those that are for all. */
export function latestFor<T extends { readonly organization?: string }>(
  all: readonly RecordVersion<T>[],
  concerns: (value: T) => boolean,
  organization: string | undefined,
): RecordVersion<T> | undefined {
  const found = all.filter(({ value }) => concerns(value));
  const own = found.filter(({ value }) => organization !== undefined && value.organization === organization);
  return (own.length > 0 ? own : found).toSorted((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))[0];
}
