/** Records that people make: exemptions, attestations, reviews, decisions, entity profiles, agreements, announced changes. */
export { agreementRequest, changeAgreement, endAgreement, recordAgreement } from './agreement.ts';
export type { Agreement } from './agreement.ts';
export { announceChange, announcementRequest, withdrawChange } from './announced-change.ts';
export type { AnnouncedChange } from './announced-change.ts';
export { attest, attestationRequest, longestAttestationDays, revokeAttestation } from './attestation.ts';
export type { Attestation } from './attestation.ts';
export type { ControlRecord } from './control-record.ts';
export type { Deadline } from './deadline.ts';
export type { KeptDocument } from './document.ts';
export { decisionRequest, recordDecision, revokeDecision } from './decision.ts';
export type { Decision } from './decision.ts';
export { entityProfileRequest, recordEntityProfile, revokeEntityProfile } from './entity-profile.ts';
export type { EntityProfile } from './entity-profile.ts';
export { covers, exemptionFor } from './exemption-scope.ts';
export { exemptionRequest, longestExemptionDays } from './exemption.ts';
export type { Exemption } from './exemption.ts';
export {
  checked,
  endTrouble,
  link,
  moment,
  organization,
  outsideName,
  person,
  scope,
  text,
  invalid,
} from './fields.ts';
export type { Invalid } from './fields.ts';
export { controlDrifts, listRecords } from './list-records.ts';
export { isNoted, noteOnce, noticesSince } from './notice.ts';
export type { Notice, NoticeSubject } from './notice.ts';
export { everyOwner, ownerOf } from './owner.ts';
export type { RecordPorts } from './ports.ts';
export { openRecords } from './record-book.ts';
export type { RecordBook } from './record-book.ts';
export { textRecords } from './text-records.ts';
export type { TextRecord } from './text-records.ts';
export { saveChange, saveNew } from './versioned-record.ts';
export type { Changed, Saving, Saved } from './versioned-record.ts';
export { isWithdrawn, withdrawalRequest, withdrawText } from './withdraw-text.ts';
export type { TextWithdrawal } from './withdraw-text.ts';
