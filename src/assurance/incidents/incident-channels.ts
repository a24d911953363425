import type { AlertSettings } from '../../notifications/index.ts';
import { channelsFor } from '../../notifications/index.ts';
import type { Notice } from '../../records/index.ts';
import { everyOwner } from '../../records/index.ts';
import type { IncidentPorts } from './ports.ts';

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
  return channelsFor(last?.value.concerned ?? [], alerts);
}
