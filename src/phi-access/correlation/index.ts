export { fuse } from './correlate-findings.ts';
export type { Fused } from './correlate-findings.ts';
