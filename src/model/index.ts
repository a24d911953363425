/** Resource, state and the order of states, drift, change, record, severity, personal data in texts. */
export type { AuditEntry, AuditorGrant } from './audit.ts';
export { bulkMessage } from './bulk-message.ts';
export type { BulkMessage } from './bulk-message.ts';
export { commonActor, commonCorrelation, mergeCandidates } from './candidates.ts';
export { boundedId, isBoundedId, isEventType, isOperationName } from './bounded-forms.ts';
export {
  changesMessage,
  changesOf,
  longestResourceId,
  mostAlso,
  mostAttributed,
  operationOf,
  outsideId,
  time,
} from './change.ts';
export type { Attribution, ChangesMessage, EventTrigger, ResourceChange, Task } from './change.ts';
export type { Actor, Candidate, Cause, Drift, DriftPlace } from './drift.ts';
export { entityKinds } from './entity-kind.ts';
export type { EntityKind } from './entity-kind.ts';
export { excessOf, overlongName } from './event-limits.ts';
export { beyondLimits } from './json-extent.ts';
export { headlineOf, shortName } from './headline.ts';
export type { KeptTexts, TextPart, TextPlace, TextTable } from './kept-texts.ts';
export { lostUses } from './lost-uses.ts';
export type { LostUse } from './lost-uses.ts';
export { actorOf } from './parse-actor.ts';
export { personalDataIn, personalDataInId, withoutMail } from './personal-data.ts';
export type { RecordVersion, Records } from './record.ts';
export {
  isContainer,
  isSafeName,
  namespaceOf,
  ownersOf,
  parseResourceId,
  resourceGroupOf,
  resourceGroupType,
  resourceTypeOf,
  scopesAbove,
  subscriptionIdOf,
  subscriptionOf,
  subscriptionType,
  withoutTags,
} from './resource-id.ts';
export type { ResourceId } from './resource-id.ts';
export type { ResourceState, PolicyState, ScanGap } from './resource-state.ts';
export type { DecidingField, Resource } from './resource.ts';
export { compareStatus, firstStatus, safeguardStatuses, statusBasis } from './safeguard-status.ts';
export type { SafeguardStatus } from './safeguard-status.ts';
export { compareSeverity, responseHours, severities, severityOf } from './severity.ts';
export type { Severity } from './severity.ts';
export { compareState, rollUp, states, stateWords, zeroCounts } from './states.ts';
export type { State } from './states.ts';
