import type { RecordVersion } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { everyOwner } from '../../records/index.ts';
import { isIncidentSubject } from './incident-permissions.ts';
import type { Incident } from './incident.ts';
import { noticesDue } from './notices-due.ts';
import type { NoticeDue } from './notices-due.ts';
import type { IncidentPorts } from './ports.ts';

/** `presumed`: a breach until somebody decides. `breach`: notices are to be given. `done`: nothing is to be done any more. */
export interface IncidentView extends RecordVersion<Incident> {
  readonly status: 'presumed' | 'breach' | 'done';
  readonly due: readonly NoticeDue[];
}

/** The incidents, the last version of each, what is due first in front; none that concerns the caller. */
export async function listIncidents(
  caller: Pick<Caller, 'objectId'>,
  { incidents }: Pick<IncidentPorts, 'incidents'>,
): Promise<readonly IncidentView[]> {
  const all = await incidents.latest(everyOwner);
  return all
    .filter(({ value }) => !isIncidentSubject(value, caller))
    .map(viewOf)
    .toSorted((one, other) => (nextDue(one) < nextDue(other) ? -1 : 1));
}

/** One with all its versions, oldest first; undefined: there is none, or none for this caller. */
export async function showIncident(
  id: string,
  caller: Pick<Caller, 'objectId'>,
  { incidents }: Pick<IncidentPorts, 'incidents'>,
): Promise<(IncidentView & { readonly history: readonly RecordVersion<Incident>[] }) | undefined> {
  const history = await incidents.history(everyOwner, id);
  const last = history.at(-1);
  if (!last || isIncidentSubject(last.value, caller)) return undefined;
  return { ...viewOf(last), history };
}

function viewOf(record: RecordVersion<Incident>): IncidentView {
  const due = noticesDue(record.value);
  const open = due.some(({ sentOn }) => sentOn === undefined);
  const { decision } = record.value;
  return { ...record, status: decision === undefined ? 'presumed' : open ? 'breach' : 'done', due };
}

/** The day by which the next notice is due; what has none comes last. */
export function nextDue({ due }: Pick<IncidentView, 'due'>): string {
  return due.flatMap(({ sentOn, by }) => (sentOn === undefined ? [by] : [])).toSorted()[0] ?? '~';
}
