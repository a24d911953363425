import { provesUntil } from '../plans/index.ts';
import type { ComponentRun, Drill } from './drill.ts';
import { objectivesMet, rtoOf } from './measure.ts';

/**
 * The standing of drills as a proof. `partial`: drills were executed, and do not show all that the control is about. `until`: the moment at which
 * it stops, or has stopped, to hold.
 */
export interface DrillStanding {
  readonly standing: 'current' | 'expired' | 'failed' | 'partial';
  readonly until: string;
}

const tested = '164.308(a)(7)(ii)(D)';
const backup = '164.308(a)(7)(ii)(A)';
const recovery = '164.308(a)(7)(ii)(B)';
const emergencyMode = '164.308(a)(7)(ii)(C)';
const criticality = '164.308(a)(7)(ii)(E)';

/**
 * The proof that drills are of a control, at a moment, for one organization (undefined: for all). A drill that was aborted, or that nobody approved, shows nothing. Undefined: none was
 * executed yet, or drills say nothing of that control.
 */
export function drillStanding(
  control: string,
  organization: string | undefined,
  drills: readonly Drill[],
  now: string,
): DrillStanding | undefined {
  const ended = drills
    .filter(({ endedAt, stop }) => endedAt !== undefined && stop === undefined)
    .toSorted((one, other) => ((one.endedAt ?? '') < (other.endedAt ?? '') ? 1 : -1));
  if (control === tested) {
    const executed = ended.find(({ result }) => result === 'executed' || result === 'objective-missed');
    return executed && since(executed, 'current', now);
  }
  const last = ended.find(({ result }) => result !== 'expired');
  if (!last) return undefined;
  const runs = last.components.filter(
    ({ component }) =>
      organization === undefined ||
      component.organization === undefined ||
      component.organization === organization,
  );
  if (control === backup) return since(last, backupStanding(last, runs), now);
  if (control === recovery) return since(last, recoveryStanding(last, runs), now);
  if (control === criticality) return since(last, criticalityStanding(last, runs), now);
  // Only a drill for the outage of a region shows anything of what goes on meanwhile.
  if (control === emergencyMode && last.plan.region === 'paired')
    return since(last, recoveryStanding(last, runs), now);
  return undefined;
}

function since({ endedAt = '' }: Drill, standing: DrillStanding['standing'], now: string): DrillStanding {
  const until = provesUntil(endedAt);
  return { standing: until <= now ? 'expired' : standing, until };
}

/** An exact copy of all that holds PHI can be retrieved: all of it was. */
function backupStanding(
  { coverage, startedAt }: Drill,
  runs: readonly ComponentRun[],
): DrillStanding['standing'] {
  if (runs.some((run) => run.status === 'failed' || objectivesMet(run, startedAt) === false)) return 'failed';
  // A copy that could not be compared with its source is not known to be exact.
  const isCompared = runs.every(({ checks }) =>
    checks.every(({ name, outcome }) => name !== 'data' || outcome === 'passed'),
  );
  const isAll = coverage !== undefined && coverage.all > 0 && coverage.restored === coverage.all;
  return isAll && isCompared ? 'current' : 'partial';
}

/** Everything that others depend on most was restored in time. */
function recoveryStanding({ startedAt }: Drill, runs: readonly ComponentRun[]): DrillStanding['standing'] {
  const restored = runs.filter(({ mode }) => mode === 'restored');
  if (restored.some((run) => run.status === 'failed' || rtoOf(run, startedAt).met === false)) return 'failed';
  return isVitalRestored(runs) ? 'current' : 'partial';
}

/** The plan ranks everything that holds PHI, and what it ranks first was really restored. That it came too late is about recovery, not about the ranks. */
function criticalityStanding({ coverage }: Drill, runs: readonly ComponentRun[]): DrillStanding['standing'] {
  const isRanked = coverage !== undefined && coverage.all > 0 && coverage.unplanned.length === 0;
  return isRanked && isVitalRestored(runs) ? 'current' : 'partial';
}

function isVitalRestored(runs: readonly ComponentRun[]): boolean {
  const vital = runs.filter(
    ({ component: { criticality } }) => criticality === 'critical' || criticality === 'high',
  );
  return vital.length > 0 && vital.every(({ mode, status }) => mode === 'restored' && status === 'done');
}
