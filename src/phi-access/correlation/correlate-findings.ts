import type { AccessFinding, Anomaly, AnomalyKind, Directory, KeyPatient } from '../model/index.ts';
import { collapseDepartments } from './departments.ts';
import { groupFindings } from './finding-groups.ts';
import { merged, worstFirst } from './merge-findings.ts';

/** Anomalies that an organization has looked at and does not want to be notified of again, for a time. */
interface Suppression {
  readonly principal: string;
  /** Absent: all kinds. */
  readonly kinds?: readonly AnomalyKind[];
  /** Absent: all resources. */
  readonly resource?: string;
  readonly owner: string;
  readonly reason: string;
  /** ISO 8601: from then on it holds no longer. */
  readonly expires: string;
}

export interface CorrelationSettings {
  readonly directory: Directory;
  /** Keys the ids of anomalies. */
  readonly keyed: KeyPatient;
  /** Known anomalies: a finding that belongs to one of them is added to it. */
  readonly known?: readonly Anomaly[];
  readonly suppressions?: readonly Suppression[];
  /** The number of anomalies of which people may be notified on one day (UTC, by their start). Critical ones are always reported. */
  readonly dailyBudget?: number;
}

export interface CorrelatedFindings {
  /** New anomalies, and known ones to which something was added (with their ids). */
  readonly notify: readonly Anomaly[];
  /** Beyond the budget: kept, counted and reported together, without a notification for each. */
  readonly overflow: readonly Anomaly[];
  readonly suppressed: readonly { readonly anomaly: Anomaly; readonly by: Suppression }[];
}

/**
 * One anomaly per principal and 48 hours, from all that was found of them; of a crowd, one for all. The same findings give the same
 * anomalies and ids.
 */
export function correlateFindings(
  findings: readonly AccessFinding[],
  settings: CorrelationSettings,
): CorrelatedFindings {
  const { directory, keyed, known = [], suppressions = [], dailyBudget = Infinity } = settings;
  const fused = groupFindings(collapseDepartments(findings, known, directory), known).map(
    ({ findings, anomaly }) => merged(findings, anomaly, { directory, keyed }),
  );
  const suppressed = fused.flatMap((anomaly) => {
    const by = suppressions.find((each) => covers(each, anomaly));
    return by ? [{ anomaly, by }] : [];
  });
  const hidden = new Set(suppressed.map(({ anomaly }) => anomaly));
  const left = fused.filter((anomaly) => !hidden.has(anomaly)).toSorted(worstFirst);
  return { ...withinBudget(left, known, dailyBudget), suppressed };
}

function covers({ principal, kinds, resource, expires }: Suppression, anomaly: Anomaly): boolean {
  return (
    principal.toLowerCase() === anomaly.principal &&
    // Whatever comes of a kind that was not looked at is reported with all of its evidence.
    (kinds === undefined || anomaly.kinds.every((kind) => kinds.includes(kind))) &&
    (resource === undefined || anomaly.resources.every((each) => each === resource.toLowerCase())) &&
    anomaly.end < expires
  );
}

function withinBudget(
  anomalies: readonly Anomaly[],
  known: readonly Anomaly[],
  budget: number,
): Pick<CorrelatedFindings, 'notify' | 'overflow'> {
  const byDay = new Map<string, number>();
  const ids = new Set(known.map(({ id }) => id));
  for (const { start } of known) byDay.set(start.slice(0, 10), (byDay.get(start.slice(0, 10)) ?? 0) + 1);
  const notify: Anomaly[] = [];
  const overflow: Anomaly[] = [];
  for (const anomaly of anomalies) {
    const day = anomaly.start.slice(0, 10);
    const count = byDay.get(day) ?? 0;
    const isKnown = ids.has(anomaly.id);
    if (isKnown || anomaly.severity === 'critical' || count < budget) notify.push(anomaly);
    else overflow.push(anomaly);
    if (!isKnown) byDay.set(day, count + 1);
  }
  return { notify, overflow };
}
