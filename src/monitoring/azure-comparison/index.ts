/** Compares the states of Azure Policy with ours. */
export { agreementView } from './agreement-view.ts';
export type { AgreementView } from './agreement-view.ts';
export { compareRequested } from './compare-requested.ts';
export { compareResource } from './compare-resource.ts';
export { policyStateChanged } from './policy-state-event.ts';
export type { ComparisonPorts } from './ports.ts';
export { beginComparison, continueComparison } from './run-comparison.ts';
export { startEvaluation } from './start-evaluation.ts';
