import type { IncidentKind, Label } from '@phiwatch/sample-hospital/logs';

/** An alert of whichever rules, as far as it is compared with labels. */
export interface Alert {
  readonly principals: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly kinds: readonly string[];
}

export interface Count {
  readonly labels: number;
  /** Found as what they are. */
  readonly found: number;
  /** Found as whatever. */
  readonly noticed: number;
}

export interface Measured {
  readonly byKind: ReadonlyMap<IncidentKind, Count>;
  readonly alerts: number;
  /** Alerts whose principal has no label within two days. */
  readonly false: readonly Alert[];
  readonly missed: readonly Label[];
  readonly entityDays: number;
  readonly days: number;
}

const day = 86_400_000;

function concerns(label: Label, alert: Alert, slack: number): boolean {
  const names = new Set([label.principal, ...(label.principals ?? []), ...label.logins]);
  const near = alert.start <= Date.parse(label.end) + slack && alert.end >= Date.parse(label.start) - slack;
  return near && alert.principals.some((each) => names.has(each));
}

/** Compares alerts with what is known to have happened. */
export function measured(
  labels: readonly Label[],
  alerts: readonly Alert[],
  window: { readonly entityDays: number; readonly days: number },
): Measured {
  const noticedBy = (label: Label): Alert[] => alerts.filter((alert) => concerns(label, alert, day));
  const isFound = (label: Label): boolean => noticedBy(label).some(({ kinds }) => kinds.includes(label.kind));
  const byKind = new Map(
    [...Map.groupBy(labels, ({ kind }) => kind)].map(([kind, list]): [IncidentKind, Count] => [
      kind,
      {
        labels: list.length,
        found: list.filter(isFound).length,
        noticed: list.filter((label) => noticedBy(label).length > 0).length,
      },
    ]),
  );
  return {
    byKind,
    alerts: alerts.length,
    false: alerts.filter((alert) => !labels.some((label) => concerns(label, alert, 2 * day))),
    missed: labels.filter((label) => !isFound(label)),
    ...window,
  };
}

/** Several runs as one. */
export function together(runs: readonly Measured[]): Measured {
  const byKind = new Map<IncidentKind, Count>();
  for (const [kind, count] of runs.flatMap((run) => [...run.byKind])) {
    const sum = byKind.get(kind) ?? { labels: 0, found: 0, noticed: 0 };
    byKind.set(kind, {
      labels: sum.labels + count.labels,
      found: sum.found + count.found,
      noticed: sum.noticed + count.noticed,
    });
  }
  const sum = (of: (run: Measured) => number): number => runs.reduce((total, run) => total + of(run), 0);
  return {
    byKind,
    alerts: sum(({ alerts }) => alerts),
    false: runs.flatMap((run) => run.false),
    missed: runs.flatMap(({ missed }) => missed),
    entityDays: sum(({ entityDays }) => entityDays),
    days: sum(({ days }) => days),
  };
}
