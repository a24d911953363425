/** Joins findings that belong together into one anomaly. */
export { correlateFindings } from './correlate-findings.ts';
export type { CorrelatedFindings } from './correlate-findings.ts';
