/** How the answer to a drift comes to a write: weighed, asked for, approved, carried out, read back. */
export { approvePlan, askForPlan, askRevert, expireRequest, rejectPlan } from './approve.ts';
export type { Approved } from './approve.ts';
export { carryDecision } from './carry.ts';
export type { Turn } from './carry.ts';
export { checkDecision } from './check.ts';
export { decisionOf } from './decision.ts';
export { weigh } from './weigh.ts';
