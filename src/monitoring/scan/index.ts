/** Scans an exported file or a live subscription for the command line. */
export { ExportError } from './export-error.ts';
export { ExportFile } from './export-file.ts';
export type { ExportSource } from './export-file.ts';
export { scan } from './scan-export.ts';
export { ScanTally } from './scan-finding.ts';
export type { ScanFinding } from './scan-finding.ts';
export { scanLive } from './scan-live.ts';
