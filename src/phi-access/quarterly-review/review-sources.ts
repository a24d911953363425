import type { Records } from '../../model/index.ts';
import type { Anomalies, Watermarks } from '../../platform/store/index.ts';
import { everyOwner } from '../../records/index.ts';
import type { AnomalySuppression, AnomalyVerdict } from '../anomalies/index.ts';
import { findAnomaly, principalsOf } from '../anomalies/index.ts';
import type { AccessQuery } from '../collection/index.ts';
import { absenceOf, watermarkOf } from '../collection/index.ts';
import type { KeptAnomaly } from '../model/index.ts';
import type { WatchedAccess } from './ports.ts';

interface WatchedParts {
  readonly anomalies: Pick<Anomalies<KeptAnomaly>, 'since'>;
  readonly verdicts: Pick<Records<AnomalyVerdict>, 'latest'>;
  readonly suppressions: Pick<Records<AnomalySuppression>, 'latest' | 'history'>;
  readonly watermarks: Pick<Watermarks, 'read'>;
  readonly queries: readonly AccessQuery[];
}

/** Reads what is kept of the watching of access, as a review takes it. */
export function watchedAccess(parts: WatchedParts): WatchedAccess {
  const { anomalies, verdicts, suppressions, watermarks, queries } = parts;
  return {
    async between(from, to) {
      const given = new Map((await verdicts.latest(everyOwner)).map(({ id, value }) => [id, value]));
      const found = [];
      for await (const { value } of anomalies.since(from)) {
        if (value.start < from || value.start >= to) continue;
        const verdict = given.get(value.id);
        found.push({ ...value, ...(verdict && { verdict }) });
      }
      return found;
    },

    async suppressions() {
      const all = await suppressions.latest(everyOwner);
      return Promise.all(
        all.map(async ({ id, recordedAt, value: { kinds, owner, reason, until, status } }) => {
          const [first] = await suppressions.history(everyOwner, id);
          const ended = status === 'withdrawn' && recordedAt < until ? recordedAt : until;
          return { id, kinds, owner, reason, until: ended, since: first?.recordedAt ?? recordedAt };
        }),
      );
    },

    coverage: () =>
      Promise.all(
        queries.map(async ({ name, source, table }) => {
          const readUntil = (await watermarks.read(watermarkOf(name)))?.value;
          const absentUntil = (await watermarks.read(absenceOf(name)))?.value;
          return {
            name,
            source,
            table,
            ...(readUntil !== undefined && { readUntil }),
            ...(absentUntil !== undefined && { absentUntil }),
          };
        }),
      ),
  };
}

/** Returns what an incident begins with from an anomaly: it counts as known from when it was first found, reported or not. */
export async function anomalySeen(
  id: string,
  ports: { readonly anomalies: Pick<Anomalies<KeptAnomaly>, 'read'> },
) {
  const found = await findAnomaly(id, ports);
  if (!found) return undefined;
  return { principals: principalsOf(found), resources: found.resources, alertedAt: found.recordedAt };
}
