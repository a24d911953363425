import { dayIn, daysBetween, lastZone, latest, plusDays, startOf } from '../../base/index.ts';
import type { RecordVersion } from '../../model/index.ts';
import type { Deadline } from '../../records/index.ts';
import type { Incident } from './incident.ts';
import { noticesDue } from './notices-due.ts';
import type { NoticeDue } from './notices-due.ts';

/** The days ahead of its last day on which people are reminded of a notice. */
const warningDays = [30, 15, 7, 1];

/**
 * Returns when people are reminded of the notices of an incident: when it is opened, ahead of their last day, and once
 * that is past. There is no reminder of a notice that was given, and none where it was no breach. The deadlines name the
 * day: if that moves, they are others.
 */
export function incidentDeadlines(record: RecordVersion<Incident>): readonly Deadline[] {
  const open = noticesDue(record.value).filter(({ sentOn }) => sentOn === undefined);
  return open.flatMap((due) => deadlinesOf(due, record));
}

function deadlinesOf(
  { to, by }: NoticeDue,
  { id, version, value }: RecordVersion<Incident>,
): readonly Deadline[] {
  const { openedAt, discovery, timeZone = lastZone } = value;
  const openedOn = dayIn(openedAt, timeZone);
  const about = { record: 'incident', id, version } as const;
  const until = startOf(plusDays(by, 1), timeZone);
  // Not before the clock was set: what was due long before would be reported as long ago.
  const overdueAt = latest(until, discovery.approvedAt ?? openedAt);
  const warning = (at: string, days: number, what: string): Deadline => ({
    id: `incident|${id}|${to}|${by}|${what}`,
    at,
    until,
    notice: { kind: 'notice-due', at, about, to, by, days },
  });
  return [
    warning(openedAt, daysBetween(openedOn, by), 'opened'),
    ...warningDays
      .map((days) => warning(startOf(plusDays(by, -days), timeZone), days, `${days}d`))
      .filter(({ at }) => at > openedAt),
    {
      id: `incident|${id}|${to}|${by}|overdue`,
      at: overdueAt,
      notice: { kind: 'notice-overdue', at: overdueAt, about, to, by, days: 0 },
    },
  ];
}
