import { Tries } from '../../platform/telemetry/index.ts';
import type { Drill } from '../model/index.ts';
import { beginDue, freezeAt } from './begin-drill.ts';
import { expireDrill } from './decide-drill.ts';
import { noteDrill } from './drill-events.ts';
import { notifyFailing, notifyFindingDue } from './notify-drill.ts';
import type { DrillPorts } from './ports.ts';

/** The workflows of drills, as Durable Functions runs them. */
export interface DrillWorkflows {
  /** `running`: it goes on by itself. `ended`, `failed`: it has, whatever its drill says. `terminated`: somebody has ended it. */
  standing(id: string): Promise<'absent' | 'running' | 'ended' | 'failed' | 'terminated'>;
  /** Starts it, unless one of this id runs. */
  start(id: string): Promise<void>;
}

/**
 * Does what is due of drills each minute: begins the one that is due, ends the one that nobody has approved in time, and sees to it that each that is approved has a workflow which
 * goes on, until it has destroyed what it made.
 */
export async function keepDrills(workflows: DrillWorkflows, ports: DrillPorts): Promise<void> {
  const tries = new Tries(ports.log);
  await tries.run('begin', () => beginDue(ports));
  const all = await ports.drills.all();
  for (const { value, etag } of all) {
    if (value.phase === 'ended') continue;
    await tries.run(value.id, () => keep(value, etag, workflows, ports));
  }
  const last = all.findLast(({ value }) => value.phase === 'ended' && value.startedAt !== undefined);
  if (last) await tries.run('findings', () => keepFindings(last.value, ports));
  tries.end();
}

/** Findings of the last drill are called to mind once their day has come: the next drill finds them again, or does not. */
async function keepFindings(drill: Drill, ports: DrillPorts): Promise<void> {
  const now = ports.clock.now().toISOString();
  for (const { findings } of drill.components)
    for (const finding of findings) if (finding.dueAt <= now) await notifyFindingDue(drill, finding, ports);
}

async function keep(drill: Drill, etag: string, workflows: DrillWorkflows, ports: DrillPorts): Promise<void> {
  const now = ports.clock.now().toISOString();
  if (drill.phase === 'approval') {
    if (drill.expiresAt <= now) await expireDrill(drill, etag, ports);
    return;
  }
  // A freeze may have begun since it was approved.
  if (drill.startedAt === undefined && freezeAt(drill.plan, now)) return;
  const standing = await workflows.standing(drill.id);
  if (standing === 'running') return;
  if (standing === 'terminated' && !drill.stop && drill.phase !== 'teardown') {
    const stop = { result: 'aborted', why: 'its workflow was terminated', at: now } as const;
    await noteDrill(drill.id, 'aborted', now, ports);
    if ((await ports.drills.write({ ...drill, phase: 'teardown', stop }, etag)) === 'conflict') return;
  }
  // Where it stands is in the drill, so that one that failed is simply begun again.
  if (standing === 'failed') await notifyFailing(drill, now, ports);
  await workflows.start(drill.id);
}
