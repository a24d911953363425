import type { AccessFinding, Anomaly } from '../model/index.ts';

/** Findings that belong together, with the anomaly that they were before. */
interface Group {
  readonly anomaly?: Anomaly;
  readonly findings: readonly AccessFinding[];
}

interface Open {
  readonly anomaly?: Anomaly;
  readonly findings: AccessFinding[];
  readonly start: number;
  readonly principal: string;
  /** The people of a crowd; empty: the group is of one principal. */
  readonly crowd: Set<string>;
}

const within = 48 * 3_600_000;

/** Groups findings by principal, and by 48 hours from the first finding. A crowd is the same crowd if most of its people are. */
export function groupFindings(findings: readonly AccessFinding[], known: readonly Anomaly[]): Group[] {
  const groups: Open[] = known.map((anomaly) => ({
    anomaly,
    findings: [],
    start: Date.parse(anomaly.start),
    principal: anomaly.principal,
    crowd: new Set(anomaly.principals),
  }));
  const byPrincipal = Map.groupBy(groups, ({ principal }) => principal);
  const crowds = groups.filter(({ crowd }) => crowd.size > 0);
  for (const finding of findings.toSorted(byStart)) {
    const start = Date.parse(finding.start);
    const candidates = finding.principals ? crowds : (byPrincipal.get(finding.principal) ?? []);
    const open = candidates.findLast(
      (group) =>
        Math.abs(start - group.start) < within &&
        (finding.principals ? isSame(group, finding) : group.crowd.size === 0),
    );
    if (open) {
      open.findings.push(finding);
      for (const each of finding.principals ?? []) open.crowd.add(each);
      continue;
    }
    const group: Open = {
      findings: [finding],
      start,
      principal: finding.principal,
      crowd: new Set(finding.principals),
    };
    groups.push(group);
    if (group.crowd.size > 0) crowds.push(group);
    else byPrincipal.set(group.principal, [...(byPrincipal.get(group.principal) ?? []), group]);
  }
  return groups.filter((group) => group.findings.length > 0);
}

function isSame({ crowd, findings, anomaly }: Open, { kind, principals = [] }: AccessFinding): boolean {
  if (!(findings[0]?.kind === kind || anomaly?.kinds.includes(kind))) return false;
  const shared = principals.filter((each) => crowd.has(each)).length;
  return shared * 2 >= Math.min(crowd.size, principals.length);
}

function byStart(a: AccessFinding, b: AccessFinding): number {
  return a.start < b.start ? -1 : a.start > b.start ? 1 : a.principal < b.principal ? -1 : 1;
}
