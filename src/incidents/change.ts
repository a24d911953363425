import { can } from '../auth/index.ts';
import type { Caller } from '../auth/index.ts';
import { keepChange } from '../compliance/records/keep.ts';
import type { Changed, Kept } from '../compliance/records/keep.ts';
import { everyOwner } from '../compliance/records/types.ts';
import { isConcerned } from './concerned.ts';
import type { Incident } from './incident.ts';
import type { IncidentPorts } from './types.ts';

export type Needs = Pick<IncidentPorts, 'records' | 'clock'>;

/** Keeps what an incident is changed to by a Privacy Officer whom it does not concern. */
export async function changeIncident(
  id: string,
  caller: Caller,
  { records, clock }: Needs,
  change: (value: Incident, now: string) => Changed<Incident>,
): Promise<Kept<Incident>> {
  const now = clock.now().toISOString();
  return keepChange(records.incidents, everyOwner, id, now, ({ value }) => {
    if (isConcerned(value, caller)) return { kind: 'missing' };
    if (!can(caller, { roles: ['PrivacyOfficer'] }).allowed) return { kind: 'refused', why: 'role' };
    if (caller.kind === 'application') return { kind: 'refused', why: 'application' };
    const changed = change(value, now);
    if (changed.kind !== 'good') return changed;
    return { kind: 'good', value: { ...changed.value, changedBy: caller.objectId } };
  });
}
