/** One run over the logs: collect, detect, correlate, notify. */
export { createObserver } from './observation.ts';
export type { DirectoryFeed } from './observation.ts';
export type { ReviewPorts } from './ports.ts';
export { runDetection } from './run-detection.ts';
export type { Depth } from './run-detection.ts';
export { purgeProfiles, reviewAccess, reviewDue } from './run-review.ts';
export { accessOfSettings, accessSettings } from './settings.ts';
export type { AccessSettings } from './settings.ts';
