/** The life of a response to a drift, and who may decide what. */
export { approversFor } from './approvers.ts';
export { closeIfResolved, decisionOf } from './close-if-resolved.ts';
export { closeResponse } from './close-response.ts';
export { disputedCase } from './disputed-case.ts';
export { notifyOpened } from './notify-opened.ts';
export { notifyResponders } from './notify-responders.ts';
export { openResponse } from './open-response.ts';
export type { ResponsePorts } from './ports.ts';
export { readDrift } from './read-drift.ts';
export { askExemption } from './request-exemption.ts';
export { decisionRoles, mayDecide } from './response-permissions.ts';
export { namesIn } from './display-names.ts';
export type { DecisionName, ResponseAnswer } from './response-permissions.ts';
export { applyTransition, leftBehindSeconds, nextAction } from './response-transition.ts';
export type { ResponseTransition, TransitionResult } from './response-transition.ts';
export { eachOpenResponse, openResponses, responseView } from './response-views.ts';
export type { ResponseSummary, ResponseView } from './response-views.ts';
export { respondWork } from './response.ts';
export type {
  ApprovalRequest,
  DecisionWork,
  DriftWork,
  Remediation,
  RespondWork,
  Response,
  ResponseStep,
} from './response.ts';
export { stepEvents } from './step-events.ts';
export { decisionInputs, decisionText, triageResponse } from './triage.ts';
export type { TriageAction, TriageResult } from './triage.ts';
