export { createDetection, deterministic, statistical } from './detect.ts';
export type { Detection } from './detect.ts';
