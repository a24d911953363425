export { deterministic, statistical, watch } from './detect.ts';
export type { Watch } from './detect.ts';
