import { createHash } from 'node:crypto';
import type { Anomaly, AnomalyKind, AnomalySeverity, Directory, Finding } from './types.ts';

/** What an organization has looked at and does not want to be told of again, for a time. */
export interface Suppression {
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

export interface FuseSettings {
  readonly directory: Directory;
  /** Anomalies that were told already: what belongs to one of them is added to it. */
  readonly known?: readonly Anomaly[];
  readonly suppressions?: readonly Suppression[];
  /** How many may be told on one day (UTC, by their start). What is critical is always told. */
  readonly dailyBudget?: number;
}

export interface Fused {
  /** New anomalies, and known ones to which something was added (with their ids). */
  readonly tell: readonly Anomaly[];
  /** Beyond the budget: kept, counted and reported, not told one by one. */
  readonly overflow: readonly Anomaly[];
  readonly suppressed: readonly { readonly anomaly: Anomaly; readonly by: Suppression }[];
}

const within = 48 * 3_600_000;
const order: readonly AnomalySeverity[] = ['low', 'medium', 'high', 'critical'];

/** One anomaly per principal and 48 hours, from all that was found of them. The same findings give the same anomalies and ids. */
export function fuse(findings: readonly Finding[], settings: FuseSettings): Fused {
  const { directory, known = [], suppressions = [], dailyBudget = Infinity } = settings;
  const sorted = findings.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const groups = new Map<
    string,
    { readonly anomaly?: Anomaly; readonly findings: Finding[]; readonly start: number }[]
  >();
  for (const anomaly of known) {
    const list = groups.get(anomaly.principal) ?? [];
    groups.set(anomaly.principal, [...list, { anomaly, findings: [], start: Date.parse(anomaly.start) }]);
  }
  for (const finding of sorted) {
    const start = Date.parse(finding.start);
    const list = groups.get(finding.principal) ?? [];
    const open = list.findLast((group) => start - group.start < within && start >= group.start - within);
    if (open) open.findings.push(finding);
    else groups.set(finding.principal, [...list, { findings: [finding], start }]);
  }
  const fused = [...groups.values()]
    .flat()
    .filter((group) => group.findings.length > 0)
    .map((group) => merged(group.findings, group.anomaly, directory));
  const suppressed = fused.flatMap((anomaly) => {
    const by = suppressions.find((each) => covers(each, anomaly));
    return by ? [{ anomaly, by }] : [];
  });
  const hidden = new Set(suppressed.map(({ anomaly }) => anomaly));
  const left = fused.filter((anomaly) => !hidden.has(anomaly)).toSorted(worstFirst);
  return { ...withinBudget(left, known, dailyBudget), suppressed };
}

function merged(findings: readonly Finding[], before: Anomaly | undefined, directory: Directory): Anomaly {
  const all = findings.toSorted((a, b) => rank(b.severity) - rank(a.severity) || b.score - a.score);
  const [strongest] = all as [Finding, ...Finding[]];
  const principal = strongest.principal;
  const start =
    [before?.start, ...all.map((each) => each.start)].filter((time) => time !== undefined).toSorted()[0] ??
    '';
  const end =
    [before?.end, ...all.map((each) => each.end)]
      .filter((time) => time !== undefined)
      .toSorted()
      .at(-1) ?? '';
  const principals = [
    ...new Set([...(before?.principals ?? []), ...all.flatMap((each) => each.principals ?? [])]),
  ].toSorted();
  const kinds = [...new Set([...(before?.kinds ?? []), ...all.map(({ kind }) => kind)])].toSorted();
  const severities = [before?.severity, ...all.map(({ severity }) => severity)].filter(
    (each) => each !== undefined,
  );
  // What was said later of a kind counts more of the same: it stands for what was said before.
  const latest = new Map(findings.map(({ kind, explanation }) => [kind, explanation] as const));
  const reasons = { ...before?.reasons, ...Object.fromEntries(latest) };
  const gravest = new Set([...all.map(({ kind }) => kind), ...kinds]);
  return {
    id: before?.id ?? idOf(principal, start),
    principal,
    ...(principals.length > 0 && { principals }),
    principalKind:
      directory.principals.get(principal)?.kind ??
      (directory.approvedAgents.has(principal) ? 'agent' : 'unknown'),
    start,
    end,
    kinds,
    severity: severities.toSorted((a, b) => rank(b) - rank(a))[0] ?? 'low',
    score: Math.max(before?.score ?? 0, ...all.map(({ score }) => score)),
    resources: [...new Set([...(before?.resources ?? []), ...all.flatMap(({ resources }) => resources)])]
      .toSorted()
      .slice(0, 50),
    counts: all.reduceRight((counts, each) => larger(counts, each.counts), before?.counts ?? {}),
    reasons,
    explanation: [...gravest].flatMap((kind) => reasons[kind] ?? []).join(' '),
  };
}

function larger(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const counts: Record<string, number> = { ...a };
  for (const [name, value] of Object.entries(b)) counts[name] = Math.max(value, counts[name] ?? -Infinity);
  return counts;
}

function idOf(principal: string, start: string): string {
  return createHash('sha256').update(`${principal}|${start}`).digest('hex').slice(0, 24);
}

function covers({ principal, kinds, resource, expires }: Suppression, anomaly: Anomaly): boolean {
  return (
    principal.toLowerCase() === anomaly.principal &&
    // Whatever comes of a kind that was not looked at is told with all of its evidence.
    (kinds === undefined || anomaly.kinds.every((kind) => kinds.includes(kind))) &&
    (resource === undefined || anomaly.resources.every((each) => each === resource.toLowerCase())) &&
    anomaly.end < expires
  );
}

function withinBudget(
  anomalies: readonly Anomaly[],
  known: readonly Anomaly[],
  budget: number,
): Pick<Fused, 'tell' | 'overflow'> {
  const told = new Map<string, number>();
  const ids = new Set(known.map(({ id }) => id));
  for (const { start } of known) told.set(start.slice(0, 10), (told.get(start.slice(0, 10)) ?? 0) + 1);
  const tell: Anomaly[] = [];
  const overflow: Anomaly[] = [];
  for (const anomaly of anomalies) {
    const day = anomaly.start.slice(0, 10);
    const count = told.get(day) ?? 0;
    const isKnown = ids.has(anomaly.id);
    if (isKnown || anomaly.severity === 'critical' || count < budget) tell.push(anomaly);
    else overflow.push(anomaly);
    if (!isKnown) told.set(day, count + 1);
  }
  return { tell, overflow };
}

function worstFirst(a: Anomaly, b: Anomaly): number {
  return rank(b.severity) - rank(a.severity) || b.score - a.score || (a.start < b.start ? -1 : 1);
}

function rank(severity: AnomalySeverity): number {
  return order.indexOf(severity);
}
