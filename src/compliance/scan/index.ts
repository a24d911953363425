export { ExportError, ExportFile } from './export-file.ts';
export type { ExportElement, ExportSource } from './export-file.ts';
export { READABLE, SEVERITIES, STATES, Tally } from './finding.ts';
export type { Finding } from './finding.ts';
export { scanLive } from './live.ts';
export type { LiveOptions, LiveParts } from './live.ts';
export { scan } from './scan.ts';
export type { ScanOptions, ScanParts } from './scan.ts';
