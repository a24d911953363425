import type { Caller, Role } from '../../platform/auth/index.ts';
import type { Incident } from './incident.ts';

/** Who sees incidents: they name people. */
export const incidentReaders: readonly Role[] = ['PrivacyOfficer', 'Auditor'];

/** Whether somebody did it, or may have: to them there is no such incident, whatever their roles. */
export function isIncidentSubject(
  { concerned }: Pick<Incident, 'concerned'>,
  { objectId }: Pick<Caller, 'objectId'>,
): boolean {
  return concerned.some((id) => id.toLowerCase() === objectId.toLowerCase());
}
