/** The severities of findings, drifts, messages and anomalies, the worst first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;

export type Severity = (typeof severities)[number];

/** Compares two severities, so that a sorted list has the worst first. */
export function compareSeverity(one: Severity, other: Severity): number {
  return severities.indexOf(one) - severities.indexOf(other);
}

const hours: Readonly<Record<Severity, number>> = { critical: 4, high: 24, medium: 72, low: 168 };

/** Hours within which a response to a drift of this severity is due. */
export function responseHours(severity: Severity): number {
  return hours[severity];
}

/** The severity by which people act on a drift: raised where PHI is concerned. */
export function severityOf(drift: {
  readonly severity: Severity;
  readonly effectiveSeverity?: Severity;
}): Severity {
  return drift.effectiveSeverity ?? drift.severity;
}
