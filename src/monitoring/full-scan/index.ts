/** The nightly scan that finds what no event reported. */
export type { FullScanPorts } from './ports.ts';
export { beginScan, runScan } from './run-scan.ts';
export { upkeepScans } from './scan-upkeep.ts';
export { latestScans, scansView } from './scans-view.ts';
export type { ScanView, ScansView } from './scans-view.ts';
