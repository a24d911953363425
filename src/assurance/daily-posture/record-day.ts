import type { ResourceState, Severity } from '../../model/index.ts';
import { severities } from '../../model/index.ts';
import { effectiveSeverity } from '../../monitoring/evaluation/index.ts';
import { controlsView } from '../posture/index.ts';
import { changesSince } from './changes-since.ts';
import { compareResources } from './compare-resources.ts';
import type { DailyPosture } from './daily-posture.ts';
import { fitting } from './fitting.ts';
import type { DailyPorts } from './ports.ts';

/** Puts the posture of this day on record, if that was not done yet. */
export async function recordDay(ports: DailyPorts): Promise<'recorded' | 'there'> {
  const now = ports.clock.now().toISOString();
  const id = now.slice(0, 10);
  const { dailyPostures } = ports;
  if (await dailyPostures.read(id)) return 'there';
  const before = (await dailyPostures.all()).at(-1)?.value.changes;
  const known = await statesOf(ports);
  const { resources, phiResources } = await compareResources(known, ports);
  const posture = fitting({
    id,
    at: now,
    appVersion: ports.appVersion,
    catalogueVersion: ports.catalogueVersion,
    safeguards: (await controlsView(ports)).map(
      ({ id: control, status, summary, counts, organizations }) => ({
        id: control,
        status,
        summary,
        counts,
        ...(organizations && { organizations }),
      }),
    ),
    findings: known.findings,
    unknown: known.unknown,
    resources,
    phiResources: { ...phiResources, all: known.phi.size },
    changes: await changesSince(before, now, ports),
  });
  return (await dailyPostures.write(posture, undefined)) === 'written' ? 'recorded' : 'there';
}

interface Known {
  readonly all: ReadonlySet<string>;
  readonly phi: ReadonlySet<string>;
  readonly findings: DailyPosture['findings'];
  readonly unknown: number;
}

async function statesOf({ store, subscriptions, policies }: DailyPorts): Promise<Known> {
  const [all, phi] = [new Set<string>(), new Set<string>()];
  const findings = Object.fromEntries(severities.map((each) => [each, { all: 0, phi: 0 }])) as Record<
    Severity,
    { all: number; phi: number }
  >;
  let unknown = 0;
  const note = ({ resourceId, phi: holdsPhi, gone, states }: ResourceState): void => {
    if (gone) return;
    all.add(resourceId.toLowerCase());
    if (holdsPhi) phi.add(resourceId.toLowerCase());
    for (const [name, { state }] of Object.entries(states)) {
      if (state === 'Unknown') unknown += 1;
      if (state !== 'NonCompliant') continue;
      const of = findings[effectiveSeverity(policies.policy(name)?.severity ?? 'low', holdsPhi === true)];
      of.all += 1;
      if (holdsPhi) of.phi += 1;
    }
  };
  for (const subscription of subscriptions)
    for await (const state of store.list(`/subscriptions/${subscription}`)) note(state);
  return { all, phi, findings, unknown };
}
