import type { Records } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import type { Anomalies } from '../../platform/store/index.ts';
import { everyOwner } from '../../records/index.ts';
import { anomalyKinds } from '../model/index.ts';
import type { KeptAnomaly } from '../model/index.ts';
import { isAnomalySubject } from './anomaly-subjects.ts';
import { countVerdicts } from './verdict-counts.ts';
import type { AnomalyVerdict } from './types.ts';

/** The anomalies that ended at or after a moment, each with its verdict; those about the caller are left out. */
export async function anomaliesSince(
  since: string,
  caller: Caller,
  {
    anomalies,
    verdicts,
  }: {
    readonly anomalies: Pick<Anomalies<KeptAnomaly>, 'since'>;
    readonly verdicts: Pick<Records<AnomalyVerdict>, 'latest'>;
  },
) {
  const given = new Map((await verdicts.latest(everyOwner)).map((each) => [each.id, each]));
  const found = [];
  for await (const { value } of anomalies.since(new Date(since).toISOString())) {
    if (isAnomalySubject(value, caller)) continue;
    const verdict = given.get(value.id);
    found.push({ ...value, ...(verdict && { verdict: { ...verdict.value, at: verdict.recordedAt } }) });
  }
  return found;
}

/** Returns the anomaly that an incident is opened from. Undefined: there is no such anomaly. */
export async function findAnomaly(
  id: string,
  { anomalies }: { readonly anomalies: Pick<Anomalies<KeptAnomaly>, 'read'> },
): Promise<KeptAnomaly | undefined> {
  return (await anomalies.read(id))?.value;
}

/** Counts how often anomalies turned out to be something, by the verdicts of people. An anomaly of several kinds counts for each. */
export async function precisionView({
  verdicts,
}: {
  readonly verdicts: Pick<Records<AnomalyVerdict>, 'latest'>;
}) {
  const all = (await verdicts.latest(everyOwner)).map(({ value }) => value);
  const kinds = anomalyKinds.flatMap((kind) => {
    const own = all.filter((each) => each.kinds.includes(kind));
    return own.length > 0 ? [{ kind, ...countVerdicts(own) }] : [];
  });
  return { ...countVerdicts(all), kinds };
}
