import { counted } from '../../base/index.ts';
import type { DetectionContext, Feature, Person, Shift } from '../detection/index.ts';
import { finding, groupName, isPerson, quantile, usualOf } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

interface Volume {
  readonly name: string;
  readonly noun: string;
  readonly of: Feature;
  /** Less than this is not bulk, however unusual. */
  readonly floor: number;
  /** A spread below this, on the scale of log1p, is luck: sizes of files vary more than numbers of patients. */
  readonly spread: number;
}

const volumes: readonly Volume[] = [
  { name: 'patients', noun: 'patients', of: (shift) => shift.patientCount, floor: 25, spread: 0.3 },
  { name: 'reads', noun: 'reads', of: (shift) => shift.reads, floor: 150, spread: 0.35 },
  { name: 'rows', noun: 'rows', of: (shift) => shift.rows, floor: 1000, spread: 0.4 },
  { name: 'bytes', noun: 'bytes', of: (shift) => shift.bytes, floor: 100_000_000, spread: 0.55 },
];

const threshold = 4;

/** Hours to which a rate is scaled, so that it is as large as a count. */
const fullShift = 8;

/** An hour this many times the busiest before is a burst, if the whole shift is out of line too, though less. */
const burst = 2.5;

const withBurst = 2;

/**
 * A person reads far more in a shift than they usually do, than their role does, and than this day asks of everybody. Both the whole
 * and its pace must be out of line: a double shift is long, not fast, and a busy hour is fast, not much.
 */
export function bulkRead(context: DetectionContext): AccessFinding[] {
  return context.active.flatMap((person) =>
    person.kind === 'human' || (person.kind === 'unknown' && isPerson(person.id))
      ? context.current(person).flatMap(({ shift, before }) => evaluated(context, person, shift, before))
      : [],
  );
}

function evaluated(
  context: DetectionContext,
  person: Person,
  shift: Shift,
  before: readonly Shift[],
): AccessFinding[] {
  const found = volumes.flatMap((volume) => {
    const seen = volume.of(shift);
    if (seen < volume.floor) return [];
    const total = excess(context, person, shift, before, volume, volume.name, volume.of);
    const pace: Feature = (each) => peak(each, volume);
    const rate: Feature = (each) => (fullShift * volume.of(each)) / each.hours.length;
    const fast = Math.max(
      excess(context, person, shift, before, volume, `${volume.name} in an hour`, pace).z,
      excess(context, person, shift, before, volume, `${volume.name} per hour`, rate).z,
    );
    const isBurst =
      total.z >= withBurst &&
      pace(shift) > burst * quantile(before.map(pace), 1) &&
      pace(shift) > 1.3 * mostOfPeers(context, person, volume.name, pace);
    const z = isBurst ? Math.max(total.z, fast) : Math.min(total.z, fast + 1.5);
    const most = quantile(before.map(volume.of), 1);
    if (z < threshold || seen < 1.3 * most) return [];
    return [{ volume, seen, z, usual: total.usual, most }];
  });
  // Patients are named before requests: they say more.
  const [first] = found;
  if (!first) return [];
  const { volume, seen, usual, most } = first;
  const z = Math.max(...found.map((each) => each.z));
  return [
    finding(
      'bulk-read',
      person,
      shift.parts.filter((part) => part.reads > 0),
      z >= 8 ? 'critical' : z >= 5.5 ? 'high' : 'medium',
      z / 10,
      { [volume.name]: seen, usual, most, deviations: z },
      `${Math.round(seen)} ${volume.noun} in one shift, where ${counted(Math.round(usual), 'is usual', 'are usual')} and ${counted(Math.round(most), 'was the most', 'were the most')} before (${z.toFixed(1)} deviations).`,
    ),
  ];
}

function excess(
  context: DetectionContext,
  person: Person,
  shift: Shift,
  before: readonly Shift[],
  { spread }: Volume,
  name: string,
  of: Feature,
): { z: number; usual: number } {
  const usual = usualOf(context, person, before, name, of);
  const surge = context.peers.surge(person, name, of);
  return {
    z: (Math.log1p(of(shift)) - usual.median - surge) / Math.max(spread, usual.spread),
    usual: Math.expm1(usual.median),
  };
}

/** Returns the value that one shift in a thousand of the role reaches. */
function mostOfPeers(context: DetectionContext, person: Person, name: string, of: Feature): number {
  const [role = []] = context.peers.groups(person);
  return context.remember(`most of ${groupName(person.info?.role) ?? ''} ${name}`, () =>
    quantile(
      role.flatMap((peer) =>
        context
          .shiftsOf(peer)
          .filter(({ to }) => to < context.from - 24)
          .map(of),
      ),
      0.999,
    ),
  );
}

/** The most in one hour. */
function peak(shift: Shift, { name }: Volume): number {
  if (name === 'patients') return shift.mostInHour;
  return Math.max(
    ...shift.hours.map(({ parts }) =>
      parts.reduce(
        (total, part) => total + (name === 'reads' ? part.reads : name === 'rows' ? part.rows : part.bytes),
        0,
      ),
    ),
  );
}
