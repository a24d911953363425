import { day, plus } from '../../base/index.ts';
import { channelsFor, enqueueNotice, routeOf } from '../../notifications/index.ts';
import { namesStaff, principalsOf } from '../anomalies/index.ts';
import type { KeptAnomaly } from '../model/index.ts';
import type { NotifyPorts } from './ports.ts';

/** Older anomalies that could not be reported are in the list of anomalies alone. */
const lookBack = 6 * day;

const mostLines = 30;

/**
 * Reports anomalies that are new or have changed, once each. Those about people go to privacy channels alone, and to none that a
 * subject reads; those about services, agents and silent logs go to all channels. It is idempotent.
 */
export async function notifyAnomalies(ports: NotifyPorts): Promise<number> {
  const { anomalies, clock } = ports;
  const now = clock.now().toISOString();
  const beyond: KeptAnomaly[] = [];
  let count = 0;
  for await (const { value, etag } of anomalies.since(plus(now, -lookBack))) {
    if (value.overflow !== undefined) beyond.push(value);
    const revision = [value.severity, ...value.kinds].join('+');
    if (value.suppressedBy !== undefined || value.overflow !== undefined || value.notified === revision)
      continue;
    // Enqueued before it is recorded: after a crash it is enqueued again under the same id, which makes one message.
    if (await notifyOne(value, revision, ports)) count += 1;
    await anomalies.write({ ...value, notified: revision }, etag);
  }
  await report(beyond, now.slice(0, 10), ports);
  return count;
}

async function notifyOne(anomaly: KeptAnomaly, revision: string, ports: NotifyPorts): Promise<boolean> {
  const { id, severity, notified, start, end, resources, counts, explanation } = anomaly;
  const channels = channelsOf(anomaly, ports);
  if (channels.length === 0) {
    ports.log.warn(
      'An anomaly was not reported: PRIVACY_CHANNELS has no channel that none of its subjects reads',
      {
        target: id,
      },
    );
    return false;
  }
  const content = {
    title: `${notified === undefined ? '' : 'Changed: '}${headline(anomaly)}`,
    lines: [
      explanation,
      `When: ${start} to ${end}.`,
      ...(resources.length > 0 ? [`Resources: ${resources.join(', ')}.`] : []),
      ...(Object.keys(counts).length > 0
        ? [
            `Counts: ${Object.entries(counts)
              .map(([name, value]) => `${name} ${value}`)
              .join(', ')}.`,
          ]
        : []),
      `Please find out whether this was work, and record your verdict: POST /api/anomalies/${id}/verdict. It is ${id} in GET /api/anomalies.`,
    ],
  };
  const kind = notified === undefined ? 'first' : 'changed';
  await enqueueNotice({ id: `anomaly|${id}|${revision}`, kind, severity, content, channels }, ports);
  return true;
}

function headline({ kinds, principal }: KeptAnomaly): string {
  return kinds.includes('silent-table')
    ? `A log of PHI access has fallen silent: ${principal}`
    : `Unusual access to PHI by ${principal}: ${kinds.join(', ')}`;
}

function channelsOf(anomaly: KeptAnomaly, { alerts, clock }: NotifyPorts): readonly string[] {
  return namesStaff(anomaly)
    ? channelsFor(principalsOf(anomaly), alerts)
    : routeOf({ severity: anomaly.severity, phi: true }, alerts, clock.now()).channels;
}

/** Reports anomalies over the budget of a day once that day is over: nothing is dropped silently. */
async function report(beyond: readonly KeptAnomaly[], today: string, ports: NotifyPorts): Promise<void> {
  for (const [date = '', all] of Map.groupBy(beyond, ({ overflow }) => overflow)) {
    if (date >= today) continue;
    for (const channel of Object.keys(ports.alerts.privacy ?? {})) {
      const own = all.filter((each) => channelsFor(principalsOf(each), ports.alerts).includes(channel));
      if (own.length === 0) continue;
      const lines = own
        .slice(0, mostLines)
        .map(({ severity, kinds, id }) => `${severity}: ${kinds.join(', ')} (${id})`);
      const more = own.length > mostLines ? [`and ${own.length - mostLines} more`] : [];
      const content = {
        title: `${own.length} anomalies over the daily budget on ${date}`,
        lines: [...lines, ...more, 'GET /api/anomalies lists all of them.'],
      };
      const id = `anomaly-overflow|${date}`;
      await enqueueNotice({ id, kind: 'digest', severity: 'medium', content, channels: [channel] }, ports);
    }
  }
}
