import type { Caller } from '../auth/index.ts';
import { noticesSince } from '../compliance/notices.ts';
import type { Notice } from '../compliance/records/index.ts';
import { everyOwner } from '../compliance/records/types.ts';
import type { Ports } from '../compliance/types.ts';
import type { RecordVersion } from '../store/record-types.ts';
import { incidentReaders, isConcerned } from './concerned.ts';

/** The notices recorded since a moment that the caller may see: those of incidents are for who reads these, and whom they do not concern. */
export async function noticesFor(
  caller: Pick<Caller, 'objectId' | 'roles'>,
  since: string,
  ports: Pick<Ports, 'records' | 'clock'>,
): Promise<readonly RecordVersion<Notice>[]> {
  const notices = await noticesSince(since, ports);
  const reads = caller.roles.some((role) => incidentReaders.includes(role));
  const incidents = reads ? await ports.records.incidents.latest(everyOwner) : [];
  const seen = new Set(incidents.filter(({ value }) => !isConcerned(value, caller)).map(({ id }) => id));
  return notices.filter(
    ({ value }) => !('about' in value) || value.about.record !== 'incident' || seen.has(value.about.id),
  );
}
