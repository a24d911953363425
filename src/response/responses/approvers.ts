import type { Response } from './response.ts';

/**
 * Says whose work a response is about, and how many others must approve what is written. The person who made the change is known only where
 * every event that may have caused it names one and the same person; a service principal may be anybody's tool. Where nobody
 * is known, two people must agree: one of them is another.
 */
export function approversFor({ drift, remediation }: Pick<Response, 'drift' | 'remediation'>): {
  readonly owners: readonly [string, ...string[]];
  readonly needed: 1 | 2;
} {
  const named = drift.candidates.flatMap(({ actor }) => actor?.objectId ?? []);
  const isKnown =
    drift.candidates.length > 0 &&
    drift.candidates.every(({ actor }) => actor?.kind === 'User' && actor.objectId !== undefined);
  const askedBy = remediation?.askedBy === undefined ? [] : [remediation.askedBy];
  return { owners: ['nobody', ...named, ...askedBy], needed: isKnown ? 1 : 2 };
}
