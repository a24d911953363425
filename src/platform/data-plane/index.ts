/** The clients that ask databases, blobs and keys themselves, for drills: codes and numbers alone. */
export { createTimeStamps } from './time-stamps.ts';
export { createCanaryReader } from './canary-reader.ts';
export { dataPlanes } from './data-planes.ts';
export type { DataPlane } from './data-planes.ts';
export { createDatabaseChecks } from './database-checks.ts';
export { createDrillKeys } from './drill-keys.ts';
export { createVaultSigner } from './vault-signer.ts';
