/** The answer to each drift: who is told, what people decide, what the clock asks for. */
export { stillOpen } from './close-if-resolved.ts';
export { close } from './close-response.ts';
export { disputedCase } from './disputed-case.ts';
export { announce } from './notify-opened.ts';
export { tell } from './notify-responders.ts';
export { takeUp } from './open-response.ts';
export { decisionOf } from './pending-decision.ts';
export type { ResponsePorts } from './ports.ts';
export { askExemption } from './request-exemption.ts';
export { decisionRoles, mayDecide } from './response-permissions.ts';
export type { DecisionName, ResponseAnswer } from './response-permissions.ts';
export { advance, leftBehindSeconds, nextCall } from './response-transition.ts';
export type { Advanced, Change } from './response-transition.ts';
export { openResponses, responseView } from './response-views.ts';
export type { ResponseSummary, ResponseView } from './response-views.ts';
export { respondWork } from './response.ts';
export type {
  ApprovalRequest,
  DecisionWork,
  DriftWork,
  Remediation,
  RespondWork,
  Response,
  Step,
} from './response.ts';
export { stepFacts } from './step-events.ts';
export { decide, decisionInputs, decisionText } from './triage.ts';
export type { Decided, Decision } from './triage.ts';
