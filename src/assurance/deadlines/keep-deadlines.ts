import type { RecordVersion } from '../../model/index.ts';
import { listingOf, reevaluateExempted } from '../../monitoring/changes/index.ts';
import { Tries } from '../../platform/telemetry/index.ts';
import type { AnnouncedChange, Deadline, Exemption, Notice, NoticeSubject } from '../../records/index.ts';
import { everyOwner, isNoted, noteOnce } from '../../records/index.ts';
import { incidentDeadlines } from '../incidents/index.ts';
import type { DeadlinePorts } from './ports.ts';
import { alarmOutsideAgreement } from './alarm-outside-agreement.ts';
import { recordControlChanges } from './record-control-changes.ts';
import {
  agreementDeadlines,
  exemptionDeadlines,
  signedDeadlines,
  tabletopDeadlines,
  windowDeadline,
} from './record-deadlines.ts';
import { alarmSilence } from './silence-alarms.ts';
import { alarmUnknowns } from './unknown-alarms.ts';

type Needs = Pick<
  DeadlinePorts,
  | 'incidents'
  | 'tabletops'
  | 'records'
  | 'store'
  | 'queue'
  | 'clock'
  | 'subscriptions'
  | 'marginSeconds'
  | 'log'
>;

/**
 * Does what is due by the clock, and no event tells of: warns of what expires, evaluates again what exemptions cover that have
 * begun or ended, and says what announced work has left open. Everything is done before its notice is written, and once it
 * is written never again; so it may be run at any time, and after a crash. One that fails holds up no other; throws in the end if
 * any did.
 */
export async function keepDeadlines(ports: Needs): Promise<{ readonly done: number }> {
  const now = ports.clock.now().toISOString();
  let done = 0;
  const tries = new Tries(ports.log);
  const keep = async (deadline: Deadline, act: () => Promise<void> = async () => undefined) => {
    if (deadline.at > now || (deadline.until ?? '~') <= now) return;
    await tries.run(deadline.id, async () => {
      if (await isDone(deadline, ports)) return;
      await act();
      await noteOnce(deadline.id, deadline.notice, ports.records, now);
      done += 1;
    });
  };
  for (const subscription of ports.subscriptions) {
    for (const exemption of await ports.records.exemptions.latest(subscription))
      await keepExemption(exemption, subscription, keep, ports);
    for (const change of await ports.records.announcedChanges.latest(subscription))
      for (const { id, at, about } of windowDeadline(change)) {
        if (at > now) continue;
        await tries.run(id, async () => {
          if (await isDone({ id, at }, ports)) return;
          await keep({ id, at, notice: await isAnnouncedStillOpen(change, about, subscription, ports) });
        });
      }
  }
  for (const deadline of await peoplesDeadlines(ports)) await keep(deadline);
  if (done > 0) ports.log.info('Deadlines were handled', { count: done });
  tries.end();
  return { done };
}

async function keepExemption(
  exemption: RecordVersion<Exemption>,
  subscription: string,
  keep: (deadline: Deadline, act?: () => Promise<void>) => Promise<void>,
  ports: Needs,
): Promise<void> {
  for (const deadline of exemptionDeadlines(exemption, subscription)) {
    const evaluates = deadline.notice.kind !== 'expires-soon';
    await keep(deadline, evaluates ? () => reevaluateExempted(exemption, ports) : undefined);
  }
}

async function peoplesDeadlines({ records, incidents, tabletops }: Needs): Promise<readonly Deadline[]> {
  const [agreements, attestations, reviews, decisions, profiles, opened, held] = await Promise.all([
    records.agreements.latest(everyOwner),
    records.attestations.latest(everyOwner),
    records.reviews.latest(everyOwner),
    records.decisions.latest(everyOwner),
    records.entityProfiles.latest(everyOwner),
    incidents.latest(everyOwner),
    tabletops.latest(everyOwner),
  ]);
  return [
    ...agreements.flatMap(agreementDeadlines),
    ...attestations.flatMap((each) => signedDeadlines('attestation', each)),
    ...reviews.flatMap((each) => signedDeadlines('review', each)),
    ...decisions.flatMap((each) => signedDeadlines('decision', each)),
    ...profiles.flatMap((each) => signedDeadlines('entity-profile', each)),
    ...opened.flatMap(incidentDeadlines),
    ...held.flatMap(tabletopDeadlines),
  ];
}

async function isDone({ id, at }: Pick<Deadline, 'id' | 'at'>, { records }: Needs): Promise<boolean> {
  return isNoted(id, at, records);
}

/**
 * Everything that is to be done each hour, whether or not anything has happened. One that fails holds up no other; throws in the end
 * if any did.
 */
export async function runDeadlines(ports: DeadlinePorts): Promise<void> {
  const tries = new Tries(ports.log);
  await tries.run('deadlines', () => keepDeadlines(ports));
  await tries.run('control states', () => recordControlChanges(ports));
  await tries.run('services outside the agreement', () => alarmOutsideAgreement(ports));
  await tries.run('unknowns', () => alarmUnknowns(ports));
  await tries.run('events', () => alarmSilence(ports));
  tries.end();
}

/** A notice names so many; the count is of all. */
const mostNamed = 100;

/** Gives the notice at the end of an announced change: the faults that began in its window and are still there. */
async function isAnnouncedStillOpen(
  { id, value }: RecordVersion<AnnouncedChange>,
  about: NoticeSubject,
  subscriptionId: string,
  { store }: Pick<DeadlinePorts, 'store'>,
): Promise<Notice> {
  const open: { resourceId: string; policy: string }[] = [];
  for await (const { resourceId, states } of store.list(listingOf(value.scope)))
    for (const [policy, { state, announced }] of Object.entries(states))
      if (announced === id && (state === 'NonCompliant' || state === 'Unknown'))
        open.push({ resourceId, policy });
  const common = { at: value.until, about, subscriptionId };
  if (open.length === 0) return { kind: 'ended', ...common };
  return { kind: 'announced-still-open', ...common, open: open.slice(0, mostNamed), count: open.length };
}
