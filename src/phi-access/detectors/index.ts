/** One detector in each file, and the two lists of them. */
export { createDetection, deterministic, statistical } from './detect.ts';
export type { Detection } from './detect.ts';
