import type { Records } from '../../store/record-types.ts';
import type { RecordBook } from './types.ts';

type Table =
  | 'Exemptions'
  | 'AnnouncedChanges'
  | 'Attestations'
  | 'Reviews'
  | 'Decisions'
  | 'Agreements'
  | 'Incidents'
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
    agreements: open('Agreements'),
    incidents: open('Incidents'),
    controls: open('ControlStates'),
    notices: open('Notices'),
  };
}
