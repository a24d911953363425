/**
 * The standing of a safeguard, the first that is present wins. It tells what is on record: whether a safeguard is met is a conclusion of law, and for a
 * person to draw.
 */
export const safeguardStatuses = [
  'findings-open',
  'unknown',
  'risk-accepted',
  'proofs-on-record',
  'does-not-apply',
] as const;

export type SafeguardStatus = (typeof safeguardStatuses)[number];

/** The sentence that goes with every status. */
export const statusBasis =
  'This tells what is on record. It is no finding of compliance with 45 CFR 164, and no legal advice.';

/** The first status that is present. None at all: nothing is asked. */
export function firstStatus(statuses: readonly SafeguardStatus[]): SafeguardStatus {
  return safeguardStatuses.find((status) => statuses.includes(status)) ?? 'does-not-apply';
}

/** Compares two, so that a sorted list has the worst first. */
export function compareStatus(one: SafeguardStatus, other: SafeguardStatus): number {
  return safeguardStatuses.indexOf(one) - safeguardStatuses.indexOf(other);
}
