/** The clients that read and write the customer's Azure, within the limits it sets. */
export { createCallRecorder } from './call-recorder.ts';
export { createDrillAzure } from './drill-azure.ts';
export { createAzureWriter } from './azure-writer.ts';
export { createAzure, createAzureReader } from './create-azure.ts';
export type { Azure } from './create-azure.ts';
export { createWriteChecks } from './create-write-checks.ts';
export { createLogSource } from './log-source.ts';
export { createPolicyInsights } from './policy-insights.ts';
export { createPolicyReader } from './policy-reader.ts';
export { readDocument } from './read-document.ts';
export { createRemediationTasks } from './remediation-tasks.ts';
export { createThrottling } from './throttling.ts';
export { asSignedIn } from './sign-in.ts';
export { createSharedQuotas } from './shared-quotas.ts';
export type { SharedBucket } from './shared-quotas.ts';
export type { Quotas } from './quotas.ts';
