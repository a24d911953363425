/** All that is read from and written to the customer's Azure. */
export { createAzureWriter } from './azure-writer.ts';
export type { Attempt } from './classify-answer.ts';
export { clouds } from './clouds.ts';
export type { Cloud, CloudName } from './clouds.ts';
export { createAzure, createAzureReader } from './create-azure.ts';
export type { Azure } from './create-azure.ts';
export { createLogSource } from './log-source.ts';
export type { LogAnswer, LogQuery, LogRow, LogSource } from './log-types.ts';
export { createPolicyInsights } from './policy-insights.ts';
export type { PolicyInsights } from './policy-insights.ts';
export { createPolicyReader } from './policy-reader.ts';
export type {
  PolicyAssignment,
  PolicyDocument,
  PolicyExemption,
  PolicyReader,
  Selector,
} from './policy-types.ts';
export { unsettledState } from './provisioning-state.ts';
export { readDocument } from './read-document.ts';
export { failureReason, isTransient, waitOf } from './read-failure.ts';
export type { Transient } from './read-failure.ts';
export { createRemediationTasks } from './remediation-tasks.ts';
export type { RemediationTasks } from './remediation-tasks.ts';
export { asSignedIn } from './sign-in.ts';
export type {
  AzureGraph,
  AzurePolicyState,
  AzureReader,
  AzureWriter,
  BudgetReport,
  GraphPage,
  ReadFailure,
  ReadOutcome,
  RelatedOutcome,
} from './types.ts';
