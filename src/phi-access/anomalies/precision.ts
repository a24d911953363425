import type { Records } from '../../model/index.ts';
import { everyOwner } from '../../records/index.ts';
import { anomalyKinds } from '../model/index.ts';
import type { AnomalyVerdict } from './types.ts';

export interface Precision {
  readonly confirmed: number;
  readonly benign: number;
  /** Confirmed among those that people have reviewed; absent: none was reviewed. */
  readonly precision?: number;
}

/** How often what was told turned out to be something, by the verdicts of people. An anomaly of several kinds counts for each. */
export async function precisionView({
  verdicts,
}: {
  readonly verdicts: Pick<Records<AnomalyVerdict>, 'latest'>;
}) {
  const all = (await verdicts.latest(everyOwner)).map(({ value }) => value);
  const kinds = anomalyKinds.flatMap((kind) => {
    const own = all.filter((each) => each.kinds.includes(kind));
    return own.length > 0 ? [{ kind, ...precisionOf(own) }] : [];
  });
  return { ...precisionOf(all), kinds };
}

function precisionOf(verdicts: readonly AnomalyVerdict[]): Precision {
  const confirmed = verdicts.filter(({ verdict }) => verdict === 'confirmed').length;
  const benign = verdicts.length - confirmed;
  return {
    confirmed,
    benign,
    ...(verdicts.length > 0 && { precision: Math.round((100 * confirmed) / verdicts.length) / 100 }),
  };
}
