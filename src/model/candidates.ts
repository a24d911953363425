import type { Actor, Candidate, Drift } from './drift.ts';

/** The actor that every candidate names; undefined where there is none, one names nobody, or they differ. */
export function commonActor(candidates: readonly Candidate[]): Actor | undefined {
  const [first, ...others] = candidates;
  const actor = first?.actor;
  const identity = identityOf(actor);
  if (identity === undefined) return undefined;
  return others.every((other) => identityOf(other.actor) === identity) ? actor : undefined;
}

/** The correlation id that every candidate has; undefined where there is none or they differ. */
export function commonCorrelation(candidates: readonly Candidate[]): string | undefined {
  const [first, ...others] = candidates;
  return others.every((other) => other.correlationId === first?.correlationId)
    ? first?.correlationId
    : undefined;
}

/**
 * The drift with the events that came after it among its candidates, each once, oldest first. Its actor and correlation
 * id stand only while every candidate names the same one.
 */
export function mergeCandidates(drift: Drift, late: readonly Candidate[]): Drift {
  const known = new Set(drift.candidates.map(({ eventId }) => eventId));
  const added = late.filter(({ eventId }) => !known.has(eventId) && known.add(eventId));
  if (added.length === 0) return drift;
  const candidates = [...drift.candidates, ...added].toSorted(inOrder);
  const { actor: _actor, correlationId: _correlationId, ...rest } = drift;
  const actor = commonActor(candidates);
  const correlationId = commonCorrelation(candidates);
  return {
    ...rest,
    candidates,
    ...(actor && { actor }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

/** By time; at one time by id, so that the order is always the same. */
function inOrder(a: Candidate, b: Candidate): number {
  return Date.parse(a.time) - Date.parse(b.time) || (a.eventId < b.eventId ? -1 : 1);
}

/** A user keeps the object id whichever application acts for them. */
function identityOf(actor: Actor | undefined): string | undefined {
  return (actor?.objectId ?? actor?.appId)?.toLowerCase();
}
