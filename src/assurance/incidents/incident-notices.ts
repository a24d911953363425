import type { RecordVersion } from '../../model/index.ts';
import { channelsFor } from '../../notifications/index.ts';
import type { AlertSettings } from '../../notifications/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { everyOwner, noticesSince } from '../../records/index.ts';
import type { Notice, RecordPorts } from '../../records/index.ts';
import { incidentReaders, isIncidentSubject } from './incident-permissions.ts';
import type { IncidentPorts } from './ports.ts';

/** The notices recorded since a moment that the caller may see: those of incidents are for who reads these, and whom they do not concern. */
export async function noticesFor(
  caller: Pick<Caller, 'objectId' | 'roles'>,
  since: string,
  ports: Pick<RecordPorts, 'records' | 'clock'> & Pick<IncidentPorts, 'incidents'>,
): Promise<readonly RecordVersion<Notice>[]> {
  const notices = await noticesSince(since, ports);
  const reads = caller.roles.some((role) => incidentReaders.includes(role));
  const incidents = reads ? await ports.incidents.latest(everyOwner) : [];
  const seen = new Set(
    incidents.filter(({ value }) => !isIncidentSubject(value, caller)).map(({ id }) => id),
  );
  return notices.filter(
    ({ value }) => !('about' in value) || value.about.record !== 'incident' || seen.has(value.about.id),
  );
}

/**
 * The channels that hear of a notice about an incident: the Privacy Officer's, but none that somebody concerned reads. Undefined: it is about
 * none, or there are no such channels; it names nobody.
 */
export async function incidentChannels(
  notice: Notice,
  {
    incidents,
    alerts,
  }: Pick<IncidentPorts, 'incidents'> & { readonly alerts: Pick<AlertSettings, 'privacy'> },
): Promise<readonly string[] | undefined> {
  if (!('about' in notice) || notice.about.record !== 'incident' || !alerts.privacy) return undefined;
  const last = (await incidents.history(everyOwner, notice.about.id)).at(-1);
  return channelsFor(last?.value.subjects ?? [], alerts);
}
