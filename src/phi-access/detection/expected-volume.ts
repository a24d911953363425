import type { Baseline } from './baseline.ts';
import { baseline } from './baseline.ts';
import type { DetectionContext, Person, Shift } from './types.ts';

export type Feature = (shift: Shift) => number;

/** Shifts after which somebody is evaluated by their own habits alone. */
const settled = 10;

const ownFloor = 0.3;

const peerFloor = 0.5;

interface Usual extends Baseline {
  /** The people whose habits these are. */
  readonly of: 'own' | 'role' | 'department' | 'everybody';
}

/**
 * Returns what is usual of a feature for somebody on the scale of log1p: from their own working shifts, or, for a new
 * person, from those of their role, their department or everybody, with the differences between people in the spread.
 */
export function usualOf(
  context: DetectionContext,
  person: Person,
  before: readonly Shift[],
  name: string,
  feature: Feature,
): Usual {
  const own = before.slice(-28).map((shift) => Math.log1p(feature(shift)));
  if (own.length >= settled || person.kind !== 'human') return { ...baseline(own, ownFloor), of: 'own' };
  const [role = [], department = []] = context.peers.groups(person);
  const everybody = [...context.history.people.values()].filter(({ kind }) => kind === 'human');
  for (const [of, group] of [
    ['role', role],
    ['department', department],
    ['everybody', everybody],
  ] as const) {
    const pooled = context.remember(`${of} ${name} ${groupKey(person, of)}`, () =>
      pool(context, group, feature),
    );
    if (pooled.length >= 30) {
      const theirs = baseline(pooled, peerFloor);
      // A few shifts of one's own count for a little already.
      const weight = own.length / settled;
      const median =
        own.length > 0 ? weight * baseline(own, 0).median + (1 - weight) * theirs.median : theirs.median;
      return { median, spread: theirs.spread, days: own.length, of };
    }
  }
  return { ...baseline(own, 1), of: 'own' };
}

function pool(context: DetectionContext, group: readonly Person[], feature: Feature): number[] {
  return group.flatMap((peer) =>
    context
      .shiftsOf(peer)
      .filter(({ to }) => to < context.from - 24)
      .slice(-20)
      .map((shift) => Math.log1p(feature(shift))),
  );
}

function groupKey({ info }: Person, of: string): string {
  return of === 'role' ? (info?.role ?? '') : of === 'department' ? (info?.department ?? '') : '';
}
