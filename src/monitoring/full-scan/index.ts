/** The full scan: Resource Graph nominates, a GET decides; resumable, within the budgets, and loud about what it could not see. */
export type { FullScanPorts } from './ports.ts';
export { beginScan, runScan } from './run-scan.ts';
export { upkeepScans } from './scan-upkeep.ts';
export { latestScans, scansView } from './scans-view.ts';
export type { ScanView, ScansView } from './scans-view.ts';
