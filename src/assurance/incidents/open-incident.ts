import type { Caller } from '../../platform/auth/index.ts';
import type { Saving, Saved, Invalid } from '../../records/index.ts';
import { checked, everyOwner, saveNew, invalid } from '../../records/index.ts';
import { discoveryOf } from './discovery.ts';
import { openRequest } from './incident-requests.ts';
import { seenIn } from './incident-sources.ts';
import type { Incident } from './incident.ts';
import type { IncidentPorts } from './ports.ts';

/** The answer to the person who opens one, who may not be one to read it: nothing that its source says of others. */
export type Opened = Pick<Incident, 'discovery'>;

/** Opens an incident. Its clock runs from when it came to light, not from now, and waits for nobody to confirm it. */
export async function openIncident(
  input: unknown,
  caller: Caller,
  ports: IncidentPorts,
  newId: Saving['newId'],
): Promise<Saved<Opened>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(openRequest, input);
  if (request.kind === 'invalid') return request;
  const { value } = request;
  const now = ports.clock.now().toISOString();
  const seen = await seenIn(value.source, caller, now, ports);
  if (seen.kind === 'invalid') return seen;
  const noticeDays = await noticeDaysOf(value.agreement, ports);
  if (typeof noticeDays === 'object') return noticeDays;
  const incident: Incident = {
    ...value,
    resources: [...new Set([...value.resources, ...seen.resources])],
    subjects: [...new Set([...value.subjects, ...seen.subjects])],
    openedBy: caller.objectId,
    openedAt: now,
    changedBy: caller.objectId,
    discovery: discoveryOf(seen.known, value.timeZone),
    ...(noticeDays !== undefined && { noticeDays }),
    notices: [],
  };
  const kept = await saveNew(ports.incidents, everyOwner, incident, { now, newId });
  if (kept.kind !== 'saved') return kept;
  return { kind: 'saved', record: { ...kept.record, value: { discovery: incident.discovery } } };
}

/** Days within which a business associate has promised to tell the covered entity. */
async function noticeDaysOf(
  agreement: string | undefined,
  { records }: Pick<IncidentPorts, 'records'>,
): Promise<number | undefined | Invalid> {
  if (agreement === undefined) return undefined;
  const last = (await records.agreements.history(everyOwner, agreement)).at(-1);
  if (last?.value.direction !== 'upstream')
    return invalid('agreement', 'must be the id of an agreement with a covered entity');
  return last.value.noticeDays;
}
