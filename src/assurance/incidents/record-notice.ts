import { dayIn } from '../../base/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { checked, invalid } from '../../records/index.ts';
import type { Saved } from '../../records/index.ts';
import { changeIncident } from './incident-permissions.ts';
import type { Needs } from './incident-permissions.ts';
import { delayRequest, noticeRequest } from './incident-requests.ts';
import type { Incident } from './incident.ts';

/** Puts on record that a notice was given. */
export async function recordNotice(
  id: string,
  input: unknown,
  caller: Caller,
  ports: Needs,
): Promise<Saved<Incident>> {
  const request = checked(noticeRequest, input);
  if (request.kind === 'invalid') return request;
  const { to, sentOn } = request.value;
  return changeIncident(id, caller, ports, (value, now) => {
    const { capacity, discovery } = value;
    if ((to === 'covered-entity') !== (capacity === 'business-associate'))
      return invalid('to', `must be a recipient that a ${capacity.replace('-', ' ')} notifies`);
    if (sentOn > today(value, now)) return invalid('sentOn', 'must not be in the future');
    if (sentOn < discovery.day) return invalid('sentOn', 'must not be before the day of discovery');
    const notices = [...value.notices, { ...request.value, by: caller.objectId }];
    return { kind: 'ok', value: { ...value, notices } };
  });
}

/** Puts on record that law enforcement wants notices delayed. A written statement takes the place of an oral one. */
export async function recordDelay(
  id: string,
  input: unknown,
  caller: Caller,
  ports: Needs,
): Promise<Saved<Incident>> {
  const request = checked(delayRequest, input);
  if (request.kind === 'invalid') return request;
  const delay = request.value;
  if (delay.statement === 'written' && delay.until <= delay.statedOn)
    return invalid('until', 'must be after statedOn');
  return changeIncident(id, caller, ports, (value, now) => {
    if (delay.statedOn > today(value, now)) return invalid('statedOn', 'must not be in the future');
    if (delay.statement === 'oral' && value.delay !== undefined)
      return {
        kind: 'conflict',
        why: 'an oral statement delays notices once, and another delay needs a written one',
      };
    return { kind: 'ok', value: { ...value, delay } };
  });
}

/** Today; where it is not known where, the latest day that it is anywhere. */
function today({ timeZone }: Pick<Incident, 'timeZone'>, now: string): string {
  return dayIn(now, timeZone ?? 'Etc/GMT-14');
}
