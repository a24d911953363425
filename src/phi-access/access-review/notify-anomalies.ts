import { day, plus } from '../../base/index.ts';
import { channelsFor, enqueueNotice, routeOf } from '../../notifications/index.ts';
import { namesStaff, principalsOf } from '../anomalies/index.ts';
import type { KeptAnomaly } from '../model/index.ts';
import type { NotifyPorts } from './ports.ts';

/** What could not be told for longer is in the list of anomalies. */
const lookBack = 6 * day;

const mostLines = 30;

/**
 * Tells of what is new, or has become more, once: of people those channels alone that the Privacy Officer reads, and none that somebody
 * concerned reads; of services, agents and silent logs the channels that everything goes to. Done again, it comes to the same.
 */
export async function notifyAnomalies(ports: NotifyPorts): Promise<number> {
  const { anomalies, clock } = ports;
  const now = clock.now().toISOString();
  const beyond: KeptAnomaly[] = [];
  let count = 0;
  for await (const { value, etag } of anomalies.since(plus(now, -lookBack))) {
    if (value.overflow !== undefined) beyond.push(value);
    const revision = [value.severity, ...value.kinds].join('+');
    if (value.suppressedBy !== undefined || value.overflow !== undefined || value.told === revision) continue;
    // Said before it is noted: what a crash has said again is one message, as its id is the same.
    if (await notifyOne(value, revision, ports)) count += 1;
    await anomalies.write({ ...value, told: revision }, etag);
  }
  await report(beyond, now.slice(0, 10), ports);
  return count;
}

async function notifyOne(anomaly: KeptAnomaly, revision: string, ports: NotifyPorts): Promise<boolean> {
  const { id, severity, told, kinds, principal, start, end, resources, counts, explanation } = anomaly;
  const channels = channelsOf(anomaly, ports);
  if (channels.length === 0) {
    ports.log.warn('Nobody may be told of an anomaly: PRIVACY_CHANNELS names no channel for it', {
      target: id,
    });
    return false;
  }
  const content = {
    title: `${told === undefined ? '' : 'More: '}${kinds.join(', ')}: ${principal}`,
    lines: [
      explanation,
      `Between ${start} and ${end}.`,
      ...(resources.length > 0 ? [`On ${resources.join(', ')}.`] : []),
      ...(Object.keys(counts).length > 0
        ? [
            Object.entries(counts)
              .map(([name, value]) => `${name}: ${value}`)
              .join(', '),
          ]
        : []),
      `GET /api/anomalies has it as ${id}; POST /api/anomalies/${id}/verdict says what it was.`,
    ],
  };
  const kind = told === undefined ? 'first' : 'changed';
  await enqueueNotice({ id: `anomaly|${id}|${revision}`, kind, severity, content, channels }, ports);
  return true;
}

function channelsOf(anomaly: KeptAnomaly, { alerts, clock }: NotifyPorts): readonly string[] {
  return namesStaff(anomaly)
    ? channelsFor(principalsOf(anomaly), alerts)
    : routeOf({ severity: anomaly.severity, phi: true }, alerts, clock.now()).channels;
}

/** What was beyond the budget of a day, once the day is over: nothing is dropped silently. */
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
        title: `${own.length} anomalies beyond the budget of ${date}`,
        lines: [...lines, ...more, 'GET /api/anomalies has them all.'],
      };
      const id = `anomaly-overflow|${date}`;
      await enqueueNotice({ id, kind: 'digest', severity: 'medium', content, channels: [channel] }, ports);
    }
  }
}
