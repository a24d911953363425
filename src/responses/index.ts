/** The answer to each drift: who is told, what people decide, what the clock asks for. */
export { announce } from './announce.ts';
export { askExemption } from './ask-exemption.ts';
export { decide } from './decide.ts';
export type { Decided, Decision } from './decide.ts';
export { disputedCase } from './disputed-case.ts';
export { goOn } from './go-on.ts';
export type { Next } from './go-on.ts';
export { keepTime } from './keep-time.ts';
export { tellCanary, tellMorning, tellUndelivered } from './morning.ts';
export { createNoticeTeller } from './tell-notices.ts';
export { decisionRoles, mayDecide } from './may.ts';
export type { DecisionName, ResponseAnswer } from './may.ts';
export { takeUp } from './take-up.ts';
export {
  approvePlan,
  askForPlan,
  askRevert,
  carryDecision,
  checkDecision,
  rejectPlan,
  weigh,
} from './put-back/index.ts';
export type { Approved, Turn } from './put-back/index.ts';
export { stepFacts } from './step-fact.ts';
export { respondWork } from './types.ts';
export type { DriftWork, RespondWork, Response, ResponsePorts, Step } from './types.ts';
export { openResponses, responseView } from './views.ts';
export type { ResponseSummary, ResponseView } from './views.ts';
