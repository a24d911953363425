import type { Records } from '../model/index.ts';
import type { Agreement } from './agreement.ts';
import type { AnnouncedChange } from './announced-change.ts';
import type { Attestation } from './attestation.ts';
import type { ControlRecord } from './control-record.ts';
import type { Decision } from './decision.ts';
import type { KeptDocument } from './document.ts';
import type { EntityProfile } from './entity-profile.ts';
import type { Exemption } from './exemption.ts';
import type { Notice } from './notice.ts';

type Table =
  | 'Exemptions'
  | 'AnnouncedChanges'
  | 'Attestations'
  | 'Reviews'
  | 'Decisions'
  | 'EntityProfiles'
  | 'Agreements'
  | 'Documents'
  | 'ControlStates'
  | 'Notices';

/** The records, each kind in its table. */
export function openRecords(open: <T>(table: Table) => Records<T>): RecordBook {
  return {
    exemptions: open('Exemptions'),
    announcedChanges: open('AnnouncedChanges'),
    attestations: open('Attestations'),
    reviews: open('Reviews'),
    decisions: open('Decisions'),
    entityProfiles: open('EntityProfiles'),
    agreements: open('Agreements'),
    documents: open('Documents'),
    controls: open('ControlStates'),
    notices: open('Notices'),
  };
}

/** The records that people have made, and the notices that they got. */
export interface RecordBook {
  /** By subscription, as announced changes: lower-case GUIDs. */
  readonly exemptions: Records<Exemption>;
  readonly announcedChanges: Records<AnnouncedChange>;
  /** All under one owner, `everyOwner`. */
  readonly attestations: Records<Attestation>;
  readonly reviews: Records<Attestation>;
  readonly decisions: Records<Decision>;
  readonly entityProfiles: Records<EntityProfile>;
  readonly agreements: Records<Agreement>;
  /** Documents that people attest by. */
  readonly documents: Records<KeptDocument>;
  /** By organization: how each control stood; the id is its citation. */
  readonly controls: Records<ControlRecord>;
  /** By month: `2026-03`. */
  readonly notices: Records<Notice>;
}
