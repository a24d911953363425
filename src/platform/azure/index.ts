/** The ports through which the customer's Azure is read and written, and the ways in which a read can fail; pure. */
export type { ActivityEntry, ActivityLog } from './activity-types.ts';
export { cloudNames, clouds, whyNoCloud } from './clouds.ts';
export type { Cloud, CloudName } from './clouds.ts';
export type {
  CanaryDigest,
  CanaryReader,
  DatabaseChecks,
  DatabaseFigures,
  DrillKeys,
  DrillTablePrefix,
  DrillTables,
  KeyStep,
  RestoredTables,
  TableFigures,
} from './data-plane-types.ts';
export type { DiskRestore, DrillAzure, DrillRead, ListedResource } from './drill-types.ts';
export { encryptionScan, withoutScan } from './encryption-scan.ts';
export type { EncryptionScan } from './encryption-scan.ts';
export { heedsIfMatch } from './if-match.ts';
export type { LogAnswer, LogQuery, LogRow, LogSource, LogTable, LogTables } from './log-types.ts';
export type { OperationLink, OperationStanding } from './operation-types.ts';
export type {
  PolicyAssignment,
  PolicyAttestation,
  PolicyDocument,
  PolicyExemption,
  PolicyInsights,
  PolicyReader,
  RemediationTask,
  RemediationTasks,
  Selector,
} from './policy-types.ts';
export { unsettledState } from './provisioning-state.ts';
export { failureReason, isTransient, usualPause, waitOf } from './read-failure.ts';
export type { Transient } from './read-failure.ts';
export type {
  AssignedPolicyIds,
  Attempt,
  AzureGraph,
  AzurePolicyState,
  AzureReader,
  AzureWriter,
  BudgetReport,
  GraphPage,
  HeardCall,
  Lock,
  PolicyCountsPage,
  PolicyStateCount,
  PolicyStatesPage,
  ReadFailure,
  ReadOutcome,
  DetectedChange,
  RecordedChange,
  RelatedOutcome,
  WriteOutcome,
} from './types.ts';
export { permits } from './write-checks.ts';
export type { DenyingPolicy, PermissionSet, TokenIdentity, WriteChecks } from './write-checks.ts';
