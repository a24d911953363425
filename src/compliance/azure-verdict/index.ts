/** Azure Policy's own verdict beside ours: compared, counted, and every disagreement kept with both reasons. */
export { agreementView } from './agreement-view.ts';
export type { AgreementView } from './agreement-view.ts';
export { compareSubscription } from './compare-subscription.ts';
export type { Verdicts } from './compare-subscription.ts';
export { startEvaluation } from './start-evaluation.ts';
export { policyStateChanged } from './policy-state-event.ts';
export type { EventOutcome } from './policy-state-event.ts';
