/** Plans, guards, writes and their verification; modes and the kill switch. */
export { applyPlan } from './apply-plan.ts';
export { considerPlan } from './consider-plan.ts';
export type { Considered } from './consider-plan.ts';
export { guardPlan } from './guard-facts.ts';
export { isOwnChange, wasReverted } from './guards.ts';
export {
  approveRestart,
  askRestart,
  isStopped,
  killSwitchNow,
  stopRequest,
  stopWrites,
} from './kill-switch.ts';
export { approveMode, modeFor, requestMode, withdrawMode } from './modes.ts';
export { ownCaution, ownResource, ownResourcesOf, withOwnCaution } from './own-resources.ts';
export { bodyOf, revertOf, targetOf } from './plan.ts';
export type { RemediationPorts } from './ports.ts';
export { leavesOf, namesOf, valueAt } from './setting-paths.ts';
export { remediationOfSettings, remediationSettings } from './settings.ts';
export type { RemediationOptions } from './settings.ts';
export { modeRequest } from './types.ts';
export type {
  ApplyResult,
  FreezeWindow,
  KillSwitch,
  Mode,
  Plan,
  RemediationDecision,
  RemediationMode,
} from './types.ts';
export { verifyWrite } from './verify-write.ts';
export { roleActions } from './write-rights.ts';
export { writerRefusal } from './writer-identity.ts';
