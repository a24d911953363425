export { correlateFindings } from './correlate-findings.ts';
export type { CorrelatedFindings } from './correlate-findings.ts';
