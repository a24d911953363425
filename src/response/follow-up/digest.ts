import { counted, plusSeconds } from '../../base/index.ts';
import { enqueueNotice } from '../../notifications/index.ts';
import type { OutboxPorts } from '../../notifications/outbox/index.ts';
import { undelivered } from '../../notifications/outbox/index.ts';
import { Tries } from '../../platform/telemetry/index.ts';
import type { RecordPorts } from '../../records/index.ts';
import { listRecords, noticesSince } from '../../records/index.ts';
import type { ResponsePorts, ResponseSummary } from '../responses/index.ts';
import { openResponses } from '../responses/index.ts';

type Needs = ResponsePorts & Pick<RecordPorts, 'records' | 'subscriptions'> & Pick<OutboxPorts, 'channels'>;

const day = 86_400;

const mostShown = 10;

/**
 * Enqueues the daily report on every channel: overdue and new findings, decisions and records that wait for people, channels that
 * do not deliver. There is one a day.
 */
export async function enqueueDigest(ports: Needs): Promise<void> {
  const now = ports.clock.now().toISOString();
  const yesterday = plusSeconds(now, -day);
  const open = await openResponses(ports);
  const overdue = open.filter(({ dueAt }) => dueAt <= now);
  const fresh = open.filter(({ openedAt }) => openedAt > yesterday);
  const approvals = open.filter(({ remediation }) => remediation?.status === 'asked').length;
  const ending = (await noticesSince(yesterday, ports)).filter(({ value }) => value.kind === 'expires-soon');
  const asked = (await listRecords('exemptions', ports)).filter(({ value }) => value.status === 'requested');
  const waiting = [
    ...waitingFor(approvals, 'remediation waits', 'remediations wait', 'for approval'),
    ...waitingFor(asked.length, 'exemption request waits', 'exemption requests wait', 'for approval'),
    ...waitingFor(ending.length, 'record expires', 'records expire', 'soon'),
  ];
  const content = {
    title: `Daily report: ${overdue.length} overdue, ${fresh.length} new, ${open.length} open`,
    lines: [
      ...(overdue.length > 0 ? ['Overdue:', ...named(overdue)] : []),
      ...(fresh.length > 0 ? ['New since yesterday:', ...named(fresh)] : []),
      ...(overdue.length + fresh.length === 0 ? ['Nothing is overdue, and nothing is new.'] : []),
      ...(waiting.length > 0 ? [`Waiting for people: ${waiting.join('; ')}.`] : []),
      ...(await undelivered(ports)).map(
        ({ channel, messages, reason }) =>
          `The channel ${channel} has not delivered ${counted(messages, 'message')}: ${reason}.`,
      ),
    ],
    ...(ports.pageAddress !== undefined && { link: ports.pageAddress }),
  };
  const channels = Object.keys(ports.alerts.channels);
  await enqueueNotice(
    { id: `digest|${now.slice(0, 10)}`, kind: 'digest', severity: 'medium', content, channels },
    ports,
  );
}

function named(all: readonly ResponseSummary[]): readonly string[] {
  const shown = all
    .slice(0, mostShown)
    .map(({ severity, headline, dueAt }) => `- ${headline} (${severity}, due ${dueAt})`);
  return all.length > mostShown ? [...shown, `- and ${all.length - mostShown} more`] : shown;
}

function waitingFor(count: number, one: string, many: string, rest: string): readonly string[] {
  return count === 0 ? [] : [`${counted(count, one, many)} ${rest}`];
}

/** Enqueues a monthly test message on every channel. What a channel does not deliver is reported on the others. */
export async function enqueueCanary(ports: ResponsePorts): Promise<void> {
  const month = ports.clock.now().toISOString().slice(0, 7);
  const content = {
    title: `Monthly test of this channel (${month})`,
    lines: [
      'phiwatch sends this once a month on every channel. If it does not arrive, the channel is broken.',
    ],
  };
  const channels = Object.keys(ports.alerts.channels);
  await enqueueNotice(
    { id: `canary|${month}`, kind: 'canary', severity: 'medium', content, channels },
    ports,
  );
}

/** Reports on the other channels, once, what a channel has not delivered for a day. Throws at the end if that failed for one. */
export async function enqueueUndelivered(
  ports: ResponsePorts & Pick<OutboxPorts, 'channels'>,
): Promise<void> {
  const since = plusSeconds(ports.clock.now().toISOString(), -day);
  const all = Object.keys(ports.alerts.channels);
  const tries = new Tries(ports.log);
  for (const { channel, messages, reason, since: firstTriedAt } of await undelivered(ports)) {
    if (firstTriedAt > since) continue;
    const content = {
      title: `The channel ${channel} has not delivered ${counted(messages, 'message')} since ${firstTriedAt}`,
      lines: [`Reason: ${reason}. phiwatch keeps the messages and tries again.`],
    };
    const saying = {
      id: `undelivered|${channel}|${firstTriedAt}`,
      kind: 'escalation',
      severity: 'high',
      content,
      channels: all.filter((each) => each !== channel),
    } as const;
    await tries.run(channel, () => enqueueNotice(saying, ports));
  }
  tries.end();
}
