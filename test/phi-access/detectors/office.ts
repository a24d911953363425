import { expect, test } from 'vitest';
import type { DetectionWindow } from '../../../src/phi-access/detection/types.ts';
import { detect } from '../../../src/phi-access/detectors/detect.ts';
import type { AccessEvent, AccessHour } from '../../../src/phi-access/model/access-log.ts';
import type { AccessFinding, AnomalyKind } from '../../../src/phi-access/model/anomaly.ts';
import type { Directory, Principal } from '../../../src/phi-access/model/directory.ts';
import { at, day, hospital, hourOf, zone } from './hospital.ts';

/** A small office on one day, beside its usual work. */
export interface Case {
  /** Of whom something may be told; absent: who did the last of the hours, else `ada`. */
  readonly who?: string;
  readonly hours?: readonly AccessHour[];
  readonly events?: readonly AccessEvent[];
  /** What the usual hour of `ada` and of `engine` is like. */
  readonly usual?: Partial<AccessHour>;
  /** The first day of their usual work; absent: 30 days before. */
  readonly first?: number;
  /** More people and machines, or others under these names. */
  readonly principals?: readonly Principal[];
  readonly directory?: Partial<Directory>;
  readonly window?: DetectionWindow;
}

/**
 * Returns what is found in an office in which `ada`, a clerk, and `engine`, a service, have worked from ten to eleven every
 * day. The day that is evaluated is a Wednesday, the 30th after the first.
 */
export function findingsIn(given: Case): AccessFinding[] {
  const { usual = {}, first = 0, hours = [], events = [], principals = [], directory = {} } = given;
  const window = given.window ?? { from: at(day(30), 0), to: at(day(31), 0) };
  const all = hospital(directory);
  const both: Principal[] = [
    { id: 'ada', kind: 'human', role: 'Clerk', department: 'Office', timeZone: zone },
    { id: 'engine', kind: 'service', timeZone: zone },
  ];
  for (const principal of [...both, ...principals]) all.principals.set(principal.id, principal);
  for (let date = first; date < 30; date += 1)
    for (const { id } of both) all.hours.push(hourOf(id, at(day(date), 10), usual));
  return detect({ window, hours: [...all.hours, ...hours], events, directory: all.directory });
}

/** The severities of what is told, or that it is nothing; in what case, and what happens in it. */
export type Row = readonly [told: string, why: string, hours: readonly AccessHour[], rest?: Case];

/** Tests the severity of what is told of one kind and one principal, or that it is nothing: one test for each row. */
export function testRows(kind: AnomalyKind, rows: readonly Row[], by?: string): void {
  test.each(rows.map(([told, why, hours, rest]) => ({ told, why, given: { hours, ...rest } })))(
    '$told: $why',
    ({ told, given }) => {
      const who = given.who ?? by ?? given.hours.at(-1)?.principal ?? 'ada';
      const findings = findingsIn(given).filter((each) => each.kind === kind && each.principal === who);
      expect(findings.map(({ severity }) => severity).join(', ') || 'nothing').toBe(told);
    },
  );
}

/** An hour of `ada` on the day that is evaluated, beside the usual ones. */
export function ada(rest: Partial<AccessHour>, hour = 14): AccessHour {
  return hourOf('ada', at(day(30), hour), rest);
}

export function engine(rest: Partial<AccessHour>, hour = 14): AccessHour {
  return hourOf('engine', at(day(30), hour), rest);
}

export function event(kind: AccessEvent['kind'], rest: Partial<AccessEvent> = {}): AccessEvent {
  return { source: 'directory', kind, time: at(day(30), 9), principal: 'ada', count: 1, ...rest };
}

/** The same event on each of some days. */
export function onDays(dates: readonly number[], given: AccessEvent, hour = 9): AccessEvent[] {
  return dates.map((date) => ({ ...given, time: at(day(date), hour) }));
}
