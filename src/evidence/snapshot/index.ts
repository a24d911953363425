/** A period as it was, rebuilt from the ledger alone. */
export { citedControls } from './cited-controls.ts';
export { snapshotFormats } from './kept-snapshot.ts';
export type { KeptSnapshot, SnapshotFormat, SnapshotPorts } from './kept-snapshot.ts';
export { makeAskedSnapshots } from './make-asked.ts';
export { serveSnapshot } from './serve-snapshot.ts';
export type { SnapshotFile, SnapshotInWork } from './serve-snapshot.ts';
export { rebuildSnapshot } from './snapshot.ts';
export { writeSnapshot } from './write-snapshot.ts';
export type { PeriodSnapshot, SnapshotQuery } from './snapshot.ts';
