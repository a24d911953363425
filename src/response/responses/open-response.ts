import { plusSeconds } from '../../base/index.ts';
import { responseHours, severityOf } from '../../model/index.ts';
import type { Drift } from '../../model/index.ts';
import { driftId } from '../../platform/store/index.ts';
import { closeByState, closureBy, endOf, isFault } from './close-if-resolved.ts';
import { closeResponse } from './close-response.ts';
import type { ResponsePorts } from './ports.ts';
import { readDrift } from './read-drift.ts';
import { leftBehindSeconds } from './response-transition.ts';
import type { DriftWork, Response } from './response.ts';
import { noteStep } from './step-events.ts';

/**
 * Takes up a drift: one to a fault is claimed, so that it is answered once whatever comes twice, and told; any other ends the responses
 * that it puts an end to. Throws where the drift is not there yet: the message comes again.
 * @returns the id of a response that is to be answered
 */
export async function openResponse(place: DriftWork, ports: ResponsePorts): Promise<string | undefined> {
  const drift = await readDrift(place, ports);
  if (!drift) throw new Error(`drift ${driftId(place.resourceId, place.sequence)} is not in the journal yet`);
  const beside = await ports.responses.openBeside(drift.id);
  const older = beside
    .map(({ value }) => value)
    .filter((each) => each.drift.policy === drift.policy && each.drift.sequence < drift.sequence);
  if (!isFault(drift.to)) {
    for (const each of older) await closeByState(each, closureBy(drift.to), ports);
    return undefined;
  }
  if (!opens(drift)) return undefined;
  await claim(drift, older, ports);
  for (const { id } of older) await closeResponse(id, 'superseded', ports);
  return drift.id;
}

/** Drifts that no change of the resource caused (a baseline, a new policy version, an exemption that ended) get one notice for their group. */
function opens({ cause, to }: Drift): boolean {
  return cause === 'resource' || (cause === 'visibility' && to === 'NonCompliant');
}

async function claim(drift: Drift, older: readonly Response[], ports: ResponsePorts): Promise<void> {
  const { responses, due, clock, store } = ports;
  const openedAt = clock.now().toISOString();
  const nextAt = plusSeconds(openedAt, leftBehindSeconds);
  const response: Response = {
    id: drift.id,
    drift,
    status: 'open',
    step: 1,
    openedAt,
    dueAt: plusSeconds(openedAt, responseHours(severityOf(drift)) * 3600),
    nextAt,
    escalations: 0,
    // Nothing is planned yet; if what follows is lost, the next look at what is due goes on with it.
    remediation: { mode: 'observe', status: 'waiting', nextAt },
    // Who was told of the drift before this one has not been told that it ended.
    ...(older.some(({ notified, continues }) => notified || continues) && { continues: true as const }),
  };
  await due.add({ id: drift.id, at: nextAt });
  const step = { n: 1, at: openedAt, what: 'claimed' } as const;
  await noteStep(drift.id, step, ports.published);
  if ((await responses.claim(response, step)) === 'taken') {
    const taken = await responses.read(drift.id);
    // The entry of this moment stands for nothing; that of the claim is there.
    if (taken?.value.nextAt !== nextAt) await due.remove({ id: drift.id, at: nextAt });
    return;
  }
  // A newer drift may have been taken up while this one was on its way.
  const newer = (await responses.openBeside(drift.id)).some(
    ({ value }) => value.drift.policy === drift.policy && value.drift.sequence > drift.sequence,
  );
  const end = newer ? 'superseded' : endOf(drift, (await store.read(drift.resourceId))?.current);
  if (end) await closeResponse(drift.id, end, ports);
}
