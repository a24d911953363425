/** How findings are put back: planned, guarded, written, read back, and taken back again. Whether they are is decided elsewhere. */
export { carryOut } from './carry-out.ts';
export type { CarriedOut, Decided } from './carry-out.ts';
export { confirm } from './confirm.ts';
export type { Confirmed } from './confirm.ts';
export { consider } from './consider.ts';
export type { Considered } from './consider.ts';
export { guardPlan } from './facts.ts';
export { isOwnChange, wasReverted } from './guards.ts';
export { approveMode, modeFor, requestMode, withdrawMode } from './modes.ts';
export type { RemediationMode } from './modes.ts';
export { revertOf } from './plan.ts';
export { approveRestart, askRestart, stopNow, stopWrites } from './stop.ts';
export type { WriteStop } from './stop.ts';
export type * from './types.ts';
