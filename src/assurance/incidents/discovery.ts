import { dayIn, lastZone } from '../../base/index.ts';
import { can } from '../../platform/auth/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { checked, invalid } from '../../records/index.ts';
import type { Saved } from '../../records/index.ts';
import { changeIncident } from './incident-permissions.ts';
import type { Needs } from './incident-permissions.ts';
import { discoveryApproval, discoveryRequest } from './incident-requests.ts';
import type { Discovery, Incident } from './incident.ts';

/** A moment at which somebody other than who did it knew, or would have known with reasonable diligence. */
export interface Knowledge {
  readonly at: string;
  readonly basis: Exclude<Discovery['basis'], 'moved'>;
}

/**
 * The day of discovery: that of the earliest knowledge. It waits for no confirmation, and an alert that nobody has read counts, as who
 * is diligent reads it. 45 CFR 164.404(a)(2).
 */
export function discoveryOf(
  known: readonly [Knowledge, ...Knowledge[]],
  timeZone: string | undefined,
): Discovery {
  const first = known.reduce((one, other) => (other.at < one.at ? other : one));
  return { day: dayIn(first.at, timeZone ?? lastZone), basis: first.basis };
}

/** Asks for another day of discovery. Until another person approves it, the clock runs as it ran. */
export async function askDiscovery(
  id: string,
  input: unknown,
  caller: Caller,
  ports: Needs,
): Promise<Saved<Incident>> {
  const request = checked(discoveryRequest, input);
  if (request.kind === 'invalid') return request;
  const { day, why } = request.value;
  return changeIncident(id, caller, ports, (value) => {
    const { openedAt, discovery, timeZone = lastZone } = value;
    if (day > dayIn(openedAt, timeZone))
      return invalid('day', 'must not be after the day on which the incident was opened: it was known then');
    if (day === discovery.day) return { kind: 'conflict', why: 'that is already the day of discovery' };
    return { kind: 'ok', value: { ...value, discoveryAsked: { day, why, askedBy: caller.objectId } } };
  });
}

/** Approves the day that somebody else has asked for. It is named again, so that nobody approves one that has changed meanwhile. */
export async function approveDiscovery(
  id: string,
  input: unknown,
  caller: Caller,
  ports: Needs,
): Promise<Saved<Incident>> {
  const request = checked(discoveryApproval, input);
  if (request.kind === 'invalid') return request;
  return changeIncident(id, caller, ports, ({ discoveryAsked, ...value }, now) => {
    if (!discoveryAsked) return { kind: 'conflict', why: 'nobody has requested another day of discovery' };
    const permission = can(caller, { roles: ['PrivacyOfficer'] }, { owners: [discoveryAsked.askedBy] });
    if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
    if (discoveryAsked.day !== request.value.day)
      return { kind: 'conflict', why: `the day that was requested is ${discoveryAsked.day}` };
    const discovery = {
      ...discoveryAsked,
      basis: 'moved',
      approvedBy: caller.objectId,
      approvedAt: now,
    } as const;
    return { kind: 'ok', value: { ...value, discovery } };
  });
}
