import { counted } from '../../base/index.ts';
import type { DetectionContext } from '../detection/index.ts';
import { finding, hourMs, sum } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

/** Access by somebody who has left. Nothing about it depends on habit. */
export function terminatedAccess(context: DetectionContext): AccessFinding[] {
  return context.active.flatMap((person) => {
    const said = person.info?.terminatedAt;
    if (said === undefined) return [];
    const left = leftAt(said, (at) => context.calendar.local(at, context.zoneOf(person)).date);
    const parts = context.partsOf(person).filter(({ last }) => Date.parse(last) > left);
    if (parts.length === 0) return [];
    const reads = sum(parts, (part) => part.reads);
    const calls = sum(parts, (part) => part.calls);
    const patients = new Set(parts.flatMap((part) => part.patients)).size;
    const days = Math.max(0, Math.floor((Date.parse(parts[0]?.first ?? '') - left) / (24 * hourMs)));
    return finding(
      'terminated-access',
      person,
      parts,
      reads > 0 ? 'critical' : 'high',
      1,
      { calls, reads, patients, daysSinceTermination: days },
      `Used ${counted(days, 'day')} after the termination recorded in the directory: ${counted(calls, 'call')}, ${counted(reads, 'of them a successful read', 'of them successful reads')}.`,
    );
  });
}

/** Returns the time at which somebody has left: a person who leaves on a date may work until it ends where they work. */
function leftAt(said: string, dateOf: (at: number) => string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(said)) return Date.parse(said);
  let at = Math.floor(Date.parse(said) / hourMs) - 14;
  while (dateOf(at) <= said) at += 1;
  return at * hourMs;
}
