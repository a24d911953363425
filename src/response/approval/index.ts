/** Proposes plans, takes approvals, applies and verifies them. */
export { applyDecision } from './apply-decision.ts';
export type { Turn } from './apply-decision.ts';
export type { Approved } from './approval-result.ts';
export { approvalRequest, approvePlan, expireRequest, rejectPlan } from './approve-plan.ts';
export { proposePlan } from './propose-plan.ts';
export { askForPlan, askRevert, reasonRequest } from './request-plan.ts';
export { verifyDecision } from './verify-decision.ts';
