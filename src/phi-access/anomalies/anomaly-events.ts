import type { IntegrationEvent } from '../../notifications/publishing/index.ts';
import type { Anomalies, Schedule } from '../../platform/store/index.ts';
import type { KeptAnomaly } from '../model/index.ts';

/** Notes an anomaly before it is written, for each target to which anomalies are published. */
export async function noteAnomaly(id: string, at: string, published: readonly Schedule[]): Promise<void> {
  for (const book of published) await book.add({ id: `anomaly|${id}`, at });
}

/** Finds an anomaly that was noted. Whom it is about is not told on: that is for the Privacy Officer. */
export function anomalyEvents({ read }: Pick<Anomalies<KeptAnomaly>, 'read'>) {
  return async (id: string): Promise<IntegrationEvent | undefined> => {
    const found = (await read(id))?.value;
    if (!found) return undefined;
    const { kinds, severity, score, principalKind, resources, start, end, recordedAt } = found;
    const [first = '/'] = resources;
    return {
      id: `${id}|${kinds.join('+')}|${severity}|${end}`,
      type: 'phiwatch.anomaly.found',
      subject: first,
      time: recordedAt,
      data: { anomalyId: id, kinds, severity, score, principalKind, resources, start, end },
    };
  };
}
