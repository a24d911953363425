/** Turns a change of a resource into drifts: re-evaluate, compare, commit, dispatch. */
export { affectedAt, affectedFrom, isEvaluated } from './affected-resources.ts';
export { announcedFor } from './announced-windows.ts';
export { approveExemption, requestExemption, revokeExemption } from './exemption-requests.ts';
export type { ChangePorts } from './ports.ts';
export { listingOf, reevaluateExempted } from './reevaluate-exempted.ts';
export { recoverCrashed, recoverUnmarked } from './recover-crashed.ts';
export { reevaluateLogged } from './reevaluate-logged.ts';
export { evaluateResource } from './reevaluate-resource.ts';
export { expandMove, isMoveOfGroup } from './resource-moves.ts';
export { retryDelay, scanChange, sendAll, sendTask } from './task-queue.ts';
export { outOfScope } from './transitions.ts';
