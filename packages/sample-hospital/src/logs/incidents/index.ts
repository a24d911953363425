import { deniedBurst, newNetwork, terminatedAccess } from './accounts.ts';
import { dormantPrincipal, unapproved } from './agents.ts';
import { bulkRead, enumeration } from './bulk.ts';
import { afterHours, lowAndSlow, patientCrowding } from './readers.ts';
import { auditDisabled, massExport, privilegeThenRead } from './rights.ts';
import type { Incident, Scene } from './scene.ts';
import { newOperation, serviceFromElsewhere, serviceMisuse } from './services.ts';

export { incidentKinds, scene } from './scene.ts';
export type { Incident, IncidentKind, Label, Scene } from './scene.ts';

function several<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Picks the patients who are crowded round, because people talk of them; the first is on the list of those to watch over. */
export function talkedOf(scene: Scene): number[] {
  return several(3, () => scene.random.int(1, scene.world.patients.known));
}

/** Several incidents of every kind. */
export function incidents(scene: Scene, famous: readonly number[]): Incident[] {
  return [
    ...several(4, (index) => auditDisabled(scene, index)),
    ...several(3, (index) => privilegeThenRead(scene, index)),
    ...several(4, (index) => massExport(scene, index)),
    ...several(4, (index) => deniedBurst(scene, index)),
    ...several(4, (index) => enumeration(scene, index)),
    ...several(4, (index) => lowAndSlow(scene, index)),
    ...several(6, (index) => bulkRead(scene, index)),
    ...several(4, (index) => afterHours(scene, index)),
    ...several(3, (index) => newNetwork(scene, index)),
    serviceFromElsewhere(scene),
    ...several(4, (index) => terminatedAccess(scene, index)).filter((each) => each !== undefined),
    ...several(3, (index) => unapproved(scene, index)),
    ...several(3, (index) => dormantPrincipal(scene, index)),
    ...several(4, (index) => serviceMisuse(scene, index)),
    ...several(4, (index) => newOperation(scene, index)),
    ...famous.map((patient) => patientCrowding(scene, patient)),
  ];
}
