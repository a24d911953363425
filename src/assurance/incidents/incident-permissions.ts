import { can } from '../../platform/auth/index.ts';
import type { Caller, Role } from '../../platform/auth/index.ts';
import { everyOwner, saveChange } from '../../records/index.ts';
import type { Changed, Saved } from '../../records/index.ts';
import type { Incident } from './incident.ts';
import type { IncidentPorts } from './ports.ts';

/** The roles that see incidents: incidents name people. */
export const incidentReaders: readonly Role[] = ['PrivacyOfficer', 'Auditor'];

/** Whether somebody did it, or may have: to them there is no such incident, whatever their roles. */
export function isIncidentSubject(
  { subjects }: Pick<Incident, 'subjects'>,
  { objectId }: Pick<Caller, 'objectId'>,
): boolean {
  return subjects.some((id) => id.toLowerCase() === objectId.toLowerCase());
}

export type Needs = Pick<IncidentPorts, 'incidents' | 'clock'>;

/** Saves a change of an incident by a Privacy Officer who is none of its subjects. */
export async function changeIncident(
  id: string,
  caller: Caller,
  { incidents, clock }: Needs,
  change: (value: Incident, now: string) => Changed<Incident>,
): Promise<Saved<Incident>> {
  const now = clock.now().toISOString();
  return saveChange(incidents, everyOwner, id, now, ({ value }) => {
    if (isIncidentSubject(value, caller)) return { kind: 'not-found' };
    if (!can(caller, { roles: ['PrivacyOfficer'] }).allowed) return { kind: 'forbidden', why: 'role' };
    if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
    const changed = change(value, now);
    if (changed.kind !== 'ok') return changed;
    return { kind: 'ok', value: { ...changed.value, changedBy: caller.objectId } };
  });
}
