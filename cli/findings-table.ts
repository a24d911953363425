import { counted, visibleText } from '../src/base/index.ts';
import { severities, states } from '../src/model/index.ts';
import type { DecidingField } from '../src/model/index.ts';
import type { ScanFinding, ScanTally } from '../src/monitoring/scan/index.ts';
import { paintSeverity, paintState } from './output.ts';
import { linesOfId } from './resource-lines.ts';
import { table } from './table.ts';

/** A table is for reading: of more findings than this, the worst are shown and the rest counted. */
export const TABLE_ROWS = 100;

/** Keeps the worst findings, at most TABLE_ROWS of each kind, so that memory stays flat. */
export class WorstFindings {
  readonly #kinds = new Map<string, ScanFinding[]>();
  #dropped = 0;

  add(finding: ScanFinding): void {
    const kind = `${finding.state} ${finding.severity}`;
    const findings = this.#kinds.get(kind) ?? [];
    this.#kinds.set(kind, findings);
    if (findings.length < TABLE_ROWS) findings.push(finding);
    else this.#dropped++;
  }

  /** The worst, worst first, and how many more there are. */
  get(): { readonly findings: readonly ScanFinding[]; readonly more: number } {
    const sorted = states.flatMap((state) =>
      severities.flatMap((severity) => this.#kinds.get(`${state} ${severity}`) ?? []),
    );
    return {
      findings: sorted.slice(0, TABLE_ROWS),
      more: this.#dropped + Math.max(0, sorted.length - TABLE_ROWS),
    };
  }
}

/** The findings as a table. */
export const findingsTable = (findings: readonly ScanFinding[]): string =>
  table(
    [
      { title: 'State', width: 14 },
      { title: 'Policy and safeguards', width: 34, least: 18 },
      { title: 'Resource and why', width: 48, least: 24 },
    ],
    findings.map((finding) => [
      `${paintState(finding.state)}\n${paintSeverity(finding.severity)}`,
      [finding.title, finding.policy, finding.controls.join(', ')].filter(Boolean).join('\n'),
      [...linesOfId(finding.resourceId), ...because(finding)].join('\n'),
    ]),
  );

/** `properties.minimumTlsVersion is "TLS1_0"; expected one of "TLS1_2", "TLS1_3"` */
export const fieldLine = ({ path, actual, expected }: DecidingField): string =>
  visibleText(
    `${path} is ${actual === undefined || actual === null ? 'absent' : JSON.stringify(actual)}; expected ${expected}`,
  );

const because = ({ reason, fields = [] }: ScanFinding): string[] => [
  ...(reason === undefined ? [] : [reason]),
  ...fields.map(fieldLine),
];

/** `12 NonCompliant, 3 Unknown, 40 Compliant; 9 resources`: worst first, what is zero left out. */
export function summary({ counts, resources, repeated }: ScanTally): string {
  const parts = states
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${paintState(state)}`);
  const copies =
    repeated === 0
      ? ''
      : `, ${repeated} of which share an id with another: each copy is evaluated and counted`;
  return `${parts.join(', ') || 'no findings'}; ${counted(resources, 'resource')}${copies}`;
}
