import { createHash } from 'node:crypto';
import { compareSeverity } from '../../model/index.ts';
import type { AccessFinding, Anomaly, Directory, KeyPatient } from '../model/index.ts';

/** Joins the findings of one principal, and the anomaly of them that was known before, into one anomaly. */
export function merged(
  findings: readonly AccessFinding[],
  before: Anomaly | undefined,
  { directory, keyed }: { readonly directory: Directory; readonly keyed: KeyPatient },
): Anomaly {
  const all = findings.toSorted((a, b) => compareSeverity(a.severity, b.severity) || b.score - a.score);
  const [{ principal }] = all as [AccessFinding, ...AccessFinding[]];
  const parts = [...all, ...(before ? [before] : [])];
  const principals = union(parts.map((part) => part.principals));
  const actors = union(parts.map((part) => part.actors));
  const kinds = union([before?.kinds, all.map(({ kind }) => kind)]);
  const start = parts.map((part) => part.start).toSorted()[0] ?? '';
  // What was said later of a kind counts more of the same: it stands for what was said before.
  const latest = new Map(findings.map(({ kind, explanation }) => [kind, explanation] as const));
  const reasons = { ...before?.reasons, ...Object.fromEntries(latest) };
  const gravest = new Set([...all.map(({ kind }) => kind), ...kinds]);
  return {
    id: before?.id ?? idOf(principal, start, principals.length > 0, keyed),
    principal,
    ...(principals.length > 0 && { principals }),
    ...(actors.length > 0 && { actors }),
    principalKind:
      directory.principals.get(principal)?.kind ??
      (directory.approvedAgents.has(principal) ? 'agent' : 'unknown'),
    start,
    end:
      parts
        .map((part) => part.end)
        .toSorted()
        .at(-1) ?? '',
    kinds,
    severity: parts.map(({ severity }) => severity).toSorted(compareSeverity)[0] ?? 'low',
    score: Math.max(...parts.map(({ score }) => score)),
    resources: union(parts.map(({ resources }) => resources)).slice(0, 50),
    counts: parts.reduceRight((counts, part) => larger(counts, part.counts), {}),
    reasons,
    explanation: [...gravest].flatMap((kind) => reasons[kind] ?? []).join(' '),
  };
}

/** Returns everything that is in any of some lists, once and in order. */
function union<Name extends string>(lists: readonly (readonly Name[] | undefined)[]): Name[] {
  return [...new Set(lists.flatMap((list) => list ?? []))].toSorted();
}

function larger(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const counts: Record<string, number> = { ...a };
  for (const [name, value] of Object.entries(b)) counts[name] = Math.max(value, counts[name] ?? -Infinity);
  return counts;
}

/**
 * The same findings have the same id. It is keyed: who reads that there was an anomaly, as an auditor does, and knows the principals, could
 * else try them one by one. A crowd may begin with what is found of its first by itself.
 */
function idOf(principal: string, start: string, isCrowd: boolean, keyed: KeyPatient): string {
  const plain = hex(`anomaly|${principal}|${start}${isCrowd ? '|crowd' : ''}`);
  return hex(keyed(plain)).slice(0, 24);
}

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function worstFirst(a: Anomaly, b: Anomaly): number {
  return compareSeverity(a.severity, b.severity) || b.score - a.score;
}
