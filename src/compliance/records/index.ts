/** The records that people keep: exemptions, attestations, reviews, decisions, agreements, announced changes, incidents, notices. */
export * from './agreement.ts';
export * from './announced-change.ts';
export * from './attestation.ts';
export * from './decision.ts';
export * from './exemption.ts';
export { checked, daysAfter, endTrouble, wrong } from './fields.ts';
export type { Wrong } from './fields.ts';
export type { ControlRecord } from './control-record.ts';
export type { About, Notice } from './notice.ts';
export { everyOwner, ownerOf } from './types.ts';
export type { RecordBook } from './types.ts';
