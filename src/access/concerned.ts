import type { Caller, Role } from '../auth/index.ts';
import type { Anomaly } from './types.ts';

/** Who sees and decides on anomalies: they name people. */
export const anomalyReaders: readonly Role[] = ['PrivacyOfficer'];

/** All whose work an anomaly is about. */
export function principalsOf({
  principal,
  principals = [],
}: Pick<Anomaly, 'principal' | 'principals'>): readonly [string, ...string[]] {
  return [principal, ...principals.filter((each) => each !== principal)];
}

/** Whether an anomaly is about somebody: to them there is none, whatever their roles. */
export function isConcerned(
  anomaly: Pick<Anomaly, 'principal' | 'principals'>,
  { objectId }: Pick<Caller, 'objectId'>,
): boolean {
  return principalsOf(anomaly).some((id) => id.toLowerCase() === objectId.toLowerCase());
}

/** Whether it is about a person, or may be: services and agents are named freely, and so is a log. */
export function namesStaff({ principal, principals = [], principalKind }: Anomaly): boolean {
  if (principal.startsWith('log:')) return false;
  return principalKind === 'human' || principalKind === 'unknown' || principals.length > 0;
}
