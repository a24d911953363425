import type { Drift } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { everyOwner, invalid } from '../../records/index.ts';
import type { Invalid } from '../../records/index.ts';
import type { Knowledge } from './discovery.ts';
import { isIncidentSubject } from './incident-permissions.ts';
import type { IncidentSource } from './incident-requests.ts';
import type { IncidentPorts } from './ports.ts';

/** The facts from the source of an incident: since when it is known, its subjects, and its resources. */
interface Seen {
  readonly kind: 'seen';
  readonly known: readonly [Knowledge, ...Knowledge[]];
  readonly subjects: readonly string[];
  readonly resources: readonly string[];
}

/** Looks up what an incident is opened from. What concerns the caller is not there for them. */
export async function seenIn(
  source: IncidentSource,
  caller: Caller,
  now: string,
  ports: IncidentPorts,
): Promise<Seen | Invalid> {
  const opened: Knowledge = { at: now, basis: 'report' };
  const { knownAt } = source;
  if (knownAt !== undefined && knownAt > now) return invalid('source.knownAt', 'must not be in the future');
  const knowledge: readonly Knowledge[] = knownAt === undefined ? [] : [{ at: knownAt, basis: 'knowledge' }];
  switch (source.kind) {
    case 'report':
      return { kind: 'seen', known: [opened, ...knowledge], subjects: [], resources: [] };
    case 'vendor':
      return ofVendor(source, now, ports);
    case 'anomaly': {
      const anomaly = await ports.anomalies.find(source.id);
      const subjects = anomaly?.principals.map((id) => id.toLowerCase()) ?? [];
      if (!anomaly || isIncidentSubject({ subjects }, caller))
        return invalid('source.id', 'must be the id of an anomaly');
      const alert: Knowledge = { at: anomaly.alertedAt, basis: 'alert' };
      return { kind: 'seen', known: [alert, opened, ...knowledge], subjects, resources: anomaly.resources };
    }
    default: {
      const drift = await driftOf(source, ports);
      const subjects = drift ? actorsOf(drift) : [];
      if (!drift || isIncidentSubject({ subjects }, caller))
        return invalid('source.id', 'must be the id of a drift');
      const alert: Knowledge = { at: drift.recordedAt, basis: 'alert' };
      return { kind: 'seen', known: [alert, opened, ...knowledge], subjects, resources: [drift.resourceId] };
    }
  }
}

/**
 * Returns what a vendor's report says. A vendor's own knowledge counts as ours only where it is our agent under the
 * federal common law of agency. 45 CFR 164.404(a)(2).
 */
async function ofVendor(
  { agreement, toldAt, knownAt }: Extract<IncidentSource, { readonly kind: 'vendor' }>,
  now: string,
  { records }: Pick<IncidentPorts, 'records'>,
): Promise<Seen | Invalid> {
  if (toldAt > now) return invalid('source.toldAt', 'must not be in the future');
  const last = (await records.agreements.history(everyOwner, agreement)).at(-1);
  if (last?.value.direction !== 'downstream')
    return invalid('source.agreement', 'must be the id of an agreement with a vendor');
  const told: Knowledge = { at: toldAt, basis: 'report' };
  const seen = { kind: 'seen', subjects: [], resources: [] } as const;
  if (!last.value.agent) return { ...seen, known: [told] };
  if (knownAt === undefined)
    return invalid(
      'source.knownAt',
      'must be given: this vendor is an agent, and what it knows counts as known',
    );
  return { ...seen, known: [told, { at: knownAt, basis: 'knowledge' }] };
}

async function driftOf(
  { id, recordedAt }: Extract<IncidentSource, { readonly kind: 'drift' }>,
  { journal, subscriptions }: Pick<IncidentPorts, 'journal' | 'subscriptions'>,
): Promise<Drift | undefined> {
  for await (const drift of journal.since(subscriptions, recordedAt)) {
    if (drift.id === id) return drift;
    if (drift.recordedAt > recordedAt) return undefined;
  }
  return undefined;
}

/** All who may have made the change, not only one who is sure to. */
function actorsOf({ actor, candidates }: Drift): readonly string[] {
  return [actor, ...candidates.map((each) => each.actor)].flatMap((each) =>
    each?.objectId === undefined ? [] : [each.objectId.toLowerCase()],
  );
}
