/** Compares the states of Azure Policy with ours. */
export { agreementView } from './agreement-view.ts';
export type { AgreementView } from './agreement-view.ts';
export { compareResource } from './compare-resource.ts';
export { compareSubscription } from './compare-subscription.ts';
export { policyStateChanged } from './policy-state-event.ts';
export { startEvaluation } from './start-evaluation.ts';
