import { objectivesMet, rpoOf, rtoOf } from '../model/index.ts';
import type { ComponentRun, Drill, DrillResult } from '../model/index.ts';
import { withFinding } from '../steps/index.ts';
import { coverageOf, phiStores } from './coverage.ts';
import { noteDrill } from './drill-events.ts';
import { notifyEnded } from './notify-drill.ts';
import type { DrillPorts } from './ports.ts';
import { tearDown } from './teardown.ts';

/** Tears a drill down, and ends it once nothing is left: with its result, its coverage, and a finding for each objective that was missed. */
export async function endDrill(drill: Drill, ports: DrillPorts): Promise<Drill> {
  const teardown = await tearDown(drill, ports);
  if (teardown.endedAt === undefined) return { ...drill, teardown };
  const components = drill.components.map((run) => withMissed(run, drill, teardown.endedAt ?? ''));
  const ended: Drill = {
    ...drill,
    components,
    teardown,
    phase: 'ended',
    coverage: coverageOf(components, await phiStores(ports)),
    result: resultOf({ ...drill, components }),
    endedAt: teardown.endedAt,
  };
  await noteDrill(drill.id, 'ended', teardown.endedAt, ports);
  await notifyEnded(ended, ports, await failedBefore(ended, ports));
  return ended;
}

/** Each objective that was missed is one finding. */
function withMissed(run: ComponentRun, { startedAt }: Drill, now: string): ComponentRun {
  const missed = [
    ['rto', 'recovery time', rtoOf(run, startedAt)],
    ['rpo', 'recovery point', rpoOf(run, startedAt)],
  ] as const;
  return missed.reduce((known, [what, title, { met, measuredSeconds, objectiveSeconds }]) => {
    if (met !== false) return known;
    const measured = measuredSeconds === undefined ? 'it was not restored' : `${measuredSeconds} s`;
    return withFinding(
      known,
      what,
      `The objective of its ${title}, ${objectiveSeconds} s, was missed: ${measured}`,
      now,
    );
  }, run);
}

function resultOf({ stop, components, startedAt }: Drill): DrillResult {
  if (stop) return stop.result;
  if (components.some(({ status }) => status === 'failed')) return 'failed';
  return components.some((run) => objectivesMet(run, startedAt) === false) ? 'objective-missed' : 'executed';
}

/** Whether the drill of the quarter before was not executed either. */
async function failedBefore(drill: Drill, { drills }: DrillPorts): Promise<boolean> {
  const before = (await drills.all())
    .map(({ value }) => value)
    .filter(({ quarter }) => quarter < drill.quarter)
    .toSorted((one, other) => (one.quarter < other.quarter ? 1 : -1))[0];
  return before !== undefined && before.result !== 'executed' && before.result !== 'objective-missed';
}
