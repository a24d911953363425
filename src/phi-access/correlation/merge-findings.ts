import { createHash } from 'node:crypto';
import { compareSeverity } from '../../model/index.ts';
import type { AccessFinding, Anomaly, Directory } from '../model/index.ts';

/** Joins the findings of one principal, and the anomaly of them that was known before, into one anomaly. */
export function merged(
  findings: readonly AccessFinding[],
  before: Anomaly | undefined,
  directory: Directory,
): Anomaly {
  const all = findings.toSorted((a, b) => compareSeverity(a.severity, b.severity) || b.score - a.score);
  const [strongest] = all as [AccessFinding, ...AccessFinding[]];
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
  const actors = [
    ...new Set([...(before?.actors ?? []), ...all.flatMap((each) => each.actors ?? [])]),
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
    id: before?.id ?? idOf(principal, start, principals.length > 0),
    principal,
    ...(principals.length > 0 && { principals }),
    ...(actors.length > 0 && { actors }),
    principalKind:
      directory.principals.get(principal)?.kind ??
      (directory.approvedAgents.has(principal) ? 'agent' : 'unknown'),
    start,
    end,
    kinds,
    severity: severities.toSorted(compareSeverity)[0] ?? 'low',
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

/** A crowd may begin with what is found of its first by itself. */
function idOf(principal: string, start: string, isCrowd: boolean): string {
  return createHash('sha256')
    .update(`${principal}|${start}${isCrowd ? '|crowd' : ''}`)
    .digest('hex')
    .slice(0, 24);
}

export function worstFirst(a: Anomaly, b: Anomaly): number {
  return compareSeverity(a.severity, b.severity) || b.score - a.score || (a.start < b.start ? -1 : 1);
}
