/** The collectors of evidence, one file for each kind. */
import { absentEvidence } from './absent.ts';
import { accessReviews } from './access-review.ts';
import { catalogueCollector, settingsCollector } from './rules-in-force.ts';
import { countsCollector } from './counts.ts';
import type { GraphPorts } from './counts.ts';
import { diagnosticSettings } from './diagnostic-settings.ts';
import type { Collector } from './ports.ts';
import { postureCollector } from './posture.ts';
import { roleAssignments } from './role-assignments.ts';
import { signIns } from './sign-ins.ts';
import { statesCollector } from './resource-states.ts';
import { storesCollector } from './stores.ts';
import { tables } from './tables.ts';

export { privilegedIn } from './role-assignments.ts';
export { catalogueVersionOf } from './rules-in-force.ts';
export type { GraphPorts } from './counts.ts';
export type { Collected, Collector, CollectorPorts, CollectorTask } from './ports.ts';

/** Lists all collectors. */
export function allCollectors(ports: GraphPorts): readonly Collector[] {
  return [
    catalogueCollector,
    settingsCollector,
    postureCollector,
    statesCollector,
    storesCollector,
    countsCollector(ports),
    roleAssignments,
    diagnosticSettings,
    tables,
    accessReviews,
    signIns,
    absentEvidence,
  ];
}
