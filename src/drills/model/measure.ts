import { secondsBetween } from '../../base/index.ts';
import type { ComponentRun, Measure } from './drill.ts';

/** Recovery time: from the declared start to the last check passed. Only a copy, or a procedure carried out, has one. */
export function rtoOf(run: ComponentRun, startedAt: string | undefined): Measure {
  const objectiveSeconds = run.component.objectives.rtoSeconds;
  if (startedAt === undefined || run.checkedAt === undefined || run.mode === 'readiness')
    return run.status === 'failed' && run.mode === 'restored'
      ? { objectiveSeconds, met: false }
      : { objectiveSeconds };
  const measuredSeconds = secondsBetween(startedAt, run.checkedAt);
  return { objectiveSeconds, measuredSeconds, met: measuredSeconds <= objectiveSeconds };
}

/** Recovery point: the age, at the declared start, of the newest state that can be had. */
export function rpoOf(run: ComponentRun, startedAt: string | undefined): Measure {
  const objectiveSeconds = run.component.objectives.rpoSeconds;
  if (startedAt === undefined || run.restorePoint === undefined) return { objectiveSeconds };
  // A point after the start is of a backup that ran meanwhile: nothing would have been lost.
  const measuredSeconds = Math.max(0, secondsBetween(run.restorePoint, startedAt));
  return { objectiveSeconds, measuredSeconds, met: measuredSeconds <= objectiveSeconds };
}

/** Whether a component met all of its objectives that could be measured; undefined: none could. */
export function objectivesMet(run: ComponentRun, startedAt: string | undefined): boolean | undefined {
  const met = new Set([rtoOf(run, startedAt).met, rpoOf(run, startedAt).met]);
  if (met.has(false)) return false;
  return met.has(true) ? true : undefined;
}
