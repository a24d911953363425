import { plusSeconds } from '../../base/index.ts';
import type { ComponentRun, Drill } from '../model/index.ts';
import { neededRights, steps } from '../steps/index.ts';
import { announceDrill } from './announce-drill.ts';
import { noteDrill } from './drill-events.ts';
import { evaluateGroup } from './evaluate-group.ts';
import { notifyStarted } from './notify-drill.ts';
import type { DrillPorts } from './ports.ts';
import { drillTag } from './drill-group.ts';
import { endDrill } from './end-drill.ts';

/** The next thing that the workflow of a drill does. */
export type DrillTurn =
  | { readonly kind: 'again' }
  | { readonly kind: 'wait'; readonly until: string }
  /** The drill has ended, or there is nothing to do for it. */
  | { readonly kind: 'ended' };

/** Seconds after which the drill group is evaluated again. */
const evaluatingPause = 60;

/**
 * Takes one turn of a drill: looks whether it is to be ended early, does one unit of work in each component that is due, and keeps where it stands. Every write is put on
 * record by the turn before, and looked for before it is made; so a turn may be repeated, or cut off anywhere.
 */
export async function takeTurn(id: string, ports: DrillPorts): Promise<DrillTurn> {
  const found = await ports.drills.read(id);
  const drill = found?.value;
  if (!found || !drill || drill.phase === 'approval' || drill.phase === 'ended') return { kind: 'ended' };
  const stopped = await stopIfDue(drill, ports);
  const next = await advance(stopped, ports);
  if ((await ports.drills.write(next, found.etag)) === 'conflict') return { kind: 'again' };
  return turnAfter(next, ports.clock.now().toISOString());
}

function turnAfter(drill: Drill, now: string): DrillTurn {
  if (drill.phase === 'ended') return { kind: 'ended' };
  const times =
    drill.phase === 'teardown'
      ? [drill.teardown?.nextAt]
      : drill.phase === 'evaluating'
        ? [drill.nextAt]
        : drill.components.filter(isOpen).map(({ nextAt }) => nextAt);
  // What names no time is due now.
  if (times.length === 0 || times.includes(undefined)) return { kind: 'again' };
  const [until] = times.filter((each) => each !== undefined).toSorted();
  return until === undefined || until <= now ? { kind: 'again' } : { kind: 'wait', until };
}

function isOpen({ status }: ComponentRun): boolean {
  return status !== 'done' && status !== 'failed';
}

/** Ends a drill early: its time is up, writes are stopped, or an incident needs the people who take part in it. */
async function stopIfDue(drill: Drill, ports: DrillPorts): Promise<Drill> {
  const { startedAt, plan, phase } = drill;
  if (startedAt === undefined || phase === 'teardown' || drill.stop) return drill;
  const at = ports.clock.now().toISOString();
  const stop = (result: 'failed' | 'aborted', why: string): Drill => ({
    ...drill,
    phase: 'teardown',
    stop: { result, why, at },
  });
  if (plusSeconds(startedAt, plan.longestHours * 3600) <= at)
    return stop('failed', `it took longer than the ${plan.longestHours} hours of its plan`);
  if (await ports.writesStopped()) return stop('aborted', 'writes are stopped');
  const incident = await ports.incidentSince(startedAt);
  return incident === undefined ? drill : stop('aborted', `the incident ${incident} was opened`);
}

async function advance(drill: Drill, ports: DrillPorts): Promise<Drill> {
  switch (drill.phase) {
    case 'evaluating':
      return evaluate(drill, ports);
    case 'restoring':
      return restore(drill, ports);
    default:
      return endDrill(drill, ports);
  }
}

async function evaluate(drill: Drill, ports: DrillPorts): Promise<Drill> {
  const { azure, clock } = ports;
  if (drill.startedAt === undefined) {
    const started = { ...drill, startedAt: clock.now().toISOString() };
    await announceDrill(started, ports);
    await noteDrill(drill.id, 'started', started.startedAt, ports);
    await notifyStarted(started, ports);
    return started;
  }
  const { nextAt: _nextAt, ...rest } = drill;
  const wait = (): Drill => ({ ...rest, nextAt: plusSeconds(clock.now().toISOString(), evaluatingPause) });
  const unfit = (why: string): Drill => ({
    ...rest,
    phase: 'teardown',
    stop: { result: 'failed', why, at: clock.now().toISOString() },
  });
  const evaluated = await evaluateGroup(ports);
  if (evaluated.kind === 'wait') return wait();
  if (evaluated.kind === 'unfit')
    return unfit(`nothing was restored, as the drill group is not fit: ${evaluated.why}`);
  const tagged = await azure.tagGroup({ [drillTag]: drill.id }, drill.id);
  if (tagged.kind !== 'done')
    return tagged.kind === 'denied' || tagged.kind === 'refused' || tagged.kind === 'locked'
      ? unfit(
          `the drill group could not be tagged: ${tagged.why} ${neededRights('Microsoft.Resources/tags/write')}`,
        )
      : wait();
  return {
    ...rest,
    phase: 'restoring',
    evaluated: { at: clock.now().toISOString(), resources: evaluated.resources },
  };
}

async function restore(drill: Drill, ports: DrillPorts): Promise<Drill> {
  const { id: drillId, quarter, startedAt = '', plan } = drill;
  const context = { drillId, quarter, startedAt, group: ports.settings.group, plan };
  const now = ports.clock.now().toISOString();
  const components = await Promise.all(
    drill.components.map(async (run) =>
      isOpen(run) && (run.nextAt ?? '') <= now ? steps[run.kind](run, context, ports) : run,
    ),
  );
  return { ...drill, components, ...(!components.some(isOpen) && { phase: 'teardown' }) };
}
