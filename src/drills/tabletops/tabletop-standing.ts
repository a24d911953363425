import type { RecordVersion } from '../../model/index.ts';
import { provesUntil } from '../plans/index.ts';
import type { Exercise, Tabletop } from './tabletop.ts';

/** The number of participants, beside the facilitator, who confirm an exercise before it is a proof; fewer where there are fewer. */
const neededConfirmations = 2;

/** The controls for which an exercise counts as a drill. The others are records of their own: no control needs a drill of them. */
export const controlsOfExercise: Readonly<Record<Exercise, readonly string[]>> = {
  'breach-notification': [],
  'emergency-access': ['164.312(a)(2)(ii)'],
  'incident-investigation': [],
  'emergency-mode': ['164.308(a)(7)(ii)(C)'],
};

/** The standing of a tabletop as a proof; undefined: it is none. */
export interface TabletopStanding {
  readonly standing: 'current' | 'failed' | 'expired' | undefined;
  /** The moment at which it stops to be a proof, whether or not it is one. */
  readonly until: string;
}

type Recorded = Pick<RecordVersion<Tabletop>, 'value'>;

/**
 * Returns how a tabletop stands as a proof at a moment (ISO 8601, UTC). One in which something was not done has failed, and does not get better by
 * waiting: another one has to be held.
 */
export function tabletopStanding({ value }: Recorded, now: string): TabletopStanding {
  const until = provesUntil(value.endedAt);
  if (provedSince({ value }) === undefined) return { standing: undefined, until };
  if (value.checklist.some(({ outcome }) => outcome === 'not-done')) return { standing: 'failed', until };
  return { standing: until <= now ? 'expired' : 'current', until };
}

/** Returns the standing of the last tabletop that is a proof for a control, in an organization (undefined: in all); undefined: there is none. */
export function tabletopsFor(
  control: string,
  organization: string | undefined,
  recorded: readonly Recorded[],
  now: string,
): (TabletopStanding & { readonly standing: 'current' | 'failed' | 'expired' }) | undefined {
  const [last] = recorded
    .filter(
      ({ value }) =>
        controlsOfExercise[value.exercise].includes(control) &&
        (value.organization === undefined || value.organization === organization) &&
        provedSince({ value }) !== undefined,
    )
    .toSorted((one, other) => (one.value.endedAt < other.value.endedAt ? 1 : -1));
  if (!last) return undefined;
  const { standing, until } = tabletopStanding(last, now);
  return standing && { standing, until };
}

/** The moment at which so many participants had confirmed it that it became a proof; undefined: it is none. */
export function provedSince({ value }: Recorded): string | undefined {
  const { status, facilitator, participants, confirmations } = value;
  if (status === 'withdrawn') return undefined;
  const others = participants.filter(({ person }) => person !== facilitator.toLowerCase());
  return confirmations[Math.min(neededConfirmations, others.length) - 1]?.at;
}
