/** The full scan: Resource Graph nominates, a GET decides; resumable, within the budgets, and loud about what it could not see. */
export { beginScan } from './begin-scan.ts';
export type { FullScanPorts } from './ports.ts';
export { runScan } from './run-scan.ts';
export { upkeepScans } from './scan-upkeep.ts';
export { latestScans, scansView } from './scans-view.ts';
export type { ScanView, ScansView } from './scans-view.ts';
