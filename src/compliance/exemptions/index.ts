/** Exemptions: who asks, who approves, what they cover, and that they end. */
export { withExemptions } from './apply.ts';
export { covers, exemptionFor, isInForce } from './in-force.ts';
export { judgeAnew } from './judge-anew.ts';
export { approveExemption, requestExemption, revokeExemption } from './manage.ts';
