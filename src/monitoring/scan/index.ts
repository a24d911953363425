/** Scans an exported file for the command line, and says what a finding is. */
export { ScanStandings } from './scan-standings.ts';
export type { ScanStanding } from './scan-standings.ts';
export { ExportError } from './export-error.ts';
export { ExportFile } from './export-file.ts';
export type { ExportSource } from './export-file.ts';
export { scan } from './scan-export.ts';
export { aboutPolicy, malformedFinding, ScanTally } from './scan-finding.ts';
export type { ScanFinding } from './scan-finding.ts';
