/** Runs KQL over folders of tables, as if each were a workspace of Log Analytics. */
export { createAnalyzer, type Analysis, type Analyzer } from './analyzer.ts';
export { openLogFolder, type LogFolder, type LogFolderOptions, type TableAnswer } from './folder.ts';
export { lint, type LintFinding, type LintRule } from './lint.ts';
export type { LogAnswer, LogQuery, LogRow } from './log-source.ts';
export { shippedTables } from './tables.ts';
export { boundsOf, type Bounds } from './timespan.ts';
export { refusalBody, serviceLimits, tableBody, type Limits } from './wire.ts';
