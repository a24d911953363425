import type { Caller, Role } from '../../platform/auth/index.ts';
import type { Anomaly } from '../model/index.ts';

/** The roles that see and decide on anomalies: anomalies name people. */
export const anomalyReaders: readonly Role[] = ['PrivacyOfficer'];

type Named = Pick<Anomaly, 'principal' | 'principals' | 'actors'>;

/** All whose work an anomaly is about. */
export function principalsOf({
  principal,
  principals = [],
  actors = [],
}: Named): readonly [string, ...string[]] {
  return [principal, ...[...principals, ...actors].filter((each) => each !== principal)];
}

/** Whether an anomaly is about somebody: to them there is none, whatever their roles. */
export function isAnomalySubject(anomaly: Named, { objectId }: Pick<Caller, 'objectId'>): boolean {
  return principalsOf(anomaly).some((id) => id.toLowerCase() === objectId.toLowerCase());
}

/** Whether it is about a person, or may be: services and agents are named freely, and so is a log. */
export function namesStaff(anomaly: Anomaly): boolean {
  const { principal, principalKind } = anomaly;
  if (principal.startsWith('log:')) return false;
  return principalKind === 'human' || principalKind === 'unknown' || principalsOf(anomaly).length > 1;
}
