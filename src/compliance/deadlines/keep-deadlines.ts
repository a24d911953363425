import { incidentDeadlines } from '../../incidents/deadlines.ts';
import type { RecordVersion } from '../../store/record-types.ts';
import { judgeAnew } from '../exemptions/judge-anew.ts';
import { isNoted, noteOnce } from '../notices.ts';
import { everyOwner } from '../records/index.ts';
import type { Exemption } from '../records/index.ts';
import type { Ports } from '../types.ts';
import { agreementDeadlines, exemptionDeadlines, proofDeadlines, windowDeadline } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import { stillOpen } from './still-open.ts';

type Needs = Pick<Ports, 'records' | 'store' | 'queue' | 'clock' | 'subscriptions' | 'marginSeconds' | 'log'>;

/**
 * Does what is due by the clock, and no event tells of: warns of what expires, judges anew what exemptions cover that have
 * begun or ended, and says what announced work has left open. Everything is done before its notice is written, and once it
 * is written never again; so it may be run at any time, and after a crash.
 */
export async function keepDeadlines(ports: Needs): Promise<{ readonly done: number }> {
  const now = ports.clock.now().toISOString();
  let done = 0;
  const keep = async (deadline: Deadline, act: () => Promise<void> = async () => undefined) => {
    if (deadline.at > now || (deadline.until ?? '~') <= now) return;
    if (await isDone(deadline, ports)) return;
    await act();
    await noteOnce(deadline.id, deadline.notice, ports.records, now);
    done += 1;
  };
  for (const subscription of ports.subscriptions) {
    for (const exemption of await ports.records.exemptions.latest(subscription))
      await keepExemption(exemption, subscription, keep, ports);
    for (const change of await ports.records.announcedChanges.latest(subscription))
      for (const { id, at, about } of windowDeadline(change)) {
        if (at > now || (await isDone({ id, at }, ports))) continue;
        await keep({ id, at, notice: await stillOpen(change, about, subscription, ports) });
      }
  }
  for (const deadline of await peoplesDeadlines(ports)) await keep(deadline);
  if (done > 0) ports.log.info('deadlines were kept', { count: done });
  return { done };
}

async function keepExemption(
  exemption: RecordVersion<Exemption>,
  subscription: string,
  keep: (deadline: Deadline, act?: () => Promise<void>) => Promise<void>,
  ports: Needs,
): Promise<void> {
  for (const deadline of exemptionDeadlines(exemption, subscription)) {
    const judges = deadline.notice.kind !== 'expires-soon';
    await keep(deadline, judges ? () => judgeAnew(exemption, ports) : undefined);
  }
}

async function peoplesDeadlines({ records }: Needs): Promise<readonly Deadline[]> {
  const [agreements, attestations, reviews, decisions, incidents] = await Promise.all([
    records.agreements.latest(everyOwner),
    records.attestations.latest(everyOwner),
    records.reviews.latest(everyOwner),
    records.decisions.latest(everyOwner),
    records.incidents.latest(everyOwner),
  ]);
  return [
    ...agreements.flatMap(agreementDeadlines),
    ...attestations.flatMap((each) => proofDeadlines('attestation', each)),
    ...reviews.flatMap((each) => proofDeadlines('review', each)),
    ...decisions.flatMap((each) => proofDeadlines('decision', each)),
    ...incidents.flatMap(incidentDeadlines),
  ];
}

async function isDone({ id, at }: Pick<Deadline, 'id' | 'at'>, { records }: Needs): Promise<boolean> {
  return isNoted(id, at, records);
}
