import { counted } from '../../src/base/index.ts';
import { paint, paintSeverity } from '../../cli/output.ts';
import type { ControlView } from '../../src/assurance/posture/index.ts';
import { severities, severityOf } from '../../src/model/index.ts';
import type { Drift } from '../../src/model/index.ts';
import type { ScanView } from '../../src/monitoring/full-scan/index.ts';

/** The result of the first evaluation. */
export interface FirstLook {
  /** All that lies in the subscription: resources, and what belongs to them. */
  readonly records: number;
  readonly scan: Pick<ScanView, 'figures'>;
  /** The time that it took, in words. */
  readonly took: string;
  readonly controls: readonly ControlView[];
  /** Every drift since it began. */
  readonly drifts: readonly Drift[];
}

const worstShown = 5;

const line = (label: string, text: string): string => `${paint('bold', label.padEnd(12))}${text}`;

/** Says how far an evaluation is. */
export function scanProgress({ figures, parts }: Pick<ScanView, 'figures' | 'parts'>): string {
  return `${counted(figures.confirmed, 'resource')} evaluated; ${parts.done} of ${counted(parts.total, 'scope')} done`;
}

/** Sums up the first evaluation: the resources, the safeguards, the open findings, and the worst safeguards. */
export function overview({ records, scan, took, controls, drifts }: FirstLook): string {
  const { confirmed } = scan.figures;
  // Rules of the organization's own are no safeguards.
  const asked = controls.filter(({ family }) => family !== 'own-rules');
  const others = records - confirmed;
  return [
    line('Evaluated', `${counted(confirmed, 'resource')} of ${counted(records, 'record')} in ${took}`),
    line(
      '',
      `The other ${others} are parts and settings that are read with them, or of types that no policy looks at.`,
    ),
    ...safeguards(asked).map((text, index) => line(index === 0 ? 'Safeguards' : '', text)),
    line('Findings', findings(drifts)),
    ...worst(asked),
  ].join('\n');
}

function safeguards(controls: readonly ControlView[]): readonly string[] {
  const checked = controls.filter(({ proofs }) => 'policies' in proofs);
  const alone = controls.length - checked.length;
  const open = checked.filter(({ counts }) => counts.NonCompliant > 0);
  const rest = checked.filter(({ counts }) => counts.NonCompliant === 0);
  const unknown = rest.filter(({ counts }) => counts.Unknown > 0);
  const passing = rest.filter(({ counts }) => counts.Unknown === 0 && counts.Compliant + counts.Exempt > 0);
  const idle = rest.length - unknown.length - passing.length;
  const checks = [
    `${open.length} of ${controls.length} have open findings`,
    ...(unknown.length > 0 ? [`${unknown.length} could not be checked in full`] : []),
    ...(passing.length > 0
      ? [
          `${passing.length} pass${passing.length === 1 ? 'es' : ''} every check and need${passing.length === 1 ? 's' : ''} proof by people too`,
        ]
      : []),
    ...(idle > 0 ? [`${idle} ${idle === 1 ? 'has' : 'have'} nothing here to check`] : []),
  ];
  return [
    checks.join('; '),
    `${alone} need${alone === 1 ? 's' : ''} people alone: attestations, reviews, drills, decisions`,
  ];
}

/** Counts the open findings: the last drift of each resource and policy tells. */
function findings(drifts: readonly Drift[]): string {
  const last = new Map(drifts.map((drift) => [`${drift.resourceId.toLowerCase()} ${drift.policy}`, drift]));
  const open = [...last.values()].filter(({ to }) => to === 'NonCompliant');
  const unknown = [...last.values()].filter(({ to }) => to === 'Unknown').length;
  const bySeverity = severities.flatMap((severity) => {
    const { length } = open.filter((drift) => severityOf(drift) === severity);
    return length > 0 ? [`${length} ${paintSeverity(severity)}`] : [];
  });
  const phi = open.filter((drift) => drift.phi === true).length;
  return [
    `${open.length} open${bySeverity.length > 0 ? `: ${bySeverity.join(', ')}` : ''}`,
    `${phi} of them on resources with PHI`,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ].join('; ');
}

function worst(controls: readonly ControlView[]): readonly string[] {
  const open = controls.filter(({ counts }) => counts.NonCompliant > 0);
  const shown = open
    .toSorted((one, other) => other.counts.NonCompliant - one.counts.NonCompliant)
    .slice(0, worstShown);
  return shown.map(({ id, title, counts }, index) => {
    const { NonCompliant, Unknown, Exempt, Compliant } = counts;
    const checks = counted(NonCompliant + Unknown + Exempt + Compliant, 'check');
    return line(index === 0 ? 'Worst' : '', `${id.padEnd(22)}${NonCompliant} of ${checks} fail: ${title}`);
  });
}
