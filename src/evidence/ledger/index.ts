/** The hash-chained ledger of all that was put on record. */
export { appendLedger } from './append-ledger.ts';
export type { LedgerRun } from './append-ledger.ts';
export type { LedgerRow, LedgerSettings, LogHours } from './ledger-row.ts';
export type { LedgerPorts } from './ports.ts';
export { monthOfBlob } from './months.ts';
export { ledgerBlobs, ledgerLength, readHead } from './read-head.ts';
export { readLines } from './read-lines.ts';
export { rehearseRestore } from './rehearse-restore.ts';
export { notRestored, restoreTables } from './restore-tables.ts';
export type { Restoration } from './restore-tables.ts';
export { differencesOf } from './differences.ts';
export { runLedger, watchLedger } from './run-ledger.ts';
export type { LedgerRunPorts } from './run-ledger.ts';
export { sealMonths } from './seal-months.ts';
export { stampedPlace, stampHead, stampPrefix } from './stamp-head.ts';
export type { TimeStamper } from './stamp-head.ts';
export { verifyLedger } from './verify-tables.ts';
export type { LedgerFinding, TableDifference } from './verify-tables.ts';
