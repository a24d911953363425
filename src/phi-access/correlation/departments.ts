import type { AccessFinding, Anomaly, Directory } from '../model/index.ts';

const within = 12 * 3_600_000;

const several = 4;

/**
 * Several people of one department who work off shift at once have been told to: a roster changed, a ward was moved. That is one
 * notice for whoever plans the shifts, not an anomaly of each.
 */
export function collapseDepartments(
  findings: readonly AccessFinding[],
  known: readonly Anomaly[],
  directory: Directory,
): readonly AccessFinding[] {
  const departmentOf = (id: string): string | undefined =>
    directory.principals.get(id)?.department?.trim().toLowerCase();
  const offShift = findings.filter(
    ({ kind, principal }) => kind === 'after-hours' && departmentOf(principal) !== undefined,
  );
  const collapsed = [...Map.groupBy(offShift, ({ principal }) => departmentOf(principal) ?? '')].flatMap(
    ([department, group]) => {
      const start = Math.min(...group.map((each) => Date.parse(each.start)));
      const earlier = known.filter(
        (anomaly) =>
          anomaly.kinds.includes('after-hours') &&
          departmentOf(anomaly.principal) === department &&
          Math.abs(Date.parse(anomaly.start) - start) < within,
      );
      const principals = [
        ...new Set([...group, ...earlier].flatMap((each) => [each.principal, ...(each.principals ?? [])])),
      ].toSorted();
      return principals.length < several ? [] : [{ group, notice: noticeOf(group, principals) }];
    },
  );
  const replaced = new Set(collapsed.flatMap(({ group }) => group));
  return [...findings.filter((finding) => !replaced.has(finding)), ...collapsed.map(({ notice }) => notice)];
}

function noticeOf(group: readonly AccessFinding[], principals: readonly string[]): AccessFinding {
  const starts = group.map(({ start }) => start).toSorted();
  const ends = group.map(({ end }) => end).toSorted();
  return {
    kind: 'after-hours',
    principal: principals[0] ?? '',
    principals,
    start: starts[0] ?? '',
    end: ends.at(-1) ?? '',
    severity: 'low',
    score: 0.2,
    resources: [...new Set(group.flatMap(({ resources }) => resources))].toSorted(),
    counts: { people: principals.length },
    explanation: `${principals.length} people of one department worked off shift at the same time: it looks like a change of the roster.`,
  };
}
