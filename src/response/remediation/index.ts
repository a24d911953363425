/** How findings are put back: planned, guarded, written, read back, and taken back again. Whether they are is decided elsewhere. */
export { carryOut } from './apply-plan.ts';
export { consider } from './consider-plan.ts';
export type { Considered } from './consider-plan.ts';
export { guardPlan } from './guard-facts.ts';
export { isOwnChange, wasReverted } from './guards.ts';
export { approveRestart, askRestart, stopNow, stopRequest, stopWrites } from './kill-switch.ts';
export { approveMode, modeFor, requestMode, withdrawMode } from './modes.ts';
export { revertOf } from './plan.ts';
export type { RemediationPorts } from './ports.ts';
export { remediationOfSettings, remediationSettings } from './settings.ts';
export type { RemediationOptions } from './settings.ts';
export { modeRequest } from './types.ts';
export type { CarriedOut, Decided, FreezeWindow, Mode, Plan, RemediationMode, WriteStop } from './types.ts';
export { confirm } from './verify-write.ts';
