export { deterministic, statistical, createDetection } from './detect.ts';
export type { Detection } from './detect.ts';
